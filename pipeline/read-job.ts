import type { Cloud } from "#cloud/cloud.ts";
import { totalProgress } from "#domain/progress.ts";
import type { Job, JobStatus } from "#domain/schema/job.ts";
import { getBusiness } from "./businesses.ts";
import { isoTime } from "./entity.ts";
import { type JobMeta, jobView, metaOf, readMeta } from "./job-meta.ts";
import { businessJobsPartition, keys, monthPartition } from "./keys.ts";
import { decodeCursor, encodeCursor, type Listed, type ListRequest, listItems } from "./list.ts";
import { readProgress } from "./read-progress.ts";

/** A job with its progress. @throws Failure `job-not-found`. */
export async function readJob(cloud: Cloud, jobId: string): Promise<Job> {
  return withProgress(cloud, await readMeta(cloud, jobId));
}

async function withProgress(cloud: Cloud, meta: JobMeta): Promise<Job> {
  const chunks = await readProgress(cloud, meta);
  const cost = chunks.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0);
  return jobView(meta, totalProgress(chunks, meta.total, meta.cursor), cost);
}

/** What a list of jobs is asked for. */
export type JobListRequest = ListRequest & { status?: JobStatus | undefined };

/** The jobs of one business, newest first. @throws Failure `business-not-found`. */
export async function listBusinessJobs(
  cloud: Cloud,
  businessId: string,
  request: JobListRequest,
): Promise<Listed<Job>> {
  await getBusiness(cloud, businessId);
  const source = { pk: businessJobsPartition(businessId), prefix: "", descending: true };
  const { items, ...rest } = await listItems(cloud.table, source, request);
  return {
    items: await jobsOf(
      cloud,
      items.map(({ jobId }) => jobId as string),
      request.status,
    ),
    ...rest,
  };
}

// The table lists jobs by month; a list that has found nothing for two years ends.
const mostMonths = 24;

/** All jobs, newest first, month by month. */
export async function listJobs(cloud: Cloud, request: JobListRequest): Promise<Listed<Job>> {
  const limit = request.limit ?? 50;
  const found: string[] = [];
  let after = request.cursor && decodeCursor(request.cursor, "2");
  let month = (after ?? isoTime(cloud.clock.now())).slice(0, 7);
  for (let months = 0; months < mostMonths && found.length <= limit; months++) {
    const items = await cloud.table.query(monthPartition(month), {
      descending: true,
      limit: limit + 1 - found.length,
      ...(after && { after }),
    });
    found.push(...items.map(({ sk }) => sk));
    month = monthBefore(month);
    after = undefined;
  }
  const shown = found.slice(0, limit);
  const jobs = await jobsOf(
    cloud,
    shown.map((sk) => sk.slice(sk.indexOf("#") + 1)),
    request.status,
  );
  const last = shown.at(-1);
  return { items: jobs, ...(found.length > limit && last && { cursor: encodeCursor(last) }) };
}

function monthBefore(month: string): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, "0")}`;
}

/** The jobs with these ids, in this order, with their progress; a status keeps only the ones that have it. */
async function jobsOf(cloud: Cloud, ids: readonly string[], status: JobStatus | undefined): Promise<Job[]> {
  const items = await cloud.table.getMany(ids.map(keys.meta));
  const metas = new Map(items.map((item) => [item.id as string, metaOf(item)]));
  const wanted = ids.flatMap((id) => {
    const meta = metas.get(id);
    return meta && meta.status !== "ABANDONED" && (!status || meta.status === status) ? [meta] : [];
  });
  return Promise.all(wanted.map((meta) => withProgress(cloud, meta)));
}
