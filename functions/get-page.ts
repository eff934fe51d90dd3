import { api } from "#middleware";
import { readPage } from "#pipeline/list-pages.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `GET /api/jobs/{jobId}/pages/{n}` */
export const getPage = (container: Container) =>
  api(route("getPage", container), ({ path }) => readPage(container.cloud, path.jobId, path.n));
