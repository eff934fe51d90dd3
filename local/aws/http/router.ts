import { matchPath, rankOf, type Segments, segmentsOf } from "./path-pattern.ts";

/** A route that a request matched. */
export interface RouteMatch<Route> {
  route: Route;
  /** Absent when the route has no path variables. */
  pathParameters?: Record<string, string>;
}

interface Pattern<Route> {
  route: Route;
  method: string;
  segments: Segments;
}

/**
 * Makes the function that finds a request's route: the most specific path first (a literal segment before
 * `{name}`, that before `{name+}`), then the exact method before ANY, and `$default` last.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 * @throws Error on a route key that is not `$default` or `METHOD /path`.
 */
export function createRouter<Route extends { routeKey: string }>(routes: readonly Route[]) {
  const fallback = routes.find(({ routeKey }) => routeKey === "$default");
  const patterns = routes.filter((route) => route !== fallback).map(parse);
  patterns.sort((one, other) => rank(one).localeCompare(rank(other), "en"));
  return (method: string, path: string): RouteMatch<Route> | undefined => {
    const segments = segmentsOf(path);
    for (const pattern of patterns) {
      if (pattern.method !== "ANY" && pattern.method !== method) continue;
      const found = matchPath(pattern.segments, segments);
      if (found)
        return { route: pattern.route, ...(Object.keys(found).length > 0 && { pathParameters: found }) };
    }
    return fallback && { route: fallback };
  };
}

function parse<Route extends { routeKey: string }>(route: Route): Pattern<Route> {
  const [, method, path] = /^([A-Z]+) (\/.*)$/.exec(route.routeKey) ?? [];
  if (method === undefined || path === undefined)
    throw new Error(`The route key "${route.routeKey}" is neither $default nor "METHOD /path": correct it.`);
  return { route, method, segments: segmentsOf(path) };
}

const rank = ({ method, segments }: Pattern<unknown>) =>
  `${rankOf(segments)} ${method === "ANY" ? "2" : "1"}`;
