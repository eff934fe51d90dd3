import { readFile } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { type Stack, startStack, type Template } from "#aws";
import type { BareOrder, BareReply, BareSetup } from "./bare-protocol.ts";
import { childOptions, report } from "./child.ts";
import type { Recording } from "./recorder.ts";
import { replayPlan } from "./replay-plan.ts";
import { type Request, readdressed } from "./request.ts";
import { type Elapsed, startStopwatch } from "./stopwatch.ts";
import { type Tally, tallyOf } from "./tally.ts";

/* A process that sends what a run of the sample job sent, with as many threads and requests in flight, and no logic. */

/** What one run of the bare loop is asked for. */
export interface BareOptions {
  templateFile: string;
  /** The bundle of a thread. */
  workerFile: string;
  recordingFile: string;
  /** Threads that send pages; one more sends what the dispatcher sent. */
  threads: number;
  /** Requests in flight per thread, and messages per receive. */
  lanes: number;
}

/** What one run of the bare loop measured. */
export interface BareResult extends Elapsed {
  pages: number;
  wire: Tally;
}

// As the stand-in's environments have it, so that both sides collect garbage alike.
const resourceLimits = { maxYoungGenerationSizeMb: 16 };
/** What a mapping asks to have with a message. */
const everything = { MessageSystemAttributeNames: ["All"], MessageAttributeNames: ["All"] };

const { templateFile, workerFile, recordingFile, threads, lanes } = childOptions<BareOptions>();
const recording = JSON.parse(await readFile(recordingFile, "utf8")) as Recording;
const plan = replayPlan(recording.wire);
const sent: Request[] = [];
const stack = await startStack({
  template: tableAndQueues(JSON.parse(await readFile(templateFile, "utf8")) as Template),
  codeDirectory: () => "",
  onCall: ({ service, operation, input, output }) =>
    void sent.push({ service, operation, input, refused: output === undefined }),
});
for (const request of recording.before) await callInProcess(stack, request);
const setup: BareSetup = { awsUrl: stack.awsUrl, recordingFile, lanes };
const pool = await Promise.all(Array.from({ length: threads + 1 }, () => startThread(setup)));
const [dispatcher, ...workers] = pool;

const elapsed = startStopwatch();
await Promise.all([dispatchAll(dispatcher), serveAll(workers)]);
const result: BareResult = { ...elapsed(), pages: plan.pages.length, wire: tallyOf(sent) };
report(result);

/** The template without functions: their work is what the threads do. */
function tableAndQueues(template: Template): Template {
  const kept = Object.entries(template.Resources).filter(([, { Type }]) =>
    ["AWS::DynamoDB::Table", "AWS::SQS::Queue"].includes(Type),
  );
  return { ...template, Resources: Object.fromEntries(kept) };
}

function callInProcess({ call, awsUrl }: Stack, request: Request): Promise<unknown> {
  const { service, operation, input } = readdressed(request, awsUrl);
  return call(service, operation, input);
}

function startThread(workerData: BareSetup): Promise<Worker> {
  const worker = new Worker(workerFile, { workerData, resourceLimits });
  worker.on("error", (error) => {
    throw error;
  });
  return new Promise((resolve) => {
    worker.once("message", () => resolve(worker));
  });
}

function dispatchAll(worker: Worker | undefined): Promise<void> {
  worker?.postMessage({ kind: "dispatch" } satisfies BareOrder);
  return new Promise((resolve) => {
    worker?.once("message", () => resolve());
  });
}

/** Feeds each thread as the mapping would: receives up to five messages, hands over as many pages, deletes them at the end. */
async function serveAll(servants: readonly Worker[]): Promise<void> {
  const all = Promise.withResolvers<void>();
  const receipts = new Map<number, { ReceiptHandle: string }[]>();
  const { QueueUrl } = readdressed(queueRequest(), stack.awsUrl).input;
  let [next, ended, batches] = [0, 0, 0];
  const feed = async (worker: Worker) => {
    if (next >= plan.pages.length) return;
    const input = { QueueUrl, MaxNumberOfMessages: lanes, WaitTimeSeconds: 20, ...everything };
    const { Messages = [] } = (await stack.call("sqs", "ReceiveMessage", input)) as {
      Messages?: { ReceiptHandle: string }[];
    };
    if (Messages.length === 0) return feed(worker);
    const order: BareOrder = { kind: "pages", batch: batches++, pages: Messages.map(() => next++) };
    receipts.set(order.batch, Messages);
    worker.postMessage(order);
  };
  const remove = async (batch: number) => {
    const messages = receipts.get(batch) ?? [];
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await stack.call("sqs", "DeleteMessageBatch", { QueueUrl, Entries });
    ended += messages.length;
    if (ended >= plan.pages.length) all.resolve();
  };
  for (const worker of servants) {
    worker.on("message", (reply: BareReply) => {
      if (reply.kind === "hungry") void feed(worker);
      if (reply.kind === "batchDone") void remove(reply.batch);
    });
    void feed(worker);
  }
  await all.promise;
}

function queueRequest(): Request {
  const request = plan.dispatch.find(({ service }) => service === "sqs");
  if (!request) throw new Error("The recording has no message that was sent to the pages queue.");
  return request;
}
