import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { Stack } from "#aws";
import type { Job } from "#domain/schema/job.ts";
import { samplePageType, seedSample } from "#local/seed-sample.ts";
import { childOptions, report } from "./child.ts";
import { createRecorder, type WriteUnits } from "./recorder.ts";
import { type ProductOptions, startProduct } from "./start-product.ts";
import { type Elapsed, startStopwatch } from "./stopwatch.ts";
import { type Tally, tallyOf } from "./tally.ts";

/* A process that runs the sample job once, from the order to the write that completes it. */

/** What one run of the sample job is asked for. */
export interface PipelineOptions extends Omit<ProductOptions, "onCall"> {
  /** Starts the environments ahead, as the threads of the bare loop are; neither has loaded the SDK by then. */
  warm: boolean;
  /** Where the requests go that were sent; without it none is kept. */
  recordingFile?: string;
}

/** What one run of the sample job measured. */
export interface PipelineResult extends Elapsed {
  pages: number;
  done: number;
  wire: Tally;
  mapping: Tally;
  units: WriteUnits;
  /** The most memory that the process had, in bytes: stand-ins, functions and, if it is kept, the recording. */
  peakRss: number;
}

const options = childOptions<PipelineOptions>();
const peakRss = watchMemory();
const recorder = createRecorder(options.recordingFile !== undefined);
const { stack, api } = await startProduct({ ...options, onCall: recorder.onCall });
const business = await seedSample(api);
if (options.warm) await startEnvironments(stack, options.environments);
const elapsed = startStopwatch();
const order = await api.request<Job>("POST", `/api/businesses/${business.id}/jobs`, {
  json: { pageType: samplePageType },
  headers: { "idempotency-key": randomUUID() },
});
await recorder.completed;
const took = elapsed();
await quiet(stack);
// Before the job is read, as reading it sends requests too.
const recording = recorder.recording();
const peak = peakRss();
const { progress } = await api.request<Job>("GET", `/api/jobs/${order.id}`);
if (options.recordingFile) await writeFile(options.recordingFile, JSON.stringify(recording));
const result: PipelineResult = {
  ...took,
  pages: progress.total,
  done: progress.done,
  wire: tallyOf(recording.wire),
  mapping: tallyOf(recording.mapping),
  units: recording.units,
  peakRss: peak,
};
report(result);

async function startEnvironments({ invoke }: Stack, environments: number): Promise<void> {
  const pages = Array.from({ length: environments }, () => "marketbrewer-local-write-page");
  const started = ["marketbrewer-local-dispatch", ...pages].map((name) => invoke(name, { Records: [] }));
  const failed = (await Promise.all(started)).find(({ error }) => error);
  if (failed) throw new Error(`A function did not start: ${failed.error?.errorMessage}`);
}

/** Waits until every function and queue has come to rest. */
async function quiet({ functions, queues }: Stack): Promise<void> {
  const busy = () =>
    functions().some(({ concurrent }) => concurrent > 0) ||
    queues().some(({ visible, inFlight }) => visible + inFlight > 0);
  while (busy()) await wait(20);
}

function watchMemory(): () => number {
  let most = 0;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  setInterval(look, 200).unref();
  return () => most;
}
