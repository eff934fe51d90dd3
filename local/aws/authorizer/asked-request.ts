import type { GatewayContext } from "../http/gateway.ts";
import { type GatewayRequest, headerOf } from "../http/request.ts";
import { traceHeader } from "../lambda/trace-header.ts";
import type { AskedRequest } from "./lambda-authorizer.ts";

/** A request of an API as its gateway has located it. */
export interface LocatedRequest extends Pick<AskedRequest, "request" | "query" | "stage" | "stageVariables"> {
  apiId: string;
  requestId: string;
  /** Without the stage. */
  path: string;
  resourcePath: string;
  routeKey: string;
}

/**
 * A request as authorizers look at it.
 * @param eventOf makes the event for an authorizer's function, of the ARN and the identities.
 */
export function askedRequest(
  located: LocatedRequest,
  { region, accountId }: GatewayContext,
  eventOf: (arn: string, identities: readonly string[]) => Record<string, unknown>,
): AskedRequest {
  const { request, query, stage, stageVariables, apiId, requestId, path, resourcePath, routeKey } = located;
  const arn = () => `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage}/${request.method}${path}`;
  return {
    ...{ request, query, stage, arn },
    ...(stageVariables && { stageVariables }),
    event: (identities) => eventOf(arn(), identities),
    context: () => ({
      ...{ accountId, apiId, requestId, resourcePath, routeKey, stage },
      domainName: `${apiId}.execute-api.${region}.amazonaws.com`,
      domainPrefix: apiId,
      httpMethod: request.method,
      "identity.sourceIp": request.sourceIp,
      "identity.userAgent": headerOf(request, "user-agent") ?? "",
      path: stage === "$default" ? path : `/${stage}${path}`,
      protocol: `HTTP/${request.httpVersion}`,
    }),
  };
}

/** The request with a trace header, so that the authorizer's function and the one behind it share a trace. */
export function traced(request: GatewayRequest, { clock, chance }: GatewayContext): GatewayRequest {
  if (headerOf(request, "x-amzn-trace-id") !== undefined) return request;
  const header = traceHeader(clock.now(), undefined, chance.hex);
  return { ...request, headers: [...request.headers, "X-Amzn-Trace-Id", header] };
}
