import { apiClient } from "./api-client.ts";
import { banner } from "./banner.ts";
import { progressText, progressWriter } from "./progress-line.ts";
import { runSampleJob } from "./run-sample-job.ts";
import { seedSample } from "./seed-sample.ts";
import { readStartOptions, type StartOptions, UsageError, usage } from "./start-options.ts";
import { type System, startSystem } from "./system.ts";
import { openJobs } from "./watch-jobs.ts";

const tableName = "marketbrewer-local";
const watchMs = 500;

/** Starts the system and runs it until it is stopped, or runs the sample job once. Returns the exit code. */
async function main(options: StartOptions): Promise<number> {
  const startedAt = performance.now();
  // Progress goes to stderr, so that stdout holds results alone.
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const system = await startSystem({ ...options, logFile: ".data/functions.ndjson", onProgress: say });
  const stopped = stopSignal();
  try {
    const api = apiClient(system.apiUrl, await system.google.token("operator@example.com"));
    const business = await seedSample(api);
    if (options.once)
      return await Promise.race([once(system, api, business.id, options), stopped.then(() => 130)]);
    console.log(banner(system, business, ((performance.now() - startedAt) / 1000).toFixed(1)));
    const watching = watch(system);
    await stopped;
    clearInterval(watching);
    return 0;
  } finally {
    await system.close();
  }
}

async function once(
  system: System,
  api: ReturnType<typeof apiClient>,
  businessId: string,
  { json }: StartOptions,
): Promise<number> {
  const progress = progressWriter(process.stderr, () => performance.now());
  const result = await runSampleJob(api, businessId, (job) => progress.show(progressText(job)));
  progress.end();
  if (!json) {
    console.log(
      `${result.done} of ${result.pages} pages written, ${result.failed} failed, in ${result.seconds} s (${result.pagesPerSecond} pages/s).`,
    );
    console.log(
      `They would have cost $${(result.costMicroUsd / 1e6).toFixed(2)}; the order's request id is ${result.requestId}.`,
    );
    console.log(`Logs: ${system.logFile} (${system.errors()} errors).`);
  } else console.log(JSON.stringify(result));
  return result.done === result.pages ? 0 : 1;
}

/** Shows the open jobs, looking twice a second; one that stands still is shown once. */
function watch(system: System): NodeJS.Timeout {
  const progress = progressWriter(process.stdout, () => performance.now());
  const read = openJobs(system.stack, tableName);
  const shown = new Map<string, string>();
  let busy = false;
  return setInterval(async () => {
    if (busy) return;
    busy = true;
    for (const job of await read().catch(() => [])) {
      const text = progressText(job);
      if (shown.get(job.id) === text) continue;
      shown.set(job.id, text);
      progress.show(text, job.status !== "RUNNING");
      if (job.status !== "RUNNING") progress.end();
    }
    busy = false;
  }, watchMs);
}

/** Settles at the first Ctrl-C or SIGTERM; the second ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130));
        resolve();
      });
    }
  });
}

/** What the user reads when the system cannot start. */
function sentence(error: unknown, awsPort: number | undefined): string {
  if (error instanceof UsageError) return error.message;
  const { code, port } = error as { code?: string; port?: number };
  if (code === "EADDRINUSE") {
    const flag = port === awsPort ? "--aws-port" : "--port";
    return `Port ${port} is taken: stop what uses it, or choose another with ${flag} (0 takes any free one).`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

let awsPort: number | undefined;
try {
  const options = readStartOptions(process.argv.slice(2), process.env);
  awsPort = options.awsPort;
  if (options.help) console.log(usage);
  else process.exitCode = await main(options);
} catch (error) {
  console.error(sentence(error, awsPort));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
