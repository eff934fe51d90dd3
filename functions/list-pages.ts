import { api } from "#middleware";
import { listPages as list } from "#pipeline/list-pages.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `GET /api/jobs/{jobId}/pages` */
export const listPages = (container: Container) =>
  api(route("listPages", container), ({ path, query }) => list(container.cloud, path.jobId, query));
