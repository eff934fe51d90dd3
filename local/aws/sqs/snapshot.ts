import type { JournalRecord } from "../journal.ts";
import type { Change, PlacedMessage } from "./changes.ts";
import { keepChange } from "./kept-change.ts";
import { holdMessage } from "./large-message.ts";
import { type Message, stateOf } from "./message.ts";
import { placeMessage } from "./place-message.ts";
import { createQueue, type Queue } from "./queue.ts";
import { arnOf, type Store } from "./store.ts";

/** A change that says how things stand, in a compacted journal. */
export type StateChange = Extract<Change, { kind: "service" | "queue" | "place" }>;

const messagesPerChange = 25;

/** Whether a change says how things stand. */
export const isStateChange = (change: Change): change is StateChange =>
  change.kind === "service" || change.kind === "queue" || change.kind === "place";

/** The state of the service as changes. */
export function* snapshot(store: Store): Generator<Omit<JournalRecord, "service">, void> {
  for (const [at, change] of stateChanges(store)) yield { at, ...keepChange(change) };
}

function* stateChanges({ ids, deletedAt, tasks, queues }: Store): Generator<[at: number, StateChange], void> {
  yield [0, { kind: "service", idsUsed: ids.used(), deletedAt: [...deletedAt], tasks }];
  for (const queue of queues.values()) {
    yield [queue.createdAt, stateOfQueue(queue)];
    const messages = [...queue.contents.all()].sort((one, other) => one.order - other.order);
    for (let start = 0; start < messages.length; start += messagesPerChange) {
      const placed = messages.slice(start, start + messagesPerChange).map(placedMessage);
      yield [queue.createdAt, { kind: "place", queue: queue.name, messages: placed }];
    }
  }
}

function stateOfQueue(queue: Queue): StateChange {
  const { name, attributes, tags, createdAt, modifiedAt, purgedAt, sequence, deduplication } = queue;
  return {
    kind: "queue",
    queue: name,
    attributes,
    tags,
    createdAt,
    modifiedAt,
    ...(purgedAt !== undefined && { purgedAt }),
    sequence,
    deduplication: [...deduplication.all()],
  };
}

const placedMessage = (message: Message): PlacedMessage => ({
  sent: message.sent,
  arrivedAt: message.arrivedAt,
  ...(message.sourceArn !== undefined && { sourceArn: message.sourceArn }),
  earlierReceives: message.earlierReceives,
  state: stateOf(message),
});

/** Brings the service to the state that a change of a compacted journal says. */
export function applyState(store: Store, change: StateChange): void {
  if (change.kind === "service") {
    for (const [name, at] of change.deletedAt) store.deletedAt.set(name, at);
    store.tasks.push(...change.tasks.map((task) => ({ ...task })));
  } else if (change.kind === "queue") store.queues.set(change.queue, queueOf(store, change));
  else {
    const queue = store.queues.get(change.queue);
    for (const { sent, ...place } of queue ? change.messages : [])
      if (queue) placeMessage(queue, { sent: holdMessage(sent, store.options.journal.values), ...place });
  }
}

function queueOf(store: Store, state: Extract<Change, { kind: "queue" }>): Queue {
  const queue = createQueue(state.queue, arnOf(store, state.queue), state.attributes, state.createdAt);
  const { tags, modifiedAt, purgedAt, sequence } = state;
  Object.assign(queue, { tags, modifiedAt, purgedAt, sequence });
  for (const [key, first] of state.deduplication) queue.deduplication.remember(key, first);
  return queue;
}
