import { commonLogTime } from "./http/common-log-time.ts";
import { append, joinHeaders } from "./http/headers.ts";
import type { GatewayRequest } from "./http/request.ts";
import { traceHeader } from "./lambda/trace-header.ts";

/** What the gateway knows about a request beside the request itself. */
export interface HttpEventContext {
  accountId: string;
  apiId: string;
  region: string;
  stage: string;
  routeKey: string;
  pathParameters?: Record<string, string>;
  stageVariables?: Record<string, string>;
  /** What an authorizer found out, as it stands in `requestContext.authorizer`. */
  authorizer?: Record<string, unknown>;
  requestId: string;
  /** When it arrived, in milliseconds since the epoch. */
  now: number;
  port: number;
  /** As many random bytes as hexadecimal text, for trace ids. */
  hex(bytes: number): string;
}

/** An event of payload format 2.0. */
export type HttpEvent = ReturnType<typeof httpEvent>;

type Headers = Record<string, string | undefined>;

/**
 * The event of payload format 2.0 that a function is invoked with.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpEvent(request: GatewayRequest, body: Buffer, context: HttpEventContext) {
  const { path, query } = splitUrl(request.url);
  const { cookie, ...headers } = joinHeaders(request.headers);
  const isBase64Encoded = body.length > 0 && isBinary(headers["content-type"]);
  return {
    version: "2.0",
    routeKey: context.routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookie && { cookies: cookie.split(/[;,]\s*/) }),
    headers: gatewayHeaders(request, body, headers, context),
    ...(query && { queryStringParameters: joinParameters(query) }),
    ...(context.pathParameters && { pathParameters: context.pathParameters }),
    ...(context.stageVariables && { stageVariables: context.stageVariables }),
    requestContext: requestContext(request, path, headers["user-agent"], context),
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? "base64" : "utf8") }),
    isBase64Encoded,
  };
}

function gatewayHeaders(
  { sourceIp }: GatewayRequest,
  body: Buffer,
  headers: Headers,
  context: HttpEventContext,
): Headers {
  return {
    ...headers,
    "content-length": String(body.length),
    "x-amzn-trace-id": traceHeader(context.now, headers["x-amzn-trace-id"], context.hex),
    "x-forwarded-for": [headers["x-forwarded-for"], sourceIp].filter(Boolean).join(", "),
    "x-forwarded-port": String(context.port),
    "x-forwarded-proto": "http",
  };
}

function requestContext(
  { method, httpVersion, sourceIp }: GatewayRequest,
  path: string,
  userAgent: string | undefined,
  context: HttpEventContext,
) {
  return {
    accountId: context.accountId,
    apiId: context.apiId,
    ...(context.authorizer && { authorizer: context.authorizer }),
    domainName: `${context.apiId}.execute-api.${context.region}.amazonaws.com`,
    domainPrefix: context.apiId,
    http: { method, path, protocol: `HTTP/${httpVersion}`, sourceIp, userAgent: userAgent ?? "" },
    requestId: context.requestId,
    routeKey: context.routeKey,
    stage: context.stage,
    time: commonLogTime(context.now),
    timeEpoch: context.now,
  };
}

/** The path of a request target, percent-decoded as an HTTP API does it, and its query string as sent. */
export function splitUrl(url: string): { path: string; query: string } {
  const mark = url.indexOf("?");
  const encoded = mark < 0 ? url : url.slice(0, mark);
  return { path: decodePath(encoded), query: mark < 0 ? "" : url.slice(mark + 1) };
}

/** A percent-decoded text; the text itself when it cannot be decoded. */
export function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function joinParameters(query: string): Record<string, string | undefined> {
  const joined: Record<string, string | undefined> = {};
  for (const [name, value] of new URLSearchParams(query)) append(joined, name, value);
  return joined;
}

// Seen on AWS: text of any kind, JSON, XML and JavaScript arrive as text, everything else (forms too) as base64.
export function isBinary(contentType = "text/plain"): boolean {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  return !/^(text\/.*|application\/(.*\+)?(json|xml)|application\/javascript)$/.test(type);
}
