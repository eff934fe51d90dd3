import { api } from "#middleware";
import { listJobs as list } from "#pipeline/read-job.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `GET /api/jobs` */
export const listJobs = (container: Container) =>
  api(route("listJobs", container), ({ query }) => list(container.cloud, query));
