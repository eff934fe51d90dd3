import { type RouteFacts, routes } from "#domain/routes.ts";

interface HttpApiEvent {
  httpApi: { method: string; path: string } | "*";
}

const event = (method: string, path: string): HttpApiEvent => ({ httpApi: { method, path } });

/** What `health` answers. */
export const healthEvents: HttpApiEvent[] = [event(routes.getHealth.method, routes.getHealth.path)];

/** What `api` answers: every other route, preflights, and unknown paths, so that these too get problem+json. */
export const apiEvents: HttpApiEvent[] = [
  ...Object.values<RouteFacts>(routes)
    .filter(({ path }) => path !== routes.getHealth.path)
    .map(({ method, path }) => event(method, path)),
  event("OPTIONS", "/api/{proxy+}"),
  { httpApi: "*" },
];
