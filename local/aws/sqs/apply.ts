import { applyToTask, isTaskChange, type TaskChange } from "./apply-task.ts";
import type { Change, NewMessage } from "./changes.ts";
import { createContents } from "./contents.ts";
import { holdMessage } from "./large-message.ts";
import { addMessage, bury, deduplicationKey, markReceived } from "./place-message.ts";
import { createQueue, type Queue, readSettings } from "./queue.ts";
import { redelay } from "./redelay.ts";
import { applyState, isStateChange, type StateChange } from "./snapshot.ts";
import { arnOf, queueByArn, record, type Store, settle } from "./store.ts";

type Of<Kind extends Change["kind"]> = Extract<Change, { kind: Kind }>;

function applyReceive(store: Store, queue: Queue, { taken, buried, until }: Of<"receive">, at: number) {
  const target = queueByArn(store, queue.settings.redrive?.deadLetterTargetArn ?? "");
  for (const id of buried) {
    const message = queue.contents.get(id);
    if (!message || !target) continue;
    queue.contents.takeOut(message);
    bury(queue, target, message, at);
  }
  for (const id of taken) {
    const message = queue.contents.get(id);
    if (message) markReceived(queue, message, until, at);
  }
}

function applyVisibility(queue: Queue, { until }: Of<"visibility">, at: number) {
  for (const [id, end] of until) {
    const message = queue.contents.get(id);
    if (!message) continue;
    if (end > at) queue.contents.hide(message, end);
    else queue.contents.show(message);
  }
}

function release(queue: Queue) {
  for (const { sent } of queue.contents.all()) sent.large?.release();
}

function applyToQueue(
  store: Store,
  queue: Queue,
  change: Exclude<Change, Of<"createQueue"> | TaskChange | StateChange>,
  at: number,
) {
  settle(queue, at);
  switch (change.kind) {
    case "deleteQueue":
      release(queue);
      store.queues.delete(queue.name);
      store.deletedAt.set(queue.name, at);
      return;
    case "setAttributes":
      queue.attributes = change.attributes;
      queue.settings = readSettings(change.attributes);
      redelay(queue);
      queue.modifiedAt = at;
      return;
    case "setTags":
      queue.tags = change.tags;
      return;
    case "purge":
      release(queue);
      queue.contents = createContents(queue.fifo);
      queue.deduplication.clear();
      queue.purgedAt = at;
      return;
    case "send":
      for (const message of change.messages) addMessage(queue, message);
      return;
    case "receive":
      return applyReceive(store, queue, change, at);
    case "delete":
      for (const id of change.ids) {
        const message = queue.contents.get(id);
        if (message) queue.contents.remove(message);
      }
      return;
    case "visibility":
      return applyVisibility(queue, change, at);
  }
}

/** Changes the state: live once the journal has the change, and again when the journal is replayed. */
export function apply(store: Store, change: Change, at: number): void {
  if (isTaskChange(change)) applyToTask(store, change, at);
  else if (isStateChange(change)) applyState(store, change);
  else if (change.kind === "createQueue") {
    const queue = createQueue(change.queue, arnOf(store, change.queue), change.attributes, at);
    queue.tags = change.tags;
    store.queues.set(queue.name, queue);
  } else {
    const queue = store.queues.get(change.queue);
    if (queue) applyToQueue(store, queue, change, at);
  }
}

/**
 * Writes a change to the journal, applies it, and tells those who wait for messages.
 * @throws Error when the journal cannot be written; then nothing has changed.
 */
export function commit(store: Store, given: Change, at: number): void {
  const change = given.kind === "send" ? holdMessages(store, given) : given;
  record(store, change, at, () => takeBack(store, change));
  apply(store, change, at);
  const queue = "queue" in change ? store.queues.get(change.queue) : undefined;
  if (queue) store.onChange(queue);
}

function holdMessages({ options }: Store, change: Of<"send">): Of<"send"> {
  const { values } = options.journal;
  const hold = ({ sent, ...rest }: NewMessage) => ({ sent: holdMessage(sent, values), ...rest });
  return values ? { ...change, messages: change.messages.map(hold) } : change;
}

// A sender takes ids and numbers, and is remembered, before its change is written.
function takeBack(store: Store, change: Change) {
  store.ids.skip(-idsUsed(change));
  if (change.kind !== "send") return;
  const queue = store.queues.get(change.queue);
  for (const { sent } of change.messages) {
    sent.large?.release();
    if (!queue || sent.sequenceNumber === undefined) continue;
    queue.sequence--;
    queue.deduplication.forget(deduplicationKey(queue, sent.groupId, sent.deduplicationId));
  }
}

/** How many ids a change has used. */
export function idsUsed(change: Change): number {
  if (change.kind === "send") return change.messages.length;
  if (change.kind === "move") return change.moves.length;
  if (change.kind === "service") return change.idsUsed;
  return change.kind === "startMove" ? 1 : 0;
}

/** The ids of the move tasks that go on once a change has been replayed. */
export function tasksStarted(change: Change): string[] {
  if (change.kind === "startMove") return [change.task.id];
  const tasks = change.kind === "service" ? change.tasks : [];
  return tasks.filter(({ status }) => status === "RUNNING").map(({ id }) => id);
}
