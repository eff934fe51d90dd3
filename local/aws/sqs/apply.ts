import type { Change, Move } from "./changes.ts";
import { createContents } from "./contents.ts";
import type { MoveTask } from "./move-task.ts";
import { addMessage, bury, markReceived, moveMessage } from "./place-message.ts";
import { createQueue, type Queue, readSettings } from "./queue.ts";
import { arnOf, queueByArn, record, type Store, settle } from "./store.ts";

type Of<Kind extends Change["kind"]> = Extract<Change, { kind: Kind }>;

function applyReceive(store: Store, queue: Queue, { taken, buried, until }: Of<"receive">, at: number) {
  const target = queueByArn(store, queue.settings.redrive?.deadLetterTargetArn ?? "");
  for (const id of buried) {
    const message = queue.contents.get(id);
    if (message && target) bury(queue, target, message, at);
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

function applyMoves(store: Store, task: MoveTask, moves: Move[], at: number) {
  const source = queueByArn(store, task.sourceArn);
  if (!source) return;
  settle(source, at);
  for (const { id, queue, sent } of moves) {
    const message = source.contents.get(id);
    const target = store.queues.get(queue);
    if (message && target) moveMessage(source, target, message, sent, at);
  }
  task.moved += moves.length;
  task.steppedAt = at;
}

type TaskChange = Of<"startMove"> | Of<"move"> | Of<"endMove">;

function applyToTask(store: Store, change: TaskChange, at: number) {
  if (change.kind === "startMove") {
    store.tasks.unshift({ ...change.task });
    return;
  }
  const task = store.tasks.find(({ id }) => id === change.taskId);
  if (!task) return;
  if (change.kind === "move") applyMoves(store, task, change.moves, at);
  else Object.assign(task, { status: change.status, failureReason: change.failureReason });
}

function applyToQueue(
  store: Store,
  queue: Queue,
  change: Exclude<Change, Of<"createQueue"> | TaskChange>,
  at: number,
) {
  settle(queue, at);
  switch (change.kind) {
    case "deleteQueue":
      store.queues.delete(queue.name);
      store.deletedAt.set(queue.name, at);
      return;
    case "setAttributes":
      queue.attributes = change.attributes;
      queue.settings = readSettings(change.attributes);
      queue.modifiedAt = at;
      return;
    case "setTags":
      queue.tags = change.tags;
      return;
    case "purge":
      queue.contents = createContents(queue.fifo);
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
  if (change.kind === "startMove" || change.kind === "move" || change.kind === "endMove") {
    applyToTask(store, change, at);
    return;
  }
  if (change.kind === "createQueue") {
    const queue = createQueue(change.queue, arnOf(store, change.queue), change.attributes, at);
    queue.tags = change.tags;
    store.queues.set(queue.name, queue);
    return;
  }
  const queue = store.queues.get(change.queue);
  if (queue) applyToQueue(store, queue, change, at);
}

/** Writes a change to the journal, applies it, and tells those who wait for messages. */
export function commit(store: Store, change: Change, at: number): void {
  record(store, change, at);
  apply(store, change, at);
  const queue = "queue" in change ? store.queues.get(change.queue) : undefined;
  if (queue) store.onChange(queue);
}

/** How many ids a change has used. */
export function idsUsed(change: Change): number {
  if (change.kind === "send") return change.messages.length;
  if (change.kind === "move") return change.moves.length;
  return change.kind === "startMove" ? 1 : 0;
}
