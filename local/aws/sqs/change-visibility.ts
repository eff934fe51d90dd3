import { type Input, optionalInteger } from "../wire-input.ts";
import { commit } from "./apply.ts";
import { batchReply, eachEntry, readBatch } from "./batch.ts";
import { invalidParameter, missingParameter } from "./errors.ts";
import type { Queue } from "./queue.ts";
import { handleHasExpired, messageByHandle } from "./receipt-handle.ts";
import { requiredString } from "./required-string.ts";
import { addressedQueue, type Store } from "./store.ts";

const longestTimeout = 43_200;

function readTimeout(input: Input): number {
  const seconds = optionalInteger(input, "VisibilityTimeout");
  if (seconds === undefined) throw missingParameter("VisibilityTimeout");
  if (seconds >= 0 && seconds <= longestTimeout) return seconds;
  throw invalidParameter(
    "VisibilityTimeout",
    seconds,
    `Must be between 0 and ${longestTimeout}, if provided.`,
  );
}

/** The message id and when it becomes visible again. */
function newDeadline(queue: Queue, input: Input, at: number): [id: string, until: number] {
  const handle = requiredString(input, "ReceiptHandle");
  const seconds = readTimeout(input);
  const message = messageByHandle(queue, handle);
  if (!message)
    throw invalidParameter(
      "ReceiptHandle",
      handle,
      "Message does not exist or is not available for visibility timeout change.",
    );
  if (queue.fifo && message.state !== "inFlight") throw handleHasExpired(handle);
  const until = at + seconds * 1000;
  if (until - message.receivedAt > longestTimeout * 1000)
    throw invalidParameter(
      "VisibilityTimeout",
      seconds,
      `Total VisibilityTimeout for the message is beyond the limit [${longestTimeout} seconds]`,
    );
  return [message.sent.id, until];
}

/** The operation ChangeMessageVisibility. */
export function changeMessageVisibility(store: Store, input: Input) {
  const at = store.options.clock.now();
  const queue = addressedQueue(store, input, at);
  const until = [newDeadline(queue, input, at)];
  commit(store, { kind: "visibility", queue: queue.name, until }, at);
}

/** The operation ChangeMessageVisibilityBatch. */
export function changeMessageVisibilityBatch(store: Store, input: Input) {
  const at = store.options.clock.now();
  const queue = addressedQueue(store, input, at);
  const batch = readBatch(input, "ChangeMessageVisibilityBatchRequestEntry");
  const { done, failed } = eachEntry(batch, (entry) => newDeadline(queue, entry.input, at));
  const until = done.map(({ result }) => result);
  if (until.length > 0) commit(store, { kind: "visibility", queue: queue.name, until }, at);
  return batchReply(
    done.map(({ id }) => ({ Id: id })),
    failed,
  );
}
