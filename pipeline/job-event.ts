import type { Cloud } from "#cloud/cloud.ts";
import type { JobEvent } from "#domain/schema/job.ts";
import { absent } from "./conditions.ts";
import { entityOf, itemOf } from "./entity.ts";
import { readMeta } from "./job-meta.ts";
import { jobPartition, keys } from "./keys.ts";
import { type Listed, type ListRequest, listItems } from "./list.ts";

/** Records something that happened, once: the key is made of it, and `at` comes from the item that was committed. */
export async function appendEvent({ table }: Cloud, jobId: string, event: JobEvent): Promise<void> {
  await table.put(itemOf(keys.event(jobId, event.at, event.kind, event.run, event.n), event), absent());
}

/** Lists what happened to a job, oldest first. @throws Failure `job-not-found`. */
export async function listJobEvents(
  cloud: Cloud,
  jobId: string,
  request: ListRequest,
): Promise<Listed<JobEvent>> {
  await readMeta(cloud, jobId);
  const { items, ...rest } = await listItems(cloud.table, { pk: jobPartition(jobId), prefix: "E#" }, request);
  return { items: items.map((item) => entityOf<JobEvent>(item)), ...rest };
}
