import { readFileSync } from "node:fs";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { bareClient, type ReadyRequest, ready } from "./bare-client.ts";
import type { BareOrder, BareReply, BareSetup } from "./bare-protocol.ts";
import type { Recording } from "./recorder.ts";
import { replayPlan } from "./replay-plan.ts";

/* A thread that sends recorded requests with plain clients: its pages side by side, the requests of a page in order. */

const port = parentPort as MessagePort;
const { awsUrl, recordingFile, lanes } = workerData as BareSetup;
const { wire } = JSON.parse(readFileSync(recordingFile, "utf8")) as Recording;
const plan = replayPlan(wire);
const pages = plan.pages.map((requests) => requests.map((request) => ready(request, awsUrl)));
const dispatch = plan.dispatch.map((request) => ready(request, awsUrl));
const send = bareClient(awsUrl);

const backlog: { batch: number; page: number }[] = [];
const left = new Map<number, number>();
let work = Promise.withResolvers<void>();
const tell = (reply: BareReply) => port.postMessage(reply);

port.on("message", (order: BareOrder) => {
  if (order.kind === "dispatch") return void sendDispatch().then(() => tell({ kind: "dispatchDone" }));
  left.set(order.batch, order.pages.length);
  backlog.push(...order.pages.map((page) => ({ batch: order.batch, page })));
  work.resolve();
  work = Promise.withResolvers();
});
for (let lane = 0; lane < lanes; lane++) void runLane();
tell({ kind: "ready" });

async function runLane(): Promise<never> {
  for (;;) {
    const next = backlog.shift();
    if (!next) {
      await work.promise;
      continue;
    }
    if (backlog.length === 0) tell({ kind: "hungry" });
    for (const request of pages[next.page] ?? []) await send(request);
    const open = (left.get(next.batch) ?? 0) - 1;
    left.set(next.batch, open);
    if (open === 0) tell({ kind: "batchDone", batch: next.batch });
  }
}

/** Sends message batches side by side, as many as there are lanes, and everything else one after the other. */
async function sendDispatch(): Promise<void> {
  let together: ReadyRequest[] = [];
  for (const request of dispatch) {
    if (request.service === "sqs") together.push(request);
    if (request.service === "sqs" && together.length < lanes) continue;
    await Promise.all(together.map(send));
    together = [];
    if (request.service !== "sqs") await send(request);
  }
  await Promise.all(together.map(send));
}
