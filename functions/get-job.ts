import { api } from "#middleware";
import { readJob } from "#pipeline/read-job.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `GET /api/jobs/{jobId}` */
export const getJob = (container: Container) =>
  api(route("getJob", container), ({ path }) => readJob(container.cloud, path.jobId));
