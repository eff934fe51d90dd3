import { createChance } from "./chance.ts";
import type { Service } from "./service.ts";
import type { WireReply, WireRequest } from "./wire/exchange.ts";
import type { OnError } from "./wire/failure.ts";
import { anyDialect, createJsonProtocol, type ProtocolOptions } from "./wire/json-protocol.ts";
import { createJsonReplies } from "./wire/json-reply.ts";
import { unknownOperation } from "./wire/not-offered.ts";
import { createQueryProtocol } from "./wire/query-protocol.ts";
import { createRestProtocol, type RestApi } from "./wire/rest-protocol.ts";
import { unknownOperationPage } from "./wire/unknown-operation-page.ts";

export type { WireReply, WireRequest } from "./wire/exchange.ts";
export type { RestApi, RestReply, RestRequest } from "./wire/rest-protocol.ts";

export interface DispatchOptions {
  /** Wrapped already with whatever is to stand before them, such as faults. */
  services: readonly Service[];
  /** Asked in this order for requests that are neither of a JSON protocol nor of the query protocol. */
  restApis?: readonly RestApi[];
  /** Makes the id of each reply, so that a seed can repeat a run; random UUIDs when absent. */
  requestId?: () => string;
  /** The region that signatures must be scoped to; any when absent. */
  region?: string;
  /** Takes the stack of a mistake inside the stand-in; stderr when absent. */
  onError?: OnError;
}

/** Makes the function that routes a request to its service over the protocol that it speaks, and shapes the reply. */
export function createDispatch(options: DispatchOptions): (request: WireRequest) => Promise<WireReply> {
  const { services, restApis = [], region, onError = console.error } = options;
  const { requestId = createChance().uuid } = options;
  const shared: ProtocolOptions = { services, requestId, region, onError };
  const answerJson = createJsonProtocol(shared);
  const answerQuery = createQueryProtocol(shared);
  const answerRest = createRestProtocol(restApis, shared);
  const replies = createJsonReplies(requestId);

  const answerOther = async (request: WireRequest): Promise<WireReply> => {
    const reply = await answerRest(request);
    if (reply) return reply;
    const { method = "POST", url = "/" } = request;
    if (method === "POST" && isJson(request)) return replies.failure(anyDialect, unknownOperation());
    return method === "GET" && url === "/" ? healthPage(requestId()) : unknownOperationPage(requestId());
  };

  return (request) =>
    request.target === undefined
      ? (answerQuery(request) ?? answerOther(request))
      : answerJson(request, request.target);
}

const isJson = ({ headers, body }: WireRequest) =>
  body.length === 0 || /json/i.test(String(headers?.["content-type"] ?? "json"));

// As DynamoDB's endpoints answer to a load balancer.
const healthPage = (requestId: string): WireReply => ({
  status: 200,
  headers: { "content-type": "text/plain", "x-amzn-requestid": requestId },
  body: "healthy: aws-stand-in ",
});
