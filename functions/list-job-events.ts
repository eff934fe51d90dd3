import { api } from "#middleware";
import { listJobEvents as list } from "#pipeline/job-event.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `GET /api/jobs/{jobId}/events` */
export const listJobEvents = (container: Container) =>
  api(route("listJobEvents", container), ({ path, query }) => list(container.cloud, path.jobId, query));
