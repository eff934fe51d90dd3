import { BenchError } from "../figure.ts";
import { callOnce, runSteps, type Step } from "./peer-client.ts";
import type { PeerService } from "./prepare-request.ts";
import { sendTen } from "./queue-operations.ts";
import { createQueue, createTable, tableName } from "./set-up.ts";
import { step } from "./step.ts";

/** How much a server is filled with. */
export interface LoadOptions {
  /** Items of 4 KB; a multiple of 25. */
  items: number;
  /** Messages of 1 KB; a multiple of 10. */
  messages: number;
  /** How long one service may take, in seconds. */
  deadline: number;
}

const lanes = 8;
const itemsPerBatch = 25;
const messagesPerBatch = 10;
const looks = 200;

/** Fills a service of a server and looks whether it is all there. They return how long the filling took, in seconds. */
export const load: Record<PeerService, (port: number, options: LoadOptions) => Promise<number>> = {
  async dynamodb(port, { items, deadline }) {
    await createTable(port);
    const seconds = await runSteps(port, before(deadline, puts(items)), lanes);
    await runSteps(port, reads(items), lanes);
    return seconds;
  },
  async sqs(port, { messages, deadline }) {
    const queueUrl = await createQueue(port, "filled");
    const seconds = await runSteps(port, before(deadline, sends(queueUrl, messages)), lanes);
    await requireDepth(port, queueUrl, messages);
    return seconds;
  },
};

/** @throws BenchError once the time is over. */
function* before(deadline: number, steps: Iterable<Step>): Generator<Step> {
  const end = performance.now() + deadline * 1000;
  for (const next of steps) {
    if (performance.now() > end)
      throw new BenchError(`A server was not filled after ${deadline} s, so its memory was not measured.`);
    yield next;
  }
}

/** Text that no other index has. */
const filler = (index: number, length: number) => `${index}.`.padEnd(length, String(index).padStart(8, "0"));

const keyOf = (index: number) => ({ pk: { S: `J#${Math.floor(index / 100)}` }, sk: { S: `P#${index}` } });
const textOf = (index: number) => filler(index, 4_060);

function* puts(items: number): Generator<Step> {
  for (let first = 0; first < items; first += itemsPerBatch) {
    const requests = Array.from({ length: itemsPerBatch }, (_, offset) => ({
      PutRequest: { Item: { ...keyOf(first + offset), text: { S: textOf(first + offset) } } },
    }));
    yield step(
      "dynamodb",
      "BatchWriteItem",
      { RequestItems: { [tableName]: requests } },
      ({ UnprocessedItems }) => Object.keys(UnprocessedItems ?? {}).length === 0,
    );
  }
}

/** Looks at some of the items, spread over all of them. */
function* reads(items: number): Generator<Step> {
  const stride = Math.max(1, Math.floor(items / looks));
  for (let index = 0; index < items; index += stride)
    yield step(
      "dynamodb",
      "GetItem",
      { TableName: tableName, Key: keyOf(index) },
      ({ Item }) => (Item as { text?: { S: string } } | undefined)?.text?.S === textOf(index),
    );
}

function* sends(queueUrl: string, messages: number): Generator<Step> {
  for (let first = 0; first < messages; first += messagesPerBatch)
    yield sendTen(queueUrl, (index) => filler(first + index, 1_024));
}

async function requireDepth(port: number, queueUrl: string, messages: number): Promise<void> {
  const name = "ApproximateNumberOfMessages";
  const input = { QueueUrl: queueUrl, AttributeNames: [name] };
  const { Attributes } = await callOnce(port, "sqs", "GetQueueAttributes", input);
  const depth = Number((Attributes as Record<string, string>)[name]);
  if (depth !== messages)
    throw new BenchError(`A server has ${depth} of ${messages} messages, so its memory is no figure.`);
}
