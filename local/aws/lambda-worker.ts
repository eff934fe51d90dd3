import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { captureOutput } from "./lambda/capture-output.ts";
import { type LambdaHandler, loadHandler } from "./lambda/load-handler.ts";
import type { InvokeError, WorkerMessage, WorkerRequest, WorkerSetup } from "./lambda/protocol.ts";

/* The inside of one execution environment: a worker thread that loads a handler and runs it, one event at a time. */

// For this thread's own loading, and in force by now: no variable that Lambda would set.
delete process.env.NODE_COMPILE_CACHE;
const port = parentPort as MessagePort;
const setup = workerData as WorkerSetup;
let requestId: string | undefined;

const send = (message: WorkerMessage) => port.postMessage(message);
const output = captureOutput((lines) => send({ kind: "log", lines, requestId }));
process.on("exit", output.flush);
process.on("uncaughtException", (error) => die(describe(error), 129));
process.on("unhandledRejection", (reason) =>
  die(
    { ...describe(reason), errorType: "Runtime.UnhandledPromiseRejection", errorMessage: String(reason) },
    128,
  ),
);

const handler = await loadHandler(setup.taskRoot, setup.handler).catch((error: unknown) => {
  output.flush();
  send({ kind: "initFailed", error: describe(error) });
  process.exit(1);
});
output.flush();
port.on("message", (request: WorkerRequest) => void run(handler, request));
send({ kind: "ready" });

async function run(handle: LambdaHandler, request: WorkerRequest) {
  requestId = request.requestId;
  process.env._X_AMZN_TRACE_ID = request.traceHeader;
  const reply = await attempt(handle, request);
  output.flush();
  requestId = undefined;
  send(reply);
}

async function attempt(handle: LambdaHandler, request: WorkerRequest): Promise<WorkerMessage> {
  try {
    const value = await handle(JSON.parse(request.event), contextOf(request));
    return {
      kind: "succeeded",
      requestId: request.requestId,
      payload: JSON.stringify(value ?? null) ?? "null",
    };
  } catch (error) {
    return { kind: "failed", requestId: request.requestId, error: describe(error) };
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf(request: WorkerRequest) {
  const deadline = performance.now() + request.timeLeft;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: setup.functionArn,
    awsRequestId: request.requestId,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
}

function describe(error: unknown): InvokeError {
  if (!(error instanceof Error))
    return { errorType: typeof error, errorMessage: String(error), stackTrace: [] };
  return { errorType: error.name, errorMessage: error.message, stackTrace: (error.stack ?? "").split("\n") };
}

function die(error: InvokeError, code: number) {
  output.flush();
  send({ kind: "failed", requestId, error, fatal: true });
  process.exit(code);
}
