import type { LambdaAuthorizer } from "./lambda-authorizer.ts";
import type { FunctionGrant } from "./verdict.ts";

/** What an authorizer's function answered. */
export interface AuthorizerAnswer {
  /** A policy is read anew for every method. */
  decision: { isAuthorized: boolean } | { policy: unknown };
  grant: Omit<FunctionGrant, "kind" | "latencyMs">;
}

/**
 * Reads what an authorizer's function answered; a text that says what is wrong with it when nobody could read it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function readAnswer(
  payload: unknown,
  { simpleResponses, event }: Pick<LambdaAuthorizer, "simpleResponses" | "event">,
): AuthorizerAnswer | string {
  if (!isRecord(payload)) return "answered with something else than an object";
  const { isAuthorized, policyDocument, principalId, context, usageIdentifierKey } = payload;
  if (context !== undefined && context !== null && !isRecord(context))
    return "answered with a context that is no object";
  const isRest = event === "token" || event === "rest";
  if (isRest && !Object.values(context ?? {}).every(isPlain))
    return "answered with a context whose values are not all text, numbers or booleans";
  if (simpleResponses && typeof isAuthorized !== "boolean")
    return "answered without isAuthorized being true or false";
  if (!simpleResponses && !isRecord(policyDocument)) return "answered without a policyDocument";
  return {
    decision:
      typeof isAuthorized === "boolean" && simpleResponses ? { isAuthorized } : { policy: policyDocument },
    grant: {
      context: context ?? null,
      ...(typeof principalId === "string" && { principalId }),
      ...(typeof usageIdentifierKey === "string" && { usageIdentifierKey }),
    },
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isPlain = (value: unknown) => ["string", "number", "boolean"].includes(typeof value);
