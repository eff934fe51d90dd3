import type { Cloud } from "#cloud/cloud.ts";
import type { PageMessage } from "#domain/schema/message.ts";
import { plannedPage } from "#domain/spec.ts";
import { attemptPage, type PageDelivery, type Verdict, type WorkerOptions } from "./attempt-page.ts";
import { type JobMeta, metaOf } from "./job-meta.ts";
import { specReader } from "./job-spec.ts";
import { keys } from "./keys.ts";
import { claimPage, type PageState } from "./page-item.ts";
import { hasEnded, settlePage } from "./settle-page.ts";
import { sharedReads } from "./shared-reads.ts";

/** Makes a worker: one container's page writer, with its own caches. */
export function pageWriter(
  cloud: Cloud,
  options: WorkerOptions,
): (delivery: PageDelivery) => Promise<Verdict> {
  const readSpec = specReader(cloud);
  const readMetaItem = sharedReads((jobId: string) => cloud.table.get(keys.meta(jobId)));
  return async (delivery) => {
    const { message } = delivery;
    const item = await readMetaItem(message.jobId);
    if (!item) throw new Error(`There is no job ${message.jobId}.`);
    const meta = metaOf(item);
    if (message.n > meta.total)
      throw new Error(`Job ${meta.id} has ${meta.total} pages and no page ${message.n}.`);
    const idle = verdictWithoutWork(meta, message);
    if (idle) return idle;
    const outcome = await claimPage(cloud, meta, message.n, delivery.requestId);
    if (!outcome.claimed) return settled(cloud, meta, outcome.state, delivery);
    const spec = await readSpec(message.jobId);
    return attemptPage({
      cloud,
      options,
      delivery,
      claim: outcome.claim,
      spec,
      page: plannedPage(spec, message.n),
    });
  };
}

/** A page of a job that is over, or of a run that is, needs nothing. */
function verdictWithoutWork(meta: JobMeta, { run }: PageMessage): Verdict | undefined {
  if (run !== meta.run) return { ack: true, outcome: "other-run" };
  if (meta.status !== "RUNNING") return { ack: true, outcome: `job-${meta.status.toLowerCase()}` };
  return undefined;
}

/** A page that is not open: ended ones are settled again, as a crash may have come between; a leased one waits. */
async function settled(
  cloud: Cloud,
  meta: JobMeta,
  state: PageState,
  delivery: PageDelivery,
): Promise<Verdict> {
  if (hasEnded(state, meta)) return { ack: true, outcome: `already-${await settlePage(cloud, meta, state)}` };
  const waitMs = Math.max(0, (state.leaseUntil ?? 0) - cloud.clock.now());
  await cloud.queues.postpone("pages", delivery.receiptHandle, Math.ceil(waitMs / 1000) + 1);
  return { ack: false, reason: "leased" };
}
