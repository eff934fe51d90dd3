import type { Timer } from "../ports.ts";
import { inBatches, largestBatch } from "./batches.ts";
import type { MessageIds } from "./message-attributes.ts";

/** As much of an `SQSClient` of the AWS SDK v3 as this needs. */
export interface SqsClient {
  // biome-ignore lint/suspicious/noExplicitAny: the client's own type is not imported, and each version has another.
  send(command: any): Promise<any>;
}

/** A message that was not sent. */
export interface Unsent {
  /** Its place in the list that was handed in. */
  readonly index: number;
  readonly code: string;
  readonly reason: string;
}

/** What became of a list of messages. */
export interface SendReport {
  readonly sent: number;
  readonly failed: readonly Unsent[];
}

/** Where a list of messages goes, and how often it is tried. */
export interface Post {
  readonly client: SqsClient;
  readonly queueUrl: string;
  readonly attempts: number;
  readonly timer: Timer;
}

/** A message as SQS takes it. */
export interface Entry extends MessageIds {
  MessageBody: string;
  DelaySeconds?: number;
  MessageGroupId?: string;
  MessageDeduplicationId?: string;
}

interface Queued {
  readonly index: number;
  readonly bytes: number;
  readonly entry: Entry;
}

/** Sends messages in batches, one batch after the other, as a FIFO queue keeps the order in which it is handed them. */
export async function sendAll(post: Post, entries: readonly Entry[]): Promise<SendReport> {
  const queued = entries.map((entry, index) => ({ index, entry, bytes: sizeOf(entry) }));
  const failed: Unsent[] = queued.filter(({ bytes }) => bytes > largestBatch).map(tooLarge);
  const batches = inBatches(queued.filter(({ bytes }) => bytes <= largestBatch));
  for (const batch of batches) failed.push(...(await sendBatch(post, batch)));
  failed.sort((one, other) => one.index - other.index);
  return { sent: entries.length - failed.length, failed };
}

function tooLarge({ index, bytes }: Queued): Unsent {
  return {
    index,
    code: "MessageTooLong",
    reason: `The message has ${bytes} bytes; SQS takes ${largestBatch}.`,
  };
}

function sizeOf({ MessageBody, MessageAttributes }: Entry): number {
  let bytes = Buffer.byteLength(MessageBody);
  for (const [name, { DataType, StringValue }] of Object.entries(MessageAttributes))
    bytes += name.length + DataType.length + Buffer.byteLength(StringValue);
  return bytes;
}

async function sendBatch(post: Post, batch: readonly Queued[]): Promise<readonly Unsent[]> {
  const { queueUrl: QueueUrl, client, attempts, timer } = post;
  const { SendMessageBatchCommand } = await import("./sqs-commands.ts");
  const final: Unsent[] = [];
  let remaining = batch;
  let again: Unsent[] = [];
  for (let attempt = 1; attempt <= attempts && remaining.length > 0; attempt++) {
    if (attempt > 1) await pause(timer, attempt);
    const Entries = remaining.map(({ index, entry }) => ({ Id: String(index), ...entry }));
    const refused = await refusedOf(
      () => client.send(new SendMessageBatchCommand({ QueueUrl, Entries })),
      remaining,
    );
    final.push(...refused.filter(({ mine }) => mine).map(({ unsent }) => unsent));
    again = refused.filter(({ mine }) => !mine).map(({ unsent }) => unsent);
    remaining = remaining.filter(({ index }) => again.some((unsent) => unsent.index === index));
  }
  return [...final, ...again];
}

const firstPauseMs = 50;

function pause(timer: Timer, attempt: number): Promise<void> {
  return new Promise((resolve) => void timer(resolve, firstPauseMs * 2 ** (attempt - 2)));
}

interface Refused {
  /** Whether the same entry would be refused again. */
  readonly mine: boolean;
  readonly unsent: Unsent;
}

interface BatchReply {
  Failed?: { Id?: string; Code?: string; Message?: string; SenderFault?: boolean }[];
}

// What the client throws it has tried again by itself, so that is the end of these entries but not of the others.
async function refusedOf(send: () => Promise<BatchReply>, batch: readonly Queued[]): Promise<Refused[]> {
  try {
    const { Failed = [] } = await send();
    return Failed.map(({ Id, Code = "Unknown", Message = "", SenderFault = false }) => ({
      mine: SenderFault,
      unsent: { index: Number(Id), code: Code, reason: Message },
    }));
  } catch (error) {
    const { name: code, message: reason } = error instanceof Error ? error : new Error(String(error));
    return batch.map(({ index }) => ({ mine: true, unsent: { index, code, reason } }));
  }
}
