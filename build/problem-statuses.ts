import type { RouteShapes } from "#domain/contract.ts";
import type { RouteFacts } from "#domain/routes.ts";

/** The problem statuses that a route may answer with, in ascending order. */
export function problemStatuses(facts: RouteFacts, shapes: RouteShapes): number[] {
  const writes = facts.method !== "GET";
  const statuses: [number, boolean][] = [
    [400, Boolean(shapes.body ?? shapes.query ?? shapes.headers)],
    [401, facts.role !== undefined],
    [403, facts.role !== undefined],
    [404, shapes.path !== undefined],
    [409, writes && shapes.response !== undefined],
    [413, shapes.body !== undefined],
    [415, shapes.body !== undefined],
    [422, Boolean(shapes.path ?? shapes.query ?? shapes.body)],
    [429, true],
    [500, true],
    [503, true],
  ];
  return statuses.filter(([, may]) => may).map(([status]) => status);
}
