import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { environmentVariables, functionArn } from "./function.ts";
import type { WorkerMessage, WorkerSetup } from "./protocol.ts";
import type { Runtime, RuntimeEvents, RuntimeOptions } from "./runtime.ts";

const workerSource = new URL("../lambda-worker.ts", import.meta.url);
// Compiled, this file stands beside compiled ones.
const workerFile = new URL(workerSource.href.replace(/\.ts$/, import.meta.url.slice(-3)));

// Compiled code, kept for the next environment and the next start: it spares a cold start more than half of its time.
const compileCache = join(tmpdir(), "node-compile-cache");

/** Runs a function in a worker thread of its own. */
export function startWorker(options: RuntimeOptions, events: RuntimeEvents): Runtime {
  const worker = createWorker(options);
  worker.on("message", (message: WorkerMessage) => events.message(message));
  worker.on("error", (error) => events.crash(error));
  worker.on("exit", (code) => events.exit(code));
  for (const stream of [worker.stdout, worker.stderr]) stream.setEncoding("utf8").on("data", events.output);
  return {
    post: (request) => worker.postMessage(request),
    terminate: () => worker.terminate(),
    countsCalls: false,
  };
}

function createWorker({ id, fn, account, clock }: RuntimeOptions): Worker {
  const workerData: WorkerSetup = {
    taskRoot: fn.codeDirectory,
    handler: fn.handler,
    layers: fn.layers ?? [],
    functionArn: functionArn(account, fn.name),
    ...(clock.reading && { clockReading: clock.reading }),
  };
  return new Worker(workerFile, {
    name: fn.name,
    env: { NODE_COMPILE_CACHE: compileCache, ...environmentVariables(fn, account, id) },
    workerData,
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdout: true,
    stderr: true,
    // Several environments share one machine: a small nursery keeps each near 40 MB for a little more collecting.
    resourceLimits: { maxOldGenerationSizeMb: fn.memoryMb, maxYoungGenerationSizeMb: 16 },
  });
}
