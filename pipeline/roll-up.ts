import type { Cloud } from "#cloud/cloud.ts";
import { chunkOf, chunkSize } from "#domain/chunk.ts";
import { type ChunkProgress, isFull } from "#domain/progress.ts";
import { absent, all, any, contains, equals, not } from "./conditions.ts";
import { isoTime } from "./entity.ts";
import { appendEvent } from "./job-event.ts";
import { type JobMeta, metaOf } from "./job-meta.ts";
import { keys } from "./keys.ts";
import { chunkProgress, readProgress } from "./read-progress.ts";

/** A page that has ended in a run. */
export interface EndedPage {
  n: number;
  outcome: "done" | "failed";
  costMicroUsd: number;
}

/**
 * Counts an ended page in, and completes the job with its last one. Every step may be repeated and run in two places
 * at once: sets hold a number once, and one conditional write ends the job.
 */
export async function rollUp(cloud: Cloud, meta: JobMeta, page: EndedPage): Promise<void> {
  const chunk = chunkOf(page.n, meta.chunks);
  const progress = await countIn(cloud, meta, chunk, page);
  if (progress && isFull(progress, meta.chunks, meta.total)) await closeChunk(cloud, meta, chunk);
}

async function countIn(
  { table }: Cloud,
  { id, run }: JobMeta,
  chunk: number,
  page: EndedPage,
): Promise<ChunkProgress | undefined> {
  const { n, outcome, costMicroUsd } = page;
  const numbers = new Set([n]);
  const written = await table.update(
    keys.progress(id, chunk),
    {
      setIfAbsent: { run },
      add: { [outcome]: numbers, costMicroUsd },
      ...(outcome === "done" && { take: { failed: numbers } }),
    },
    all(any(absent("run"), equals("run", run)), not(contains("done", n)), not(contains(outcome, n))),
  );
  if (written.applied) return chunkProgress(chunk, written.item);
  return written.found?.run === run ? chunkProgress(chunk, written.found) : undefined;
}

/** Marks a full chunk, and ends the job when it was the last. */
async function closeChunk(cloud: Cloud, meta: JobMeta, chunk: number): Promise<void> {
  const written = await cloud.table.update(
    keys.meta(meta.id),
    { add: { chunksDone: new Set([chunk]) } },
    equals("run", meta.run),
  );
  if (written.applied) await completeIfFull(cloud, metaOf(written.item));
}

/** Ends a running job all of whose chunks are full, records it, and takes it off the open list. */
export async function completeIfFull(cloud: Cloud, meta: JobMeta): Promise<void> {
  const { id, run, chunks } = meta;
  const expected = Array.from({ length: chunks }, (_, chunk) => chunk).filter(
    (chunk) => chunkSize(chunk, chunks, meta.total) > 0,
  );
  if ((meta.chunksDone?.size ?? 0) < expected.length) return;
  const progress = await readProgress(cloud, meta);
  const status = progress.some(({ failed }) => failed.size > 0) ? "COMPLETED_WITH_ERRORS" : "COMPLETED";
  const written = await cloud.table.update(
    keys.meta(id),
    { set: { status, completedAt: isoTime(cloud.clock.now()) } },
    all(equals("status", "RUNNING"), equals("run", run)),
  );
  const stands = written.applied ? written.item : written.found;
  if (stands) await closeJob(cloud, metaOf(stands));
}

/** Records how a job ended and takes it off the open list; the event's time is the committed one, so a repeat adds nothing. */
export async function closeJob(cloud: Cloud, { id, run, status, completedAt }: JobMeta): Promise<void> {
  if (status !== "COMPLETED" && status !== "COMPLETED_WITH_ERRORS") return;
  if (completedAt) await appendEvent(cloud, id, { at: completedAt, kind: status, run });
  await cloud.table.remove(keys.open(id));
}
