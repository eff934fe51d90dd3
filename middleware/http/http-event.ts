/** Names with text; a name that did not come is undefined. */
export type TextMap = Record<string, string | undefined>;

/** An HTTP event of API Gateway (HTTP API 2.0, REST 1.0) or a Function URL, as far as the stack reads it. */
export interface HttpEvent {
  version?: string;
  routeKey?: string;
  rawPath?: string;
  headers?: TextMap | null;
  queryStringParameters?: TextMap | null;
  pathParameters?: TextMap | null;
  body?: string | null;
  isBase64Encoded?: boolean;
  requestContext?: object;
  /** REST 1.0 only. */
  httpMethod?: string;
  /** REST 1.0 only. */
  path?: string;
  /** REST 1.0 only: the route's template. */
  resource?: string;
}

/** The answer in API Gateway's form. */
export interface HttpResponse {
  statusCode: number;
  headers: Record<string, string>;
  body?: string;
  isBase64Encoded?: boolean;
}

/** One view of every kind of HTTP event. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** The template of the path, such as `/jobs/{id}`, where the gateway or the router names it. */
  readonly route: string | undefined;
  /** Names in lower case. */
  readonly headers: TextMap;
  readonly query: TextMap;
  readonly pathParameters: TextMap;
  readonly body: string | undefined;
  readonly base64: boolean;
}

/** Reads an HTTP event of any kind; what is missing or of another type reads as empty. */
export function readHttpEvent(event: unknown): HttpRequest {
  const { headers, queryStringParameters, pathParameters, body, isBase64Encoded } = fields(event);
  return {
    ...(readVersion2(event) ?? readVersion1(event)),
    headers: lowerCaseNames(fields(headers)),
    query: texts(queryStringParameters),
    pathParameters: texts(pathParameters),
    body: text(body),
    base64: isBase64Encoded === true,
  };
}

type Target = Pick<HttpRequest, "method" | "path" | "route">;

function readVersion2(event: unknown): Target | undefined {
  const { requestContext, rawPath, routeKey } = fields(event);
  const { http } = fields(requestContext);
  if (typeof http !== "object" || http === null) return undefined;
  const { method, path } = fields(http);
  const template = text(routeKey)?.split(" ", 2)[1];
  return { method: text(method) ?? "", path: text(path) ?? text(rawPath) ?? "", route: template };
}

function readVersion1(event: unknown): Target {
  const { httpMethod, path, resource, routeKey } = fields(event);
  const template = text(routeKey)?.split(" ", 2)[1] ?? text(resource);
  return { method: text(httpMethod) ?? "", path: text(path) ?? "", route: template };
}

/** The object's fields, or none where it is no object. */
export function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function texts(value: unknown): TextMap {
  return fields(value) as TextMap;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

// A prototype-free object, as a client chooses the names.
function lowerCaseNames(headers: Record<string, unknown>): TextMap {
  const lower: TextMap = Object.create(null);
  for (const name of Object.keys(headers)) lower[name.toLowerCase()] = text(headers[name]);
  return lower;
}
