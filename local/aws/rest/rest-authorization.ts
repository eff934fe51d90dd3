import { expired } from "../authorizer/claims.ts";
import type { FunctionGrant, Refusal, TokenGrant } from "../authorizer/verdict.ts";
import type { ProxyEvent } from "../http/proxy-event.ts";
import type { RestError } from "./error-reply.ts";

/** What a REST API answers to a request that its authorizer refuses, and with which message instead of the usual one. */
export function restRefusal({ kind, detail }: Refusal): [type: RestError, message?: string] {
  if (kind === "unauthorized")
    return detail === expired ? ["UNAUTHORIZED", "The incoming token has expired"] : ["UNAUTHORIZED"];
  if (kind === "failure" || kind === "issuerUnreachable") return ["AUTHORIZER_CONFIGURATION_ERROR"];
  return kind === "denied" && detail !== undefined
    ? ["ACCESS_DENIED", `User is not authorized to access this resource ${detail}`]
    : ["ACCESS_DENIED"];
}

/** What the function behind a method gets as `requestContext.authorizer`: every value of a context as text. */
export function restAuthorizer(grant: TokenGrant | FunctionGrant): Record<string, unknown> {
  if (grant.kind === "token") return { claims: grant.claims };
  const { context, principalId, latencyMs } = grant;
  const texts = Object.entries(context ?? {}).map(([name, value]) => [name, String(value)]);
  return {
    ...Object.fromEntries(texts),
    ...(principalId !== undefined && { principalId }),
    integrationLatency: latencyMs,
  };
}

/**
 * The event for the function of a REST API's authorizer: the whole request but its body, or the token alone.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 */
export const authorizerEvent = (event: ProxyEvent, methodArn: string) => {
  const { body: _, isBase64Encoded: __, ...request } = event;
  return {
    ...{ type: "REQUEST", methodArn, ...request },
    queryStringParameters: event.queryStringParameters ?? {},
    multiValueQueryStringParameters: event.multiValueQueryStringParameters ?? {},
    pathParameters: event.pathParameters ?? {},
    stageVariables: event.stageVariables ?? {},
  };
};
