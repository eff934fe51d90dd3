import { type GatewayContext, integrate } from "../http/gateway.ts";
import { headerOf } from "../http/request.ts";
import { createAnswerCache } from "./answer-cache.ts";
import { type IdentifiedRequest, type IdentitySource, readIdentity } from "./identity-source.ts";
import { type AuthorizerAnswer, readAnswer } from "./lambda-answer.ts";
import { evaluatePolicy } from "./policy.ts";
import type { Refusal, Verdict } from "./verdict.ts";

/** An authorizer that asks a Lambda function. */
export interface LambdaAuthorizer {
  type: "lambda";
  functionName: string;
  /** Every one of them must be in a request; together they are the key of the kept answers. */
  identitySources: readonly IdentitySource[];
  /** How long an answer is kept; 0 keeps none. */
  ttlSeconds: number;
  /** What the function gets: the token alone (REST APIs), or the request in one of three forms. */
  event: "token" | "rest" | "1.0" | "2.0";
  /** Whether the function answers with `isAuthorized` instead of a policy. */
  simpleResponses: boolean;
  /** What a token must match, as a regular expression. */
  validation?: string;
}

/** A request as an authorizer's function learns of it. */
export interface AskedRequest extends IdentifiedRequest {
  stage: string;
  /** The ARN of the method, which policies are about. */
  arn(): string;
  /** The event for the function, with the values of the identity sources. */
  event(identities: readonly string[]): Record<string, unknown>;
}

/** Says whether a function lets a request pass. */
export type AuthorizeByFunction = (request: AskedRequest) => Promise<Verdict>;

/**
 * Makes what asks an authorizer's function.
 * @param timeoutMs how long it is waited for.
 * @throws SyntaxError on a malformed `validation`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export function createLambdaAuthorizer(
  authorizer: LambdaAuthorizer,
  context: GatewayContext,
  timeoutMs: number,
): AuthorizeByFunction {
  const { identitySources, ttlSeconds, functionName } = authorizer;
  const kept = createAnswerCache<AuthorizerAnswer>(
    context.clock,
    identitySources.length > 0 ? ttlSeconds : 0,
  );
  // The expression is to match the whole token.
  const validation =
    authorizer.validation === undefined ? undefined : new RegExp(`^(?:${authorizer.validation})$`);

  async function ask(request: AskedRequest, identities: readonly string[]) {
    const traceHeader = headerOf(request.request, "x-amzn-trace-id") ?? "";
    const call = { functionName, event: request.event(identities), traceHeader, timeoutMs };
    const result = await integrate(context, call);
    if (result === "timeout") return "did not answer in time";
    if (result === "refused") return "could not be called";
    if (result.error)
      return result.error.errorMessage === "Unauthorized"
        ? unauthorized
        : `failed: ${result.error.errorMessage}`;
    return readAnswer(result.payload, authorizer);
  }

  return async (request) => {
    const identities = identitySources.map((source) => readIdentity(source, request));
    if (!identities.every((identity) => identity !== undefined)) return unauthorized;
    if (validation && !validation.test(identities[0] ?? "")) return unauthorized;
    const key = JSON.stringify([request.stage, ...identities]);
    const held = kept.get(key);
    if (held) return judge(held, request, 0);
    const now = context.clock.now();
    const answer = await ask(request, identities);
    if (typeof answer === "string") return failure(answer);
    if ("kind" in answer) return answer;
    const verdict = judge(answer, request, context.clock.now() - now);
    if (verdict.kind !== "failure") kept.set(key, answer);
    return verdict;
  };

  function judge(answer: AuthorizerAnswer, request: AskedRequest, latencyMs: number): Verdict {
    const verdict =
      "isAuthorized" in answer.decision
        ? { effect: answer.decision.isAuthorized ? "allow" : "implicitDeny" }
        : evaluatePolicy(answer.decision.policy, request.arn());
    if (typeof verdict === "string") return failure(`gave an answer that cannot be read: ${verdict}`);
    if (verdict.effect === "allow") return { kind: "function", ...answer.grant, latencyMs };
    return { kind: "denied", ...(verdict.effect === "explicitDeny" && { detail: explicitly }) };
  }

  function failure(what: string): Refusal {
    context.onError(`The authorizer's function ${functionName} ${what}.`);
    return { kind: "failure" };
  }
}

const unauthorized: Refusal = { kind: "unauthorized" };

/** How a denial is named that a statement spells out. */
const explicitly = "with an explicit deny in an identity-based policy";
