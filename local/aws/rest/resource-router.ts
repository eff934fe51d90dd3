import { matchPath, rankOf, segmentsOf } from "../http/path-pattern.ts";
import { decodePath } from "../http-event.ts";

/** A method of a REST API's resource, as far as the router looks at it. */
export interface Routed {
  /** `/pets/{id}`. */
  path: string;
  /** `ANY` takes those that have no method of their own. */
  httpMethod: string;
}

export interface ResourceMatch<Method> {
  method: Method;
  pathParameters?: Record<string, string>;
}

/**
 * Makes the function that finds a request's method: the most specific resource first, and then only the methods of
 * that resource. A slash at the end of the path counts for nothing.
 */
export function createResourceRouter<Method extends Routed>(methods: readonly Method[]) {
  const byPath = Map.groupBy(methods, ({ path }) => path);
  const resources = [...byPath].map(([path, own]) => ({ segments: segmentsOf(path), own }));
  resources.sort((one, other) => rankOf(one.segments).localeCompare(rankOf(other.segments), "en"));
  return (httpMethod: string, path: string): ResourceMatch<Method> | undefined => {
    const segments = segmentsOf(path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path);
    for (const { segments: pattern, own } of resources) {
      const found = matchPath(pattern, segments);
      if (!found) continue;
      const method =
        own.find((candidate) => candidate.httpMethod === httpMethod) ??
        own.find((candidate) => candidate.httpMethod === "ANY");
      return method && { method, ...decoded(found) };
    }
    return undefined;
  };
}

function decoded(parameters: Record<string, string>) {
  const entries = Object.entries(parameters).map(([name, value]) => [name, decodePath(value)]);
  return entries.length > 0 && { pathParameters: Object.fromEntries(entries) as Record<string, string> };
}
