import type { HttpResponse } from "./http-event.ts";

/** What a handler may answer besides a plain body. */
export interface ReplyOptions<Body> {
  /** By default the route's status. */
  status?: number;
  headers?: Readonly<Record<string, string>>;
  /** Whole `Set-Cookie` values, such as `theme=dark; Path=/; Secure; HttpOnly`. */
  cookies?: readonly string[];
  /** A value that becomes JSON; with a `content-type` of your own, text or bytes are sent as they are. */
  body?: Body;
}

/** An answer with its own status, headers or cookies. */
export class Reply<Body> {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[] | undefined;
  readonly body: Body | undefined;

  constructor({ status, headers = {}, cookies, body }: ReplyOptions<Body>) {
    this.status = status;
    this.headers = headers;
    this.cookies = cookies;
    this.body = body;
  }

  /** The same answer with another body. */
  with<Other>(body: Other): Reply<Other> {
    return new Reply({ ...(this as ReplyOptions<unknown>), body });
  }
}

/** Answers with another status, more headers or cookies than the route's own. */
export function respond<Body>(options: ReplyOptions<Body>): Reply<Body> {
  return new Reply(options);
}

/** Which request is answered: it decides on the form of cookies, and whether a body goes out at all. */
export interface Answered {
  readonly version: "1.0" | "2.0";
  readonly method: string;
}

/** Puts what a handler returned into API Gateway's form; no body at all is a 204. */
export function toResponse(value: unknown, status: number, request: Answered): HttpResponse {
  const response =
    value instanceof Reply
      ? replied(value as Reply<unknown>, status, request.version)
      : answer(value, undefined, status, {});
  if (request.method === "HEAD") delete response.body;
  return response;
}

function replied(reply: Reply<unknown>, status: number, version: Answered["version"]): HttpResponse {
  const response = answer(reply.body, reply.status, status, lowerCase(reply.headers));
  if (reply.cookies === undefined) return response;
  if (version === "2.0") response.cookies = [...reply.cookies];
  else response.multiValueHeaders = { "set-cookie": [...reply.cookies] };
  return response;
}

function answer(
  body: unknown,
  own: number | undefined,
  status: number,
  headers: Record<string, string>,
): HttpResponse {
  if (body === undefined) return { statusCode: own ?? 204, headers };
  const response: HttpResponse = { statusCode: own ?? status, headers };
  if (body instanceof Uint8Array) return withBytes(response, body);
  const text =
    typeof body === "string" && headers["content-type"] !== undefined ? body : JSON.stringify(body);
  headers["content-type"] ??= "application/json";
  response.body = text;
  return response;
}

function withBytes(response: HttpResponse, bytes: Uint8Array): HttpResponse {
  response.headers["content-type"] ??= "application/octet-stream";
  response.body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  response.isBase64Encoded = true;
  return response;
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const name of Object.keys(headers)) lower[name.toLowerCase()] = headers[name] ?? "";
  return lower;
}
