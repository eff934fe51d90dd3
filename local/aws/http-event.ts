import type { IncomingMessage } from "node:http";
import { traceHeader } from "./lambda/trace-header.ts";

/** What the gateway knows about a request beside the request itself. */
export interface HttpEventContext {
  accountId: string;
  apiId: string;
  region: string;
  routeKey: string;
  pathParameters?: Record<string, string>;
  requestId: string;
  /** When it arrived, in milliseconds since the epoch. */
  now: number;
  port: number;
}

/** An event of payload format 2.0. */
export type HttpEvent = ReturnType<typeof httpEvent>;

type Headers = Record<string, string | undefined>;

/** Headers that end at the gateway. */
const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade"]);

/**
 * The event of payload format 2.0 that a function is invoked with.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpEvent(request: IncomingMessage, body: Buffer, context: HttpEventContext) {
  const { path, query } = splitUrl(request.url ?? "/");
  const { cookie, ...headers } = joinHeaders(request.rawHeaders);
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
    requestContext: requestContext(request, path, context),
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? "base64" : "utf8") }),
    isBase64Encoded,
  };
}

const sourceIp = (request: IncomingMessage) => request.socket.remoteAddress ?? "127.0.0.1";

function gatewayHeaders(
  request: IncomingMessage,
  body: Buffer,
  headers: Headers,
  context: HttpEventContext,
): Headers {
  return {
    ...headers,
    "content-length": String(body.length),
    "x-amzn-trace-id": traceHeader(context.now, headers["x-amzn-trace-id"]),
    "x-forwarded-for": [headers["x-forwarded-for"], sourceIp(request)].filter(Boolean).join(", "),
    "x-forwarded-port": String(context.port),
    "x-forwarded-proto": "http",
  };
}

function requestContext(request: IncomingMessage, path: string, context: HttpEventContext) {
  return {
    accountId: context.accountId,
    apiId: context.apiId,
    domainName: `${context.apiId}.execute-api.${context.region}.amazonaws.com`,
    domainPrefix: context.apiId,
    http: {
      method: request.method ?? "GET",
      path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: sourceIp(request),
      userAgent: request.headers["user-agent"] ?? "",
    },
    requestId: context.requestId,
    routeKey: context.routeKey,
    stage: "$default",
    time: commonLogTime(context.now),
    timeEpoch: context.now,
  };
}

/** The path of a request target, percent-decoded as an HTTP API does it, and its query string as sent. */
export function splitUrl(url: string): { path: string; query: string } {
  const mark = url.indexOf("?");
  const encoded = mark < 0 ? url : url.slice(0, mark);
  return { path: decode(encoded), query: mark < 0 ? "" : url.slice(mark + 1) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function joinHeaders(rawHeaders: readonly string[]): Headers {
  const joined: Headers = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    if (!hopByHop.has(name)) append(joined, name, rawHeaders[index + 1] ?? "");
  }
  return joined;
}

function joinParameters(query: string): Record<string, string | undefined> {
  const joined: Record<string, string | undefined> = {};
  for (const [name, value] of new URLSearchParams(query)) append(joined, name, value);
  return joined;
}

function append(values: Record<string, string | undefined>, name: string, value: string) {
  values[name] = Object.hasOwn(values, name) ? `${values[name]},${value}` : value;
}

// Seen on AWS: text of any kind, JSON, XML and JavaScript arrive as text, everything else (forms too) as base64.
function isBinary(contentType = "text/plain"): boolean {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  return !/^(text\/.*|application\/(.*\+)?(json|xml)|application\/javascript)$/.test(type);
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function commonLogTime(now: number): string {
  const iso = new Date(now).toISOString();
  return `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
