import type { GatewayContext } from "../http/gateway.ts";
import { authorizeByToken, type JwtAuthorizer } from "./jwt-authorizer.ts";
import { type AskedRequest, createLambdaAuthorizer, type LambdaAuthorizer } from "./lambda-authorizer.ts";
import type { Verdict } from "./verdict.ts";

/** An authorizer of an API. */
export type Authorizer = JwtAuthorizer | LambdaAuthorizer;

/** What guards a route. */
export interface Guard {
  /** The name of the authorizer in the API's definition. */
  authorizer: string;
  /** A token must have one of them, if there are any. */
  scopes?: readonly string[];
}

/** Says whether a request passes a guard. */
export type Authorize = (guard: Guard, request: AskedRequest) => Promise<Verdict>;

/**
 * Makes what asks the authorizers of an API, by their names.
 * @param timeoutMs how long a function is waited for. @throws SyntaxError on a malformed validation expression.
 */
export function createAuthorizers(
  definitions: Readonly<Record<string, Authorizer>>,
  context: GatewayContext,
  timeoutMs: number,
): Authorize {
  const byName = new Map(
    Object.entries(definitions).map(([name, definition]) => [
      name,
      definition.type === "jwt"
        ? byToken(definition, context)
        : createLambdaAuthorizer(definition, context, timeoutMs),
    ]),
  );
  return async ({ authorizer, scopes = [] }, request) => {
    const authorize = byName.get(authorizer);
    if (authorize) return authorize(request, scopes);
    context.onError(`The API has no authorizer ${authorizer}, so the routes that it guards are closed.`);
    return { kind: "failure" };
  };
}

const byToken =
  (definition: JwtAuthorizer, context: GatewayContext) =>
  (request: AskedRequest, scopes: readonly string[]) =>
    authorizeByToken(definition, request, scopes, context);
