import { droppedReply, headerOf, type WireReply, type WireRequest } from "./exchange.ts";
import { failureOf, type OnError } from "./failure.ts";

/** A request to a REST API of AWS. */
export interface RestRequest {
  method: string;
  /** With the query, if there is one. */
  path: string;
  /** By their names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}

/** The reply of a REST API. */
export interface RestReply {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** A service whose operations are methods and paths. */
export interface RestApi {
  /** Undefined when the path is none of its own. */
  handle(request: RestRequest): Promise<RestReply | undefined>;
}

const restRequest = (request: WireRequest): RestRequest => ({
  method: request.method ?? "POST",
  path: request.url ?? "/",
  headers: Object.fromEntries(
    Object.keys(request.headers ?? {}).map((name) => [name, headerOf(request, name) ?? ""]),
  ),
  body: Buffer.from(request.body),
});

/** Hands requests to the first REST API that answers them; undefined when none does. */
export function createRestProtocol(
  apis: readonly RestApi[],
  { requestId, onError }: { requestId: () => string; onError: OnError },
) {
  const handle = async (request: WireRequest) => {
    for (const api of apis) {
      const reply = await api.handle(restRequest(request));
      if (reply) return { ...reply, headers: { "x-amzn-requestid": requestId(), ...reply.headers } };
    }
    return undefined;
  };
  return async (request: WireRequest): Promise<WireReply | undefined> => {
    try {
      return await handle(request);
    } catch (error) {
      const failure = failureOf(error, "a REST API", onError);
      if (!failure) return droppedReply;
      return {
        status: failure.status,
        headers: {
          "content-type": "application/json",
          "x-amzn-requestid": requestId(),
          "x-amzn-errortype": failure.code,
        },
        body: JSON.stringify({ message: failure.message, ...failure.fields }),
      };
    }
  };
}
