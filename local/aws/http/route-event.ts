import { httpEvent, isBinary } from "../http-event.ts";
import type { GatewayContext } from "./gateway.ts";
import type { HttpRoute, HttpStage } from "./http-definition.ts";
import { proxyEvent } from "./proxy-event.ts";
import { type GatewayRequest, headerOf } from "./request.ts";
import type { RouteMatch } from "./router.ts";

/** A request of an HTTP API, and what its gateway found for it. */
export interface RoutedRequest {
  request: GatewayRequest;
  body: Buffer;
  apiId: string;
  requestId: string;
  stage: HttpStage;
  match: RouteMatch<HttpRoute>;
  /** Without the stage. */
  path: string;
  query: string;
  /** What an authorizer found out. */
  authorizer?: Record<string, unknown>;
}

/** The path in a route's key. */
export const resourceOf = (routeKey: string) => routeKey.split(" ")[1] ?? routeKey;

/** The event of payload format 2.0 for a route. */
export const modernEvent = (routed: RoutedRequest, context: GatewayContext) =>
  httpEvent(routed.request, routed.body, {
    ...factsOf(routed, context),
    routeKey: routed.match.route.routeKey,
  });

/** The event of payload format 1.0 for a route. */
export function legacyEvent(routed: RoutedRequest, context: GatewayContext) {
  const { request, body, path, query, requestId, match } = routed;
  const event = proxyEvent(request, body, {
    ...factsOf(routed, context),
    ...{ path, query, resourceId: null, extendedRequestId: requestId, hiddenHeaders: [] },
    resource: resourceOf(match.route.routeKey),
    isBase64Encoded: isBinary(headerOf(request, "content-type")),
  });
  return { version: "1.0", ...event };
}

function factsOf({ apiId, requestId, stage, match, authorizer }: RoutedRequest, context: GatewayContext) {
  const { accountId, region, clock, port, chance } = context;
  return {
    ...{ accountId, region, apiId, requestId, now: clock.now(), port: port(), hex: chance.hex },
    stage: stage.name,
    pathParameters: match.pathParameters,
    stageVariables: stage.variables,
    ...(authorizer && { authorizer }),
  };
}
