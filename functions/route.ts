import type { RouteShapes, Shape } from "#domain/contract.ts";
import { type RouteFacts, type RouteName, roles, routes } from "#domain/routes.ts";
import type { ApiOptions, Authenticator, Validator } from "#middleware";
import { validators } from "#validators";
import type { Container } from "./container.ts";
import { problemOf } from "./problem-of.ts";

/** A route that names a role has a user; one that does not has none. */
type Auth<N extends RouteName> = (typeof routes)[N] extends { role: string } ? Authenticator : undefined;

type ValidatorOf<S> = [S] extends [undefined] ? undefined : Validator<S>;

/** The middleware's options for a route of the contract. */
export type RouteOptions<N extends RouteName> = ApiOptions<
  ValidatorOf<Shape<N, "body">>,
  ValidatorOf<Shape<N, "query">>,
  ValidatorOf<Shape<N, "path">>,
  ValidatorOf<Shape<N, "headers">>,
  Auth<N>,
  ValidatorOf<Shape<N, "response">>
>;

// Far above what a person clicks; a script that runs wild meets it in each container.
const mostChanges = { burst: 100, perSecond: 10 };

/** The validators of a route, whichever it is. */
type Parts = Partial<Record<keyof RouteShapes, Validator<unknown>>>;

/** Takes what the contract says of a route: its validators, the roles that may call it, its status and its limits. */
export function route<N extends RouteName>(
  name: N,
  { environment, auth, ports, rateLimits }: Container,
): RouteOptions<N> {
  const { role, status, accept, bodyLimit }: RouteFacts = routes[name];
  const { path, query, headers, body, response }: Parts = validators[name];
  const options = {
    status,
    ports,
    problems: problemOf,
    cors: { origins: environment.allowedOrigins },
    ...(path && { path }),
    ...(query && { query }),
    ...(headers && { headers }),
    ...(body && { body }),
    ...(response && { output: response }),
    ...(role && { rateLimit: { ...mostChanges, store: rateLimits } }),
    ...(role && { auth, roles: roles.slice(roles.indexOf(role)) }),
    ...(accept && { accept }),
    ...(bodyLimit && { bodyLimit }),
  };
  return options as unknown as RouteOptions<N>;
}
