import { api } from "#middleware";
import { previewJob as preview } from "#pipeline/preview-job.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `POST …/jobs/preview` */
export const previewJob = (container: Container) =>
  api(route("previewJob", container), ({ path, body }) =>
    preview(container.cloud, path.businessId, body, container.environment.claude.model),
  );
