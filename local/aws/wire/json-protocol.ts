import type { Service } from "../service.ts";
import { checkAuthorization } from "./authorization.ts";
import { droppedReply, headerOf, type WireReply, type WireRequest } from "./exchange.ts";
import { failureOf, type OnError } from "./failure.ts";
import { createJsonReplies, type JsonDialect } from "./json-reply.ts";
import { operationNotOffered, targetNotOffered } from "./not-offered.ts";
import { parseJson } from "./parse-json.ts";
import { unknownOperationPage } from "./unknown-operation-page.ts";

/** What the protocols share. */
export interface ProtocolOptions {
  services: readonly Service[];
  requestId: () => string;
  /** The region that signatures must be scoped to; any when absent. */
  region: string | undefined;
  onError: OnError;
}

interface Route {
  service: Service;
  operation: string;
}

/** How a request is answered that belongs to no service. */
export const anyDialect: JsonDialect = { name: "wire", jsonVersion: "1.0", errorPrefix: "com.amazonaws#" };

/** Answers requests of the AWS JSON protocols, which name service and operation in `X-Amz-Target`. */
export function createJsonProtocol({ services, requestId, region, onError }: ProtocolOptions) {
  const replies = createJsonReplies(requestId);
  const byTarget = new Map(services.map((service) => [service.target, service]));
  const routes = new Map(
    services.flatMap((service) =>
      service.operations.map((operation): [string, Route] => [
        `${service.target}.${operation}`,
        { service, operation },
      ]),
    ),
  );

  const serviceOf = (target: string) => byTarget.get(target.slice(0, target.lastIndexOf(".")));
  const refusal = (target: string) => {
    const service = serviceOf(target);
    return service
      ? operationNotOffered(service, target.slice(target.lastIndexOf(".") + 1))
      : targetNotOffered(target, services);
  };

  return async (request: WireRequest, target: string): Promise<WireReply> => {
    if (!isJsonMessage(request)) return unknownOperationPage(requestId());
    const route = routes.get(target);
    const dialect = route?.service ?? serviceOf(target) ?? anyDialect;
    try {
      const input = parseJson(request.body);
      if (!route) throw refusal(target);
      if (request.headers) checkAuthorization(request, { service: route.service.name, region });
      return replies.success(dialect, await route.service.call(route.operation, input, request.signal));
    } catch (error) {
      const failure = failureOf(error, dialect.name, onError);
      return failure ? replies.failure(dialect, failure) : droppedReply;
    }
  };
}

function isJsonMessage(request: WireRequest): boolean {
  if ((request.method ?? "POST") !== "POST") return false;
  const type = headerOf(request, "content-type");
  if (type === undefined || request.body.length === 0) return true;
  return /^application\/(x-amz-json-1\.[01]|json)\s*(;|$)/i.test(type);
}
