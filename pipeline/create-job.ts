import type { Cloud } from "#cloud/cloud.ts";
import { Failure } from "#domain/failure.ts";
import { totalProgress } from "#domain/progress.ts";
import type { Job, NewJob } from "#domain/schema/job.ts";
import { pageCount } from "#domain/spec.ts";
import { absent } from "./conditions.ts";
import { isoTime, itemOf } from "./entity.ts";
import { appendEvent } from "./job-event.ts";
import { type JobMeta, jobView, metaOf, newMeta } from "./job-meta.ts";
import { storeSpec } from "./job-spec.ts";
import { keys } from "./keys.ts";
import { type JobPlan, planJob } from "./plan-job.ts";
import { readJob } from "./read-job.ts";
import { sendDispatch } from "./send-messages.ts";

/** Who orders which pages, and under which key a repeated order is the same one. */
export interface JobOrder {
  businessId: string;
  input: NewJob;
  idempotencyKey: string;
  /** The subject of the sign-in. */
  actor: string;
  requestId: string;
  defaultModel: string;
}

const pointerDays = 30;

/**
 * Starts a job, once for each key of an actor: its id is made of the two.
 * The steps stand in the order that survives a crash after any of them; META is the commit.
 * @throws Failure `key-reused` for the same key with another order, `expired-key` for an abandoned one, and as `planJob` does.
 */
export async function createJob(cloud: Cloud, order: JobOrder): Promise<Job> {
  const jobId = cloud.ids.hash(JSON.stringify([order.actor, order.idempotencyKey]));
  const requestHash = cloud.ids.hash(canonical({ businessId: order.businessId, ...order.input }));
  const earlier = await cloud.table.get(keys.meta(jobId));
  if (earlier) return replay(cloud, metaOf(earlier), requestHash);
  const plan = await planJob(cloud, order.businessId, order.input, order.defaultModel);
  const meta = await commit(cloud, order, { jobId, requestHash, plan });
  if (meta.requestHash !== requestHash || meta.status === "ABANDONED")
    return replay(cloud, meta, requestHash);
  await announce(cloud, meta);
  return jobView(meta, totalProgress([], meta.total, 0), 0);
}

interface Commit {
  jobId: string;
  requestHash: string;
  plan: JobPlan;
}

/** Writes OPEN, SPEC and META; returns the META that stands, be it this order's or that of one which was faster. */
async function commit(cloud: Cloud, order: JobOrder, { jobId, requestHash, plan }: Commit): Promise<JobMeta> {
  const { table, clock } = cloud;
  const createdAt = isoTime(clock.now());
  await table.put({ ...keys.open(jobId), createdAt }, absent());
  const spec = await storeSpec(cloud, jobId, plan.spec);
  const meta = newMeta({
    id: jobId,
    businessId: order.businessId,
    businessName: spec.business.name,
    pageType: spec.pageType,
    total: pageCount(spec),
    model: spec.model,
    promptVersion: spec.prompt.version,
    priceBookVersion: spec.priceBookVersion,
    estimateMicroUsd: plan.estimate.expectedMicroUsd,
    maximumMicroUsd: plan.estimate.maximumMicroUsd,
    ...(order.input.capMicroUsd !== undefined && { capMicroUsd: order.input.capMicroUsd }),
    requestHash,
    requestId: order.requestId,
    actor: order.actor,
    createdAt,
  });
  const written = await table.put(itemOf(keys.meta(jobId), meta), absent());
  return written.applied || !written.found ? meta : metaOf(written.found);
}

/** Everything after the commit; each step can be repeated, and the sweeper does when a crash comes between. */
async function announce(cloud: Cloud, meta: JobMeta): Promise<void> {
  await listJob(cloud, meta);
  await sendDispatch(cloud, meta);
}

/** Lists a job by month and by business, points its request at it, and records its creation. */
export async function listJob(cloud: Cloud, meta: JobMeta): Promise<void> {
  const { table } = cloud;
  const { id, businessId, createdAt, requestId, actor } = meta;
  const entry = { jobId: id, businessId };
  const expiresAt = Math.floor(Date.parse(createdAt) / 1000) + pointerDays * 86_400;
  await Promise.all([
    table.put({ ...keys.monthListing(createdAt, id), ...entry }),
    table.put({ ...keys.businessListing(businessId, createdAt, id), ...entry }),
    table.put({ ...keys.request(requestId), ...entry, expiresAt }),
    appendEvent(cloud, id, { at: createdAt, kind: "CREATED", run: 1, requestId, actor }),
  ]);
}

/** Answers an order whose job exists. */
async function replay(cloud: Cloud, meta: JobMeta, requestHash: string): Promise<Job> {
  if (meta.status === "ABANDONED")
    throw new Failure(
      "expired-key",
      "Its job was given up before it was complete; nothing was written. Send the order with a new key.",
    );
  if (meta.requestHash !== requestHash)
    throw new Failure(
      "key-reused",
      "Send this order with a new Idempotency-Key, or repeat the first order unchanged.",
      [{ pointer: "/headers/idempotency-key", message: `It belongs to job ${meta.id}.` }],
    );
  if (meta.status === "RUNNING" && meta.cursor === 0) await announce(cloud, meta);
  return readJob(cloud, meta.id);
}

/** JSON with sorted keys, so that the order of fields does not matter. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`)
    .join(",")}}`;
}
