import type { Cloud, Item } from "#cloud/cloud.ts";
import { chunkCount } from "#domain/chunk.ts";
import { Failure } from "#domain/failure.ts";
import type { Job, JobStatus, Progress } from "#domain/schema/job.ts";
import type { PageType } from "#domain/schema/prompt.ts";
import { entityOf } from "./entity.ts";
import { keys } from "./keys.ts";

/** The small item that a job's state lives in; whoever changes it names the state that it found. */
export interface JobMeta {
  id: string;
  businessId: string;
  businessName: string;
  pageType: PageType;
  status: JobStatus;
  run: number;
  total: number;
  chunks: number;
  /** The last page whose message was sent in this run. */
  cursor: number;
  /** The chunks that are full in this run. */
  chunksDone?: ReadonlySet<number>;
  model: string;
  promptVersion: number;
  priceBookVersion: string;
  estimateMicroUsd: number;
  maximumMicroUsd: number;
  capMicroUsd?: number;
  requestHash: string;
  requestId: string;
  /** Who created it: the subject of the sign-in. */
  actor: string;
  createdAt: string;
  completedAt?: string;
}

/** The state of a job that was just created. */
export const newMeta = (facts: Omit<JobMeta, "status" | "run" | "cursor" | "chunks">): JobMeta => ({
  ...facts,
  status: "RUNNING",
  run: 1,
  cursor: 0,
  chunks: chunkCount(facts.total),
});

export const metaOf = (item: Item): JobMeta => entityOf(item);

/** @throws Failure `job-not-found`; an abandoned job was never there for a client. */
export async function readMeta({ table }: Cloud, jobId: string): Promise<JobMeta> {
  const item = await table.get(keys.meta(jobId));
  if (item && item.status !== "ABANDONED") return metaOf(item);
  throw new Failure("job-not-found", `No job has the id ${jobId}: GET /api/jobs lists them.`);
}

/** The job as clients see it. */
export function jobView(meta: JobMeta, progress: Progress, costMicroUsd: number): Job {
  const { id, businessId, businessName, pageType, status, run, model, promptVersion, priceBookVersion } =
    meta;
  const { estimateMicroUsd, capMicroUsd, requestId, createdAt, completedAt } = meta;
  return {
    id,
    businessId,
    businessName,
    pageType,
    status,
    run,
    model,
    promptVersion,
    priceBookVersion,
    progress,
    estimateMicroUsd,
    costMicroUsd,
    ...(capMicroUsd !== undefined && { capMicroUsd }),
    requestId,
    createdAt,
    ...(completedAt !== undefined && { completedAt }),
  };
}
