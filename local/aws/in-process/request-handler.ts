import type { WireReply, WireRequest } from "../dispatch.ts";

/** A request as AWS SDK clients hand it to their request handler. */
interface ClientRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

/** The reply that such a client takes. */
interface ClientResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

interface CallOptions {
  abortSignal?: { readonly aborted: boolean; onabort?: unknown };
}

/** A `requestHandler` for the clients of the AWS SDK for JavaScript v3 that opens no socket. */
export interface InProcessHandler {
  readonly metadata: { handlerProtocol: string };
  handle(request: ClientRequest, options?: CallOptions): Promise<{ response: ClientResponse }>;
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

/**
 * Makes the handler of a stack. A lost reply rejects as a reset connection does, with the code ECONNRESET, and an
 * abort of the caller with an AbortError, which ends a long poll.
 */
export function inProcessHandler(stack: {
  dispatch(request: WireRequest): Promise<WireReply>;
}): InProcessHandler {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    async handle(request, { abortSignal } = {}) {
      const signal = abortSignal instanceof AbortSignal ? abortSignal : undefined;
      if (abortSignal?.aborted) throw aborted();
      const reply = stack.dispatch(wireRequest(request, signal));
      const { status, headers, body, dropped } = await (signal ? untilAborted(reply, signal) : reply);
      if (dropped) throw connectionReset();
      return { response: { statusCode: status, headers, body: Buffer.from(body) } };
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

function wireRequest(request: ClientRequest, signal: AbortSignal | undefined): WireRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  return {
    target: headers["x-amz-target"],
    method: request.method,
    url: request.path + queryString(request.query),
    headers,
    body: bodyOf(request.body),
    ...(signal && { signal }),
  };
}

function bodyOf(body: unknown): string | Buffer {
  if (body === undefined || body === null) return "";
  if (typeof body === "string") return body;
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  throw new TypeError("The stand-in takes request bodies of text or bytes; a stream needs its port.");
}

function queryString(query: ClientRequest["query"] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, values] of Object.entries(query))
    for (const value of [values].flat()) parameters.append(name, value ?? "");
  const text = parameters.toString();
  return text && `?${text}`;
}

function untilAborted<Value>(reply: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(aborted());
    signal.addEventListener("abort", abort, { once: true });
    reply.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

const aborted = () => Object.assign(new Error("Request aborted"), { name: "AbortError" });

// Named as the SDK's own handler names it, which marks the call as one to try again.
const connectionReset = () =>
  Object.assign(new Error("socket hang up"), { name: "TimeoutError", code: "ECONNRESET" });
