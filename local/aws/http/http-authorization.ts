import type { FunctionGrant, Refusal, TokenGrant } from "../authorizer/verdict.ts";
import type { HttpEvent } from "../http-event.ts";
import type { ProxyEvent } from "./proxy-event.ts";
import { type GatewayReply, gatewayReply } from "./reply.ts";

/** What an HTTP API answers to a request that its authorizer refuses. */
export function refusalReply({ kind, challenge }: Refusal): GatewayReply {
  const reply = gatewayReply(...statusOf(kind));
  return challenge === undefined
    ? reply
    : { ...reply, headers: { ...reply.headers, "www-authenticate": challenge } };
}

function statusOf(kind: Refusal["kind"]): [status: number, message: string] {
  // An issuer that does not answer is a 401 too: clients are known that look for it in the header.
  if (kind === "unauthorized" || kind === "issuerUnreachable") return [401, "Unauthorized"];
  return kind === "failure" ? [500, "Internal Server Error"] : [403, "Forbidden"];
}

/** What the function behind a route of an HTTP API gets as `requestContext.authorizer`. */
export function httpAuthorizer(
  grant: TokenGrant | FunctionGrant,
  payloadFormat: "1.0" | "2.0",
): Record<string, unknown> {
  if (grant.kind === "token") {
    const { claims, scopes } = grant;
    return payloadFormat === "1.0" ? { claims, scopes } : { jwt: { claims, scopes } };
  }
  const { context, principalId } = grant;
  return payloadFormat === "1.0"
    ? { ...context, ...(principalId !== undefined && { principalId }) }
    : { lambda: context };
}

/**
 * The event of format 2.0 for an authorizer's function.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function requestEvent(event: HttpEvent, routeArn: string, identities: readonly string[]) {
  const { version, body: _, isBase64Encoded: __, ...request } = event;
  const identitySource = identities.length > 0 ? identities : null;
  return { version, type: "REQUEST", routeArn, identitySource, ...request };
}

/** The event of format 1.0 for the function of an HTTP API's authorizer. */
export function legacyRequestEvent(event: ProxyEvent, methodArn: string, identities: readonly string[]) {
  const { resource, path, httpMethod, headers, requestContext } = event;
  const identity = identities.join(",");
  return {
    ...{ version: "1.0", type: "REQUEST", methodArn, identitySource: identity, authorizationToken: identity },
    ...{ resource, path, httpMethod, headers },
    queryStringParameters: event.queryStringParameters ?? {},
    pathParameters: event.pathParameters ?? {},
    stageVariables: event.stageVariables ?? {},
    requestContext,
  };
}
