/** A route that a request matched. */
export interface RouteMatch<Route> {
  route: Route;
  /** Absent when the route has no path variables. */
  pathParameters?: Record<string, string>;
}

interface Pattern<Route> {
  route: Route;
  method: string;
  segments: string[];
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
    const segments = path.split("/").slice(1);
    for (const pattern of patterns) {
      if (pattern.method !== "ANY" && pattern.method !== method) continue;
      const found = match(pattern.segments, segments);
      if (found)
        return { route: pattern.route, ...(Object.keys(found).length > 0 && { pathParameters: found }) };
    }
    return fallback && { route: fallback };
  };
}

function parse<Route extends { routeKey: string }>(route: Route): Pattern<Route> {
  const [, method, path] = /^([A-Z]+) \/(.*)$/.exec(route.routeKey) ?? [];
  if (method === undefined || path === undefined)
    throw new Error(`The route key "${route.routeKey}" is neither $default nor "METHOD /path": correct it.`);
  return { route, method, segments: path.split("/") };
}

const isGreedy = (segment: string) => segment.endsWith("+}");
const isVariable = (segment: string) => segment.startsWith("{");

// Sorted as text, so that an earlier segment counts before a later one, and every segment before the method.
function rank({ method, segments }: Pattern<unknown>): string {
  const kinds = segments.map((segment) => (isGreedy(segment) ? "3" : isVariable(segment) ? "2" : "1"));
  return `${kinds.join("")} ${method === "ANY" ? "2" : "1"}`;
}

function match(pattern: string[], segments: string[]): Record<string, string> | undefined {
  const greedy = pattern.findIndex(isGreedy);
  if (greedy < 0 && segments.length !== pattern.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = index === greedy ? segments.slice(index).join("/") : (segments[index] ?? "");
    if (isVariable(expected) && actual !== "") parameters[expected.replace(/^\{|\+?\}$/g, "")] = actual;
    else if (expected !== actual) return undefined;
  }
  return parameters;
}
