import { api } from "#middleware";
import { listBusinessJobs as list } from "#pipeline/read-job.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `GET …/jobs` */
export const listBusinessJobs = (container: Container) =>
  api(route("listBusinessJobs", container), ({ path, query }) =>
    list(container.cloud, path.businessId, query),
  );
