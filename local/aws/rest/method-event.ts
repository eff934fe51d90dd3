import type { GatewayContext } from "../http/gateway.ts";
import { proxyEvent } from "../http/proxy-event.ts";
import { type GatewayRequest, headerOf } from "../http/request.ts";
import { isBinaryType } from "./media-types.ts";
import type { ResourceMatch } from "./resource-router.ts";
import type { RestApiDefinition, RestMethod, RestStage } from "./rest-definition.ts";
import type { ApiKey } from "./usage.ts";

/** The ids of a request of a REST API. */
export interface RequestIds {
  requestId: string;
  extendedRequestId: string;
}

/** A request of a REST API, and what its gateway found for it. */
export interface CalledMethod extends ResourceMatch<RestMethod> {
  request: GatewayRequest;
  ids: RequestIds;
  stage: RestStage;
  /** Without the stage. */
  path: string;
  query: string;
}

/** What was found out about a caller. */
export interface Caller {
  apiKey?: ApiKey;
  authorizer?: Record<string, unknown>;
}

/** The event for the function behind a method. */
export function methodEvent(
  { request, ids, stage, method, path, query, pathParameters }: CalledMethod,
  { apiId, binaryMediaTypes }: RestApiDefinition,
  { accountId, region, clock, port, chance }: GatewayContext,
  { apiKey, authorizer }: Caller = {},
) {
  return proxyEvent(request, request.body ?? Buffer.alloc(0), {
    ...{ accountId, region, apiId, path, query, ...ids },
    ...{ now: clock.now(), port: port(), hex: chance.hex },
    stage: stage.name,
    resource: method.path,
    resourceId: method.resourceId,
    hiddenHeaders: ["content-length"],
    ...(pathParameters && { pathParameters }),
    ...(stage.variables && { stageVariables: stage.variables }),
    ...(apiKey && { apiKey }),
    ...(authorizer && { authorizer }),
    isBase64Encoded: isBinaryType(binaryMediaTypes, headerOf(request, "content-type")),
  });
}
