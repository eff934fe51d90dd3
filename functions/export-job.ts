import { routes } from "#domain/routes.ts";
import { api, respond } from "#middleware";
import { exportJob as read } from "#pipeline/export-job.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `GET /api/jobs/{jobId}/export`; the `Link` header leads to the next part. */
export const exportJob = (container: Container) =>
  api(route("exportJob", container), async ({ path, query }) => {
    const { lines, cursor } = await read(container.cloud, path.jobId, query.cursor);
    const next = cursor && { link: `</api/jobs/${path.jobId}/export?cursor=${cursor}>; rel="next"` };
    return respond({ headers: { "content-type": routes.exportJob.produces, ...next }, body: lines });
  });
