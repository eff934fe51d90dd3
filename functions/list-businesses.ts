import { api } from "#middleware";
import { listBusinesses as list } from "#pipeline/businesses.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `GET /api/businesses` */
export const listBusinesses = (container: Container) =>
  api(route("listBusinesses", container), ({ query }) => list(container.cloud, query));
