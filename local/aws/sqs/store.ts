import type { ServiceOptions } from "../service.ts";
import type { Input } from "../wire-input.ts";
import type { Change } from "./changes.ts";
import { queueDoesNotExist } from "./errors.ts";
import { createIds, type Ids } from "./ids.ts";
import { keepChange } from "./kept-change.ts";
import type { MoveTask } from "./move-task.ts";
import type { Queue } from "./queue.ts";
import { requiredString } from "./required-string.ts";

/** The whole state of the service. */
export interface Store {
  readonly options: ServiceOptions;
  readonly queues: Map<string, Queue>;
  /** When queues were deleted, by name. */
  readonly deletedAt: Map<string, number>;
  /** Move tasks, newest first. */
  readonly tasks: MoveTask[];
  readonly ids: Ids;
  /** Hears of each queue in which a message may have become visible, once the change is in the journal. */
  onChange(queue: Queue): void;
}

/** A service without queues. */
export const createStore = (options: ServiceOptions): Store => ({
  options,
  queues: new Map(),
  deletedAt: new Map(),
  tasks: [],
  ids: createIds(),
  onChange: () => {},
});

/**
 * Writes `change` to the journal.
 * @param undo takes back what was done in advance when that fails.
 * @throws Error when the journal cannot be written.
 */
export function record(store: Store, change: Change, at: number, undo: () => void): void {
  const { journal } = store.options;
  if (journal.discards) return;
  try {
    journal.append({ service: "sqs", at, ...keepChange(change) });
  } catch (error) {
    undo();
    throw error;
  }
}

/** The ARN of the queue of that name in this account and region. */
export const arnOf = ({ options: { region, accountId } }: Store, name: string): string =>
  `arn:aws:sqs:${region}:${accountId}:${name}`;

/** The URL under which clients address a queue. */
export const urlOf = ({ options: { baseUrl, accountId } }: Store, name: string): string =>
  `${baseUrl()}/${accountId}/${name}`;

/** The queue with that ARN, if it exists in this account and region. */
export function queueByArn(store: Store, arn: string): Queue | undefined {
  const name = arn.slice(arn.lastIndexOf(":") + 1);
  const queue = store.queues.get(name);
  return queue?.arn === arn ? queue : undefined;
}

/** Brings a queue to the state that it has at `now`: delays and flights end, old messages go. */
export const settle = (queue: Queue, now: number): void =>
  queue.contents.settle(now, queue.settings.retention);

/**
 * The queue that a request addresses, settled. Only the last part of the URL counts, so any host will do.
 * @throws AwsError MissingParameter, QueueDoesNotExist
 */
export function addressedQueue(store: Store, input: Input, now: number): Queue {
  const url = requiredString(input, "QueueUrl");
  const queue = store.queues.get(url.slice(url.lastIndexOf("/") + 1));
  if (!queue) throw queueDoesNotExist();
  settle(queue, now);
  return queue;
}
