import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Job } from "#domain/schema/job.ts";
import type { ApiClient } from "./api-client.ts";
import { samplePageType } from "./seed-sample.ts";

/** How the sample job ended, as `--once --json` prints it. */
export interface SampleResult {
  pages: number;
  done: number;
  failed: number;
  seconds: number;
  pagesPerSecond: number;
  costMicroUsd: number;
  requestId: string;
}

// Looking costs what it measures: seldom while much is left, often near the end, which it times.
const pollMs = ({ total, pending }: Job["progress"]) => (pending > total / 8 ? 1_000 : 150);

/** Runs the sample's job to its end. @param onProgress gets the job after each look at it. */
export async function runSampleJob(
  api: ApiClient,
  businessId: string,
  onProgress: (job: Job) => void,
): Promise<SampleResult> {
  const startedAt = performance.now();
  let job = await api.request<Job>("POST", `/api/businesses/${businessId}/jobs`, {
    json: { pageType: samplePageType },
    headers: { "idempotency-key": randomUUID() },
  });
  while (job.status === "RUNNING") {
    await wait(pollMs(job.progress));
    job = await api.request<Job>("GET", `/api/jobs/${job.id}`);
    onProgress(job);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const { total, done, failed } = job.progress;
  return {
    pages: total,
    done,
    failed,
    seconds: Number(seconds.toFixed(2)),
    pagesPerSecond: Number((total / seconds).toFixed(1)),
    costMicroUsd: job.costMicroUsd,
    requestId: job.requestId,
  };
}
