import { type Input, optionalString } from "../wire-input.ts";
import { commit } from "./apply.ts";
import { type BatchEntry, batchReply, eachEntry, type FailedEntry, readBatch } from "./batch.ts";
import type { NewMessage } from "./changes.ts";
import { md5OfTrace } from "./checksums.ts";
import { sqsError } from "./errors.ts";
import type { SentMessage } from "./message.ts";
import { deduplicationKey } from "./place-message.ts";
import { missingOrdering, type PreparedMessage, prepareMessage } from "./prepare-message.ts";
import type { Queue } from "./queue.ts";
import { addressedQueue, type Store } from "./store.ts";

/** The largest sum of message sizes in one batch, in bytes. */
const largestBatch = 1_048_576;

/** Gives a message its id and, in a FIFO queue, its number; a repeated one gets those of the first. */
function enter(store: Store, queue: Queue, { message, delay }: PreparedMessage, accepted: NewMessage[]) {
  const at = message.sentAt;
  const newMessage = (sent: SentMessage): SentMessage => {
    accepted.push(delay > 0 ? { sent, delayedUntil: at + delay } : { sent });
    return sent;
  };
  if (!queue.fifo) return newMessage({ id: store.ids.next(at), ...message });
  const key = deduplicationKey(queue, message.groupId, message.deduplicationId);
  const first = queue.deduplication.find(key, at);
  if (first) return { ...message, id: first.messageId, sequenceNumber: first.sequenceNumber };
  const sequenceNumber = String(++queue.sequence).padStart(20, "0");
  const sent = newMessage({ id: store.ids.next(at), ...message, sequenceNumber });
  queue.deduplication.remember(key, { messageId: sent.id, sequenceNumber, at });
  return sent;
}

function sendReply(sent: SentMessage) {
  const traceMd5 = md5OfTrace(sent.trace);
  return {
    MessageId: sent.id,
    MD5OfMessageBody: sent.md5,
    ...(sent.attributesMd5 && { MD5OfMessageAttributes: sent.attributesMd5 }),
    ...(traceMd5 && { MD5OfMessageSystemAttributes: traceMd5 }),
    ...(sent.sequenceNumber && { SequenceNumber: sent.sequenceNumber }),
  };
}

function commitSend(store: Store, queue: Queue, messages: NewMessage[], at: number) {
  if (messages.length > 0) commit(store, { kind: "send", queue: queue.name, messages }, at);
}

/** The operation SendMessage. */
export function sendMessage(store: Store, input: Input) {
  const at = store.options.clock.now();
  const queue = addressedQueue(store, input, at);
  const prepared = prepareMessage(queue, input, at);
  const accepted: NewMessage[] = [];
  const sent = enter(store, queue, prepared, accepted);
  commitSend(store, queue, accepted, at);
  return sendReply(sent);
}

// A FIFO queue refuses a batch as a whole when an entry lacks its group or deduplication id.
function checkOrdering(queue: Queue, batch: BatchEntry[]) {
  for (const { input } of batch) {
    const missing = missingOrdering(queue, input);
    if (missing) throw sqsError("InvalidParameterValue", missing.message);
  }
}

/** The bytes of all messages of a batch; those that are refused count as well. */
function sizeOf(batch: BatchEntry[], done: { result: PreparedMessage }[], failed: FailedEntry[]): number {
  const sum = done.reduce((total, { result }) => total + result.size, 0);
  return failed.reduce((total, { Id }) => {
    const entry = batch.find(({ id }) => id === Id);
    return total + Buffer.byteLength((entry && optionalString(entry.input, "MessageBody")) ?? "");
  }, sum);
}

/** The operation SendMessageBatch. */
export function sendMessageBatch(store: Store, input: Input) {
  const at = store.options.clock.now();
  const queue = addressedQueue(store, input, at);
  const batch = readBatch(input, "SendMessageBatchRequestEntry");
  checkOrdering(queue, batch);
  const { done, failed } = eachEntry(batch, (entry) => prepareMessage(queue, entry.input, at));
  const size = sizeOf(batch, done, failed);
  if (size > largestBatch)
    throw sqsError(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${largestBatch} bytes. You have sent ${size} bytes.`,
    );
  const accepted: NewMessage[] = [];
  const successful = done.map(({ id, result }) => ({
    Id: id,
    ...sendReply(enter(store, queue, result, accepted)),
  }));
  commitSend(store, queue, accepted, at);
  return batchReply(successful, failed);
}
