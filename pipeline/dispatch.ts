import type { Cloud } from "#cloud/cloud.ts";
import type { DispatchMessage } from "#domain/schema/message.ts";
import { all, equals } from "./conditions.ts";
import { isoTime } from "./entity.ts";
import { appendEvent } from "./job-event.ts";
import { type JobMeta, metaOf } from "./job-meta.ts";
import { keys } from "./keys.ts";
import { sendDispatch, sendPages } from "./send-messages.ts";

const blockSize = 250;
// A block takes well under a second; what is left of the time is for the message that goes on.
const leastTimeMs = 30_000;

/** What a dispatch knows of its container. */
export interface DispatchLimits {
  /** How long it may still run, in milliseconds. */
  remainingMs(): number;
}

/**
 * Sends the page messages that a job's run still lacks, block by block, and moves the cursor behind each.
 * Two dispatchers of one run may send a block twice; the claim makes the second message a no-op.
 */
export async function dispatch(
  cloud: Cloud,
  message: DispatchMessage,
  { remainingMs }: DispatchLimits,
): Promise<void> {
  const item = await cloud.table.get(keys.meta(message.jobId));
  // Not committed yet, or never: the sweeper asks again once there is a job.
  if (!item) return;
  let meta = metaOf(item);
  while (isOpen(meta, message.run)) {
    if (remainingMs() < leastTimeMs) return sendDispatch(cloud, meta);
    meta = await sendBlock(cloud, meta);
  }
  if (meta.run === message.run && meta.cursor === meta.total && meta.status === "RUNNING")
    await recordDispatched(cloud, meta);
}

const isOpen = (meta: JobMeta, run: number) =>
  meta.status === "RUNNING" && meta.run === run && meta.cursor < meta.total;

/** Sends the next block and returns the job as it is after it. */
async function sendBlock(cloud: Cloud, meta: JobMeta): Promise<JobMeta> {
  const { id, run, cursor, total } = meta;
  const size = Math.min(blockSize, total - cursor);
  await sendPages(
    cloud,
    meta,
    Array.from({ length: size }, (_, index) => cursor + 1 + index),
  );
  const written = await cloud.table.update(
    keys.meta(id),
    { set: { cursor: cursor + size, dispatchedAt: isoTime(cloud.clock.now()) } },
    all(equals("cursor", cursor), equals("run", run)),
  );
  const stands = written.applied ? written.item : written.found;
  if (!stands) throw new Error(`Job ${id} lost its META while it was dispatched.`);
  return metaOf(stands);
}

const recordDispatched = (cloud: Cloud, { id, run, ...meta }: JobMeta & { dispatchedAt?: string }) =>
  appendEvent(cloud, id, { at: meta.dispatchedAt ?? meta.createdAt, kind: "DISPATCHED", run });
