import type { Cloud } from "#cloud/cloud.ts";
import { chunkOf } from "#domain/chunk.ts";
import { Failure } from "#domain/failure.ts";
import type { Page, PageContent, PageStatus, PageSummary } from "#domain/schema/page.ts";
import { plannedPage, type Spec } from "#domain/spec.ts";
import { type JobMeta, readMeta } from "./job-meta.ts";
import { readSpec } from "./job-spec.ts";
import { keys } from "./keys.ts";
import { decodeCursor, encodeCursor, type Listed, type ListRequest } from "./list.ts";
import { type PageState, pageKey, pageState } from "./page-item.ts";
import { readProgress } from "./read-progress.ts";

/** What a list of pages is asked for. */
export type PageListRequest = ListRequest & { status?: PageStatus | undefined };

const cursorPrefix = "n";

/** Pages of a job by number. Pages that nobody has claimed yet have no item and are PENDING. */
export async function listPages(
  cloud: Cloud,
  jobId: string,
  request: PageListRequest,
): Promise<Listed<PageSummary>> {
  const meta = await readMeta(cloud, jobId);
  const limit = request.limit ?? 50;
  const after = pageAfter(request.cursor);
  const [spec, candidates] = await Promise.all([
    readSpec(cloud, jobId),
    numbersAfter(cloud, meta, after, request.status),
  ]);
  const shown = candidates.slice(0, limit);
  const states = await readStates(cloud, meta, shown);
  const items = shown
    .map((n) => summaryOf(spec, meta, n, states.get(n)))
    .filter(({ status }) => !request.status || status === request.status);
  const last = shown.at(-1);
  return {
    items,
    ...(candidates.length > limit && last && { cursor: encodeCursor(pageCursor(last)) }),
  };
}

/** The place of a cursor behind page `n`. */
export const pageCursor = (n: number) => `${cursorPrefix}${n}`;

/** The page number that a list goes on behind; 0 without a cursor. @throws Failure `malformed-cursor`. */
export const pageAfter = (cursor: string | undefined) =>
  cursor ? Number(decodeCursor(cursor, cursorPrefix).slice(cursorPrefix.length)) : 0;

/** The page numbers behind `after` that can have the status, as the progress sets know which pages have ended. */
export async function numbersAfter(
  cloud: Cloud,
  meta: JobMeta,
  after: number,
  status: PageStatus | undefined,
): Promise<number[]> {
  const rest = Array.from({ length: Math.max(0, meta.total - after) }, (_, index) => after + 1 + index);
  if (!status) return rest;
  const chunks = await readProgress(cloud, meta);
  const ended = (n: number, set: "done" | "failed") => chunks[chunkOf(n, meta.chunks)]?.[set].has(n) ?? false;
  if (status === "DONE") return rest.filter((n) => ended(n, "done"));
  if (status === "FAILED") return rest.filter((n) => ended(n, "failed"));
  return rest.filter((n) => !ended(n, "done") && !ended(n, "failed"));
}

/** What the table holds of these pages. */
export async function readStates(
  { table }: Cloud,
  meta: JobMeta,
  numbers: readonly number[],
): Promise<Map<number, PageState>> {
  const items = await table.getMany(numbers.map((n) => pageKey(meta, n)));
  return new Map(items.map((item) => [item.n as number, pageState(item)]));
}

function summaryOf(spec: Spec, meta: JobMeta, n: number, state: PageState | undefined): PageSummary {
  const { topic, place, path } = plannedPage(spec, n);
  const { title, wordCount, failureCode, failureMessage, requestId, updatedAt } = state ?? {};
  return {
    n,
    topic: { key: topic.key, name: topic.name, language: topic.language },
    place: { key: place.key, city: place.city, state: place.state, ...(place.name && { name: place.name }) },
    path,
    status: statusOf(meta, state),
    attempt: state?.attempt ?? 0,
    ...(title && { title }),
    ...(wordCount && { wordCount }),
    costMicroUsd: state?.costMicroUsd ?? 0,
    ...(failureCode && { failure: { code: failureCode, message: failureMessage ?? "" } }),
    ...(requestId && { requestId }),
    ...(updatedAt && { updatedAt }),
  };
}

/** An open page of a cancelled job is cancelled; nobody writes that down page by page. */
function statusOf({ status }: JobMeta, state: PageState | undefined): PageStatus {
  const own = state?.status ?? "PENDING";
  const cancelled = status === "CANCELLED" || status === "CANCELLING";
  return cancelled && own !== "DONE" && own !== "FAILED" ? "CANCELLED" : own;
}

/** One page, with its content when it is DONE. @throws Failure `job-not-found` or `page-not-found`. */
export async function readPage(cloud: Cloud, jobId: string, n: number): Promise<Page> {
  const meta = await readMeta(cloud, jobId);
  if (n > meta.total)
    throw new Failure(
      "page-not-found",
      `Job ${jobId} has the pages 1 to ${meta.total}; there is no page ${n}.`,
    );
  const [spec, states] = await Promise.all([readSpec(cloud, jobId), readStates(cloud, meta, [n])]);
  const state = states.get(n);
  const summary = summaryOf(spec, meta, n, state);
  return state?.status === "DONE" ? { ...summary, content: await readContent(cloud, meta, state) } : summary;
}

async function readContent(
  { table, codec }: Cloud,
  { id, chunks }: JobMeta,
  { n, attempt }: PageState,
): Promise<PageContent> {
  const item = await table.get(keys.content(id, chunkOf(n, chunks), n, attempt));
  if (!item)
    throw new Error(`Page ${n} of job ${id} is DONE and its content of attempt ${attempt} is missing.`);
  return JSON.parse(codec.unpack(item.packed as Uint8Array)) as PageContent;
}
