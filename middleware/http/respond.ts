import type { HttpResponse } from "./http-event.ts";

/** What a handler may answer besides a plain body. */
export interface ReplyOptions<Body> {
  /** By default the route's status. */
  status?: number;
  headers?: Readonly<Record<string, string>>;
  /** A value that becomes JSON; with a `content-type` of your own, text or bytes are sent as they are. */
  body?: Body;
}

/** An answer with its own status or headers. */
export class Reply<Body> {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body | undefined;

  constructor({ status, headers = {}, body }: ReplyOptions<Body>) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/** Answers with another status or more headers than the route's own. */
export function respond<Body>(options: ReplyOptions<Body>): Reply<Body> {
  return new Reply(options);
}

/** Puts what a handler returned into API Gateway's form; no body at all is a 204. */
export function toResponse(value: unknown, status: number): HttpResponse {
  const reply = value instanceof Reply ? (value as Reply<unknown>) : new Reply({ body: value });
  const headers = lowerCase(reply.headers);
  if (reply.body === undefined) return { statusCode: reply.status ?? 204, headers };
  return { statusCode: reply.status ?? status, headers, ...encode(reply.body, headers) };
}

function encode(
  body: unknown,
  headers: Record<string, string>,
): Pick<HttpResponse, "body" | "isBase64Encoded"> {
  if (headers["content-type"] !== undefined && typeof body === "string") return { body };
  if (headers["content-type"] !== undefined && body instanceof Uint8Array) {
    return { body: Buffer.from(body).toString("base64"), isBase64Encoded: true };
  }
  headers["content-type"] ??= "application/json";
  return { body: JSON.stringify(body) };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const name of Object.keys(headers)) lower[name.toLowerCase()] = headers[name] ?? "";
  return lower;
}
