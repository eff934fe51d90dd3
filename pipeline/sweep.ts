import type { Cloud, Item, QueueDepth } from "#cloud/cloud.ts";
import { pagesOfChunk } from "#domain/chunk.ts";
import { isFull } from "#domain/progress.ts";
import { absent, all, any, below, equals, present } from "./conditions.ts";
import { listJob } from "./create-job.ts";
import { isoTime } from "./entity.ts";
import { type JobMeta, metaOf } from "./job-meta.ts";
import { keys } from "./keys.ts";
import { pageKey, pageState } from "./page-item.ts";
import { readProgress } from "./read-progress.ts";
import { closeJob, completeIfFull } from "./roll-up.ts";
import { sendDispatch, sendPages } from "./send-messages.ts";
import { hasEnded, settlePage } from "./settle-page.ts";

/** What the sweeper remembers of an open job, on its OPEN item. */
interface Marker {
  createdAt: string;
  /** How often missing pages were sent again. */
  resends?: number;
  /** No re-send before (milliseconds since the epoch). */
  notBefore?: number;
  /** The cursor at the last sweep: one that stands still needs a push. */
  seenCursor?: number;
  /** Whether the queue held fewer messages than pages are missing at the last sweep. */
  wasShort?: boolean;
}

/** What one sweep did. */
export interface Swept {
  open: number;
  abandoned: number;
  dispatched: number;
  resent: number;
  completed: number;
  lost: number;
}

const abandonAfterMs = 15 * 60_000;
/** How long a new job may wait for its first block before the sweeper asks for its dispatch. */
const dispatchGraceMs = 60_000;
const firstSpacingMs = 2 * 60_000;
const mostResends = 5;
/** The most pages that one sweep looks at in a job; the next one goes on. */
const mostPagesPerSweep = 1_000;

/** Repairs and ends every job that is open: what a crash left between two steps is taken up here. */
export async function sweep(cloud: Cloud): Promise<Swept> {
  const open = await cloud.table.query("OPEN");
  const swept: Swept = { open: open.length, abandoned: 0, dispatched: 0, resent: 0, completed: 0, lost: 0 };
  const depth = open.length > 0 ? await cloud.queues.depth("pages") : undefined;
  for (const item of open) if (depth) await sweepJob(cloud, item, depth, swept);
  return swept;
}

async function sweepJob(cloud: Cloud, open: Item, depth: QueueDepth, swept: Swept): Promise<void> {
  const marker = open as Item & Marker;
  const found = await cloud.table.get(keys.meta(open.sk));
  if (!found) return abandon(cloud, open.sk, marker, swept);
  const meta = metaOf(found);
  if (meta.status === "ABANDONED") return void (await cloud.table.remove(keys.open(meta.id)));
  if (meta.status === "COMPLETED" || meta.status === "COMPLETED_WITH_ERRORS") return closeJob(cloud, meta);
  if (meta.status !== "RUNNING") return;
  if (meta.cursor < meta.total) return pushDispatch(cloud, meta, marker, swept);
  const missing = await closeFullChunks(cloud, meta, swept);
  if (missing.length > 0) await resendMissing(cloud, meta, { marker, missing, depth, swept });
}

/** Gives up a create that never committed; one that comes back later is told so. */
async function abandon(
  { table, clock }: Cloud,
  jobId: string,
  { createdAt }: Marker,
  swept: Swept,
): Promise<void> {
  if (clock.now() - Date.parse(createdAt) < abandonAfterMs) return;
  const meta = { id: jobId, status: "ABANDONED", createdAt, abandonedAt: isoTime(clock.now()) };
  const written = await table.put({ ...keys.meta(jobId), ...meta }, absent());
  if (!written.applied) return;
  await table.remove(keys.open(jobId));
  swept.abandoned++;
}

/** A cursor that has not moved since the last sweep has lost its dispatcher. */
async function pushDispatch(
  cloud: Cloud,
  meta: JobMeta,
  { seenCursor }: Marker,
  swept: Swept,
): Promise<void> {
  const unseen = seenCursor === undefined && cloud.clock.now() - Date.parse(meta.createdAt) > dispatchGraceMs;
  if (unseen || seenCursor === meta.cursor) {
    await listJob(cloud, meta);
    await sendDispatch(cloud, meta);
    swept.dispatched++;
  }
  await remember(cloud, meta, { seenCursor: meta.cursor });
}

/** Ends the chunks that are full, and the job with the last; returns the pages that have not ended. */
async function closeFullChunks(cloud: Cloud, meta: JobMeta, swept: Swept): Promise<number[]> {
  const chunks = await readProgress(cloud, meta);
  const full = chunks.filter((chunk) => isFull(chunk, meta.chunks, meta.total)).map(({ chunk }) => chunk);
  const missing = chunks.flatMap(({ chunk, done, failed }) =>
    pagesOfChunk(chunk, meta.chunks, meta.total).filter((n) => !done.has(n) && !failed.has(n)),
  );
  if (missing.length > 0) return missing;
  const written = await cloud.table.update(
    keys.meta(meta.id),
    { add: { chunksDone: new Set(full) } },
    equals("run", meta.run),
  );
  if (written.applied) await completeIfFull(cloud, metaOf(written.item));
  swept.completed++;
  return [];
}

interface Missing {
  marker: Marker;
  missing: readonly number[];
  depth: QueueDepth;
  swept: Swept;
}

/** Sends pages again whose worker died, or whose message was lost; ends them as LOST when that did not help. */
async function resendMissing(
  cloud: Cloud,
  meta: JobMeta,
  { marker, missing, depth, swept }: Missing,
): Promise<void> {
  const now = cloud.clock.now();
  const { expired, open } = await splitByLease(cloud, meta, missing.slice(0, mostPagesPerSweep), now);
  const isShort = depth.visible + depth.delayed + depth.inFlight < missing.length;
  const pages = isShort && marker.wasShort ? [...expired, ...open] : expired;
  const resends = marker.resends ?? 0;
  if (pages.length === 0 || now < (marker.notBefore ?? 0))
    return remember(cloud, meta, { wasShort: isShort });
  if (resends >= mostResends) {
    for (const n of pages) await losePage(cloud, meta, n);
    swept.lost += pages.length;
    return;
  }
  // Remembered first: a crash before the send costs a wait, one after it would cost a flood.
  await remember(cloud, meta, {
    wasShort: false,
    resends: resends + 1,
    notBefore: now + firstSpacingMs * 2 ** resends,
  });
  await sendPages(cloud, meta, pages);
  swept.resent += pages.length;
}

/** Which missing pages are held by a dead worker, and which by nobody; a page under a running lease is in neither. */
async function splitByLease(cloud: Cloud, meta: JobMeta, missing: readonly number[], now: number) {
  const items = await cloud.table.getMany(missing.map((n) => pageKey(meta, n)));
  const states = new Map(items.map((item) => [item.n as number, pageState(item)]));
  for (const state of states.values()) if (hasEnded(state, meta)) await settlePage(cloud, meta, state);
  const open = missing.filter((n) => (states.get(n)?.status ?? "PENDING") === "PENDING");
  const expired = missing.filter(
    (n) => states.get(n)?.status === "CLAIMED" && (states.get(n)?.leaseUntil ?? 0) < now,
  );
  return { expired, open };
}

async function losePage(cloud: Cloud, meta: JobMeta, n: number): Promise<void> {
  const now = cloud.clock.now();
  const written = await cloud.table.update(
    pageKey(meta, n),
    {
      set: {
        n,
        run: meta.run,
        status: "FAILED",
        failureCode: "LOST",
        failureMessage: `Its message was sent ${mostResends} times more and never ended in a page.`,
        updatedAt: isoTime(now),
      },
      setIfAbsent: { costMicroUsd: 0, attempt: 0 },
      remove: ["token", "leaseUntil"],
    },
    any(absent(), equals("status", "PENDING"), all(equals("status", "CLAIMED"), below("leaseUntil", now))),
  );
  if (written.applied) await settlePage(cloud, meta, pageState(written.item));
}

const remember = async ({ table }: Cloud, { id }: JobMeta, set: Partial<Marker>): Promise<void> => {
  await table.update(keys.open(id), { set }, present());
};
