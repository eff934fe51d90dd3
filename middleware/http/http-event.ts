/**
 * Names with text; a name that did not come is undefined. What came more than once is joined with commas, as
 * HTTP API 2.0 does it.
 */
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
  /** HTTP API 2.0 and Function URLs: they stand here instead of in the headers. */
  cookies?: string[];
  /** REST 1.0 only. */
  multiValueHeaders?: Record<string, string[] | undefined> | null;
  /** REST 1.0 only. */
  multiValueQueryStringParameters?: Record<string, string[] | undefined> | null;
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
  /** `Set-Cookie` values, for HTTP API 2.0 and Function URLs. */
  cookies?: string[];
  /** Headers that go out more than once, for REST 1.0. */
  multiValueHeaders?: Record<string, string[]>;
}

/** One view of every kind of HTTP event. */
export interface HttpRequest {
  /** The form in which the gateway wants its answer. */
  readonly version: "1.0" | "2.0";
  readonly method: string;
  readonly path: string;
  /** The template of the path, such as `/jobs/{id}`, where the gateway or the router names it. */
  readonly route: string | undefined;
  /** Names in lower case; the cookies of every version stand under `cookie`. */
  readonly headers: TextMap;
  readonly query: TextMap;
  readonly pathParameters: TextMap;
  readonly body: string | undefined;
  readonly base64: boolean;
}

/** Reads an HTTP event of any kind; what is missing or of another type reads as empty. */
export function readHttpEvent(event: unknown): HttpRequest {
  const { requestContext, rawPath, version } = fields(event);
  const { http } = fields(requestContext);
  const second = typeof http === "object" || typeof rawPath === "string" || version === "2.0";
  return second ? readVersion2(fields(event), fields(http)) : readVersion1(fields(event));
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
function readVersion2(event: Record<string, unknown>, http: Record<string, unknown>): HttpRequest {
  const [method, route] = text(event.routeKey)?.split(" ", 2) ?? [];
  const headers = lowerCaseNames(fields(event.headers));
  const cookies = listOfTexts(event.cookies);
  if (cookies.length > 0) headers.cookie = cookies.join("; ");
  return {
    version: "2.0",
    method: text(http.method) ?? (route === undefined ? "" : (method ?? "")),
    path: text(http.path) ?? text(event.rawPath) ?? "",
    route,
    headers,
    query: texts(event.queryStringParameters),
    pathParameters: texts(event.pathParameters),
    body: text(event.body),
    base64: event.isBase64Encoded === true,
  };
}

function readVersion1(event: Record<string, unknown>): HttpRequest {
  const headers = lowerCaseNames(fields(event.headers));
  joinLists(headers, event.multiValueHeaders, true);
  return {
    version: "1.0",
    method: text(event.httpMethod) ?? "",
    path: text(event.path) ?? "",
    route: text(event.routeKey)?.split(" ", 2)[1] ?? text(event.resource),
    headers,
    query: joinLists(texts(event.queryStringParameters), event.multiValueQueryStringParameters, false),
    pathParameters: texts(event.pathParameters),
    body: text(event.body),
    base64: event.isBase64Encoded === true,
  };
}

// Version 1.0 keeps only the last of several values under its name.
function joinLists(single: TextMap, lists: unknown, lower: boolean): TextMap {
  const all = fields(lists);
  for (const name of Object.keys(all)) {
    const list = listOfTexts(all[name]);
    const key = lower ? name.toLowerCase() : name;
    const missing = single[key] === undefined && list.length > 0;
    if (list.length > 1 || missing) single[key] = list.join(key === "cookie" ? "; " : ",");
  }
  return single;
}

/** The object's fields, or none where it is no object. */
export function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

// A copy without a prototype, as a client chooses the names.
function texts(value: unknown): TextMap {
  const all = fields(value);
  const map: TextMap = Object.create(null);
  for (const name of Object.keys(all)) map[name] = text(all[name]);
  return map;
}

function listOfTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function lowerCaseNames(headers: Record<string, unknown>): TextMap {
  const lower: TextMap = Object.create(null);
  for (const name of Object.keys(headers)) lower[name.toLowerCase()] = text(headers[name]);
  return lower;
}
