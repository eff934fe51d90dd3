import httpRouter from "@middy/http-router";
import type { Context } from "aws-lambda";
import { api } from "../api.ts";
import { checkOptions, pick, requireOption } from "../options.ts";
import type { CorsOptions } from "./cors.ts";
import { fields, type HttpEvent, type HttpResponse, readHttpEvent } from "./http-event.ts";
import { type ProblemLayerOptions, problemOptionNames } from "./problem.ts";
import { Problem } from "./problem-error.ts";

/** The methods that a route can have. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS";

/** One route: a path such as `/jobs/{id}` and the handler, made by `api`, that answers it. */
export interface Route {
  method: Method;
  path: string;
  handler(event: HttpEvent, lambdaContext: Context): unknown;
}

/** Options of the router: how it answers what no route answers. */
export interface RouterOptions extends ProblemLayerOptions {
  /** The same as the routes have, so that preflights and errors of unknown paths carry the headers too. */
  cors?: CorsOptions;
  /** Makes the problem of an unknown path; by default 404 `not-found`. */
  notFound?: (target: { method: string; path: string }) => Problem;
}

/** What Lambda calls. */
export type RouterHandler = (event: HttpEvent, lambdaContext: Context) => Promise<HttpResponse>;

const missed = Symbol("no route");

/** Sends a request to its route; an unknown path is a 404, a known one with another method a 405. */
export function router(routes: readonly Route[], options: RouterOptions = {}): RouterHandler {
  checkOptions("router", options, [...problemOptionNames, "cors", "notFound"]);
  requireOption(routes.length > 0, "router", "the list of routes is empty; add at least one.");
  const dispatch = middyRouter(routes);
  const known = routes.map(({ method, path }) => ({ method, pattern: patternOf(path) }));
  const fallback = api(pick(options, [...problemOptionNames, "cors"]), ({ event }) => {
    throw unanswered(known, event, options.notFound);
  });
  return async (event, lambdaContext) => {
    const reply = await dispatch(event, lambdaContext);
    return reply === missed ? fallback(event, lambdaContext) : (reply as HttpResponse);
  };
}

type Dispatch = (event: HttpEvent, lambdaContext: Context) => unknown;

function middyRouter(routes: readonly Route[]): Dispatch {
  const list = routes.map(named);
  const dispatch = httpRouter({
    routes: list as never,
    notFoundResponse: () => missed as never,
  }) as unknown as Dispatch;
  return (event, lambdaContext) => {
    const { version, method, path } = readHttpEvent(event);
    if (method === "" || path === "") return missed;
    // Middy reads the target in one place for each version only, and adds path parameters to the event.
    const target =
      version === "1.0"
        ? { httpMethod: method, path }
        : { requestContext: { ...event.requestContext, http: { ...httpOf(event), method, path } } };
    return dispatch({ ...event, version, ...target }, lambdaContext);
  };
}

function httpOf({ requestContext }: HttpEvent): object {
  const { http } = fields(requestContext);
  return fields(http);
}

// Behind `$default` or `/{proxy+}` the gateway does not know the template that logs are grouped by.
function named({ method, path, handler }: Route): Route {
  return {
    method,
    path,
    handler: (event, lambdaContext) => handler({ ...event, routeKey: `${method} ${path}` }, lambdaContext),
  };
}

interface KnownRoute {
  readonly method: Method;
  readonly pattern: RegExp;
}

function patternOf(path: string): RegExp {
  const literal = path.replace(/\/$/, "").replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  const pattern = literal.replace(/\/\{proxy\\\+\}$/, "/?.*").replace(/\{[^/]+?\}/g, "[^/]+");
  return new RegExp(`^${pattern}/?$`);
}

function unanswered(
  known: readonly KnownRoute[],
  event: HttpEvent,
  notFound: RouterOptions["notFound"],
): Problem {
  const { method, path } = readHttpEvent(event);
  const allowed = known.filter(({ pattern }) => pattern.test(path)).map((route) => route.method);
  if (allowed.length > 0) return methodNotAllowed([...new Set(allowed)].join(", "));
  return notFound?.({ method, path }) ?? unknownPath();
}

function methodNotAllowed(allow: string): Problem {
  return new Problem("method-not-allowed", {
    status: 405,
    title: "This path does not take that method",
    detail: `Use ${allow}.`,
    headers: { allow },
  });
}

function unknownPath(): Problem {
  return new Problem("not-found", {
    status: 404,
    title: "There is nothing here",
    detail: "No route has this path; check it against the API's description.",
  });
}
