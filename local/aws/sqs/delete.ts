import type { Input } from "../wire-input.ts";
import { commit } from "./apply.ts";
import { batchReply, eachEntry, readBatch } from "./batch.ts";
import type { Queue } from "./queue.ts";
import { handleHasExpired, messageByHandle } from "./receipt-handle.ts";
import { requiredString } from "./required-string.ts";
import { addressedQueue, type Store } from "./store.ts";

/** The id of the message to delete; undefined when it is gone already or the handle is an old one: both succeed. */
function deletable(queue: Queue, input: Input): string | undefined {
  const handle = requiredString(input, "ReceiptHandle");
  const message = messageByHandle(queue, handle);
  if (queue.fifo && message && message.state !== "inFlight") throw handleHasExpired(handle);
  return message?.sent.id;
}

function commitDelete(store: Store, queue: Queue, ids: (string | undefined)[], at: number) {
  const present = ids.filter((id) => id !== undefined);
  if (present.length > 0) commit(store, { kind: "delete", queue: queue.name, ids: present }, at);
}

/** The operation DeleteMessage. */
export function deleteMessage(store: Store, input: Input) {
  const at = store.options.clock.now();
  const queue = addressedQueue(store, input, at);
  commitDelete(store, queue, [deletable(queue, input)], at);
}

/** The operation DeleteMessageBatch. */
export function deleteMessageBatch(store: Store, input: Input) {
  const at = store.options.clock.now();
  const queue = addressedQueue(store, input, at);
  const batch = readBatch(input, "DeleteMessageBatchRequestEntry");
  const { done, failed } = eachEntry(batch, (entry) => deletable(queue, entry.input));
  commitDelete(
    store,
    queue,
    done.map(({ result }) => result),
    at,
  );
  return batchReply(
    done.map(({ id }) => ({ Id: id })),
    failed,
  );
}
