import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { captureOutput } from "./lambda/capture-output.ts";
import { invocationContext } from "./lambda/context.ts";
import { type LambdaHandler, loadHandler } from "./lambda/load-handler.ts";
import type { InvokeError, WorkerMessage, WorkerRequest, WorkerSetup } from "./lambda/protocol.ts";
import { describeError, runHandler } from "./lambda/run-handler.ts";

/* The inside of one execution environment: a worker thread that loads a handler and runs it, one event at a time. */

// For this thread's own loading, and in force by now: no variable that Lambda would set.
delete process.env.NODE_COMPILE_CACHE;
const port = parentPort as MessagePort;
const setup = workerData as WorkerSetup;
const clockReading = setup.clockReading && new Float64Array(setup.clockReading);
let requestId: string | undefined;

const send = (message: WorkerMessage) => port.postMessage(message);
const output = captureOutput((lines) => send({ kind: "log", lines, requestId }));
process.on("exit", output.flush);
process.on("uncaughtException", (error) => die(describeError(error), 129));
process.on("unhandledRejection", (reason) =>
  die(
    {
      ...describeError(reason),
      errorType: "Runtime.UnhandledPromiseRejection",
      errorMessage: String(reason),
    },
    128,
  ),
);

const handler = await loadHandler(setup).catch((error: unknown) => {
  output.flush();
  send({ kind: "initFailed", error: describeError(error) });
  process.exit(1);
});
output.flush();
port.on("message", (request: WorkerRequest) => void run(handler, request));
send({ kind: "ready" });

async function run(handle: LambdaHandler, request: WorkerRequest) {
  requestId = request.requestId;
  process.env._X_AMZN_TRACE_ID = request.traceHeader;
  const reply = await runHandler(handle, request, contextOf(request));
  output.flush();
  requestId = undefined;
  send(reply);
}

function contextOf(request: WorkerRequest) {
  return invocationContext(request, { variables: process.env, functionArn: setup.functionArn, now });
}

/** The time that the deadline is counted on: that of the stack's clock where it is turned, else this machine's. */
function now(): number {
  return clockReading ? (clockReading[0] ?? 0) : performance.now();
}

function die(error: InvokeError, code: number) {
  output.flush();
  send({ kind: "failed", requestId, error, fatal: true });
  process.exit(code);
}
