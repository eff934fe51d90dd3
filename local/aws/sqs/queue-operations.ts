import { type Input, optionalString, stringMap } from "../wire-input.ts";
import { commit } from "./apply.ts";
import { queueDoesNotExist, sqsError } from "./errors.ts";
import type { LongPolls } from "./long-polls.ts";
import { readPage } from "./pages.ts";
import { isFifoName, type Queue } from "./queue.ts";
import {
  type Attributes,
  defaultAttributes,
  fifoDefaultAttributes,
  mergeAttributes,
  readAttributes,
} from "./queue-attributes.ts";
import { checkRedrivePolicy } from "./redrive-check.ts";
import { requiredString } from "./required-string.ts";
import { addressedQueue, arnOf, type Store, urlOf } from "./store.ts";
import { readTags } from "./tags.ts";

/** How long a name rests after its queue was deleted, and how far apart two purges must be, in milliseconds. */
const minute = 60_000;

function checkName(name: string, fifo: boolean) {
  if (fifo && !/^[\w-]{1,75}\.fifo$/.test(name))
    throw sqsError(
      "InvalidParameterValue",
      "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.",
    );
  if (!fifo && !/^[\w-]{1,80}$/.test(name))
    throw sqsError(
      "InvalidParameterValue",
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    );
}

const sameTags = (first: Record<string, string>, second: Record<string, string>) =>
  Object.keys(first).length === Object.keys(second).length &&
  Object.entries(first).every(([key, value]) => second[key] === value);

function checkSame(queue: Queue, wanted: Attributes, tags: Record<string, string>) {
  const different = Object.keys(wanted).find((name) => (queue.attributes[name] ?? "") !== wanted[name]);
  if (different !== undefined)
    throw sqsError(
      "QueueNameExists",
      `A queue already exists with the same name and a different value for attribute ${different}`,
    );
  // Tags count like attributes: those that are given must be those of the queue.
  if (Object.keys(tags).length > 0 && !sameTags(queue.tags, tags))
    throw sqsError("QueueNameExists", "A queue already exists with the same name and different tags");
}

/** The operation CreateQueue. */
export function createQueueOperation(store: Store, input: Input) {
  const at = store.options.clock.now();
  const name = requiredString(input, "QueueName");
  const given = stringMap(input, "Attributes");
  const fifo = given.FifoQueue === "true";
  checkName(name, fifo);
  const wanted = readAttributes(given, fifo);
  checkRedrivePolicy(store, arnOf(store, name), wanted.RedrivePolicy);
  const tags = readTags(input, "tags");
  const existing = store.queues.get(name);
  if (existing) checkSame(existing, wanted, tags);
  else {
    const defaults = { ...defaultAttributes, ...(fifo && fifoDefaultAttributes) };
    createNew(store, name, mergeAttributes(defaults, wanted), tags, at);
  }
  return { QueueUrl: urlOf(store, name) };
}

function createNew(
  store: Store,
  name: string,
  attributes: Attributes,
  tags: Record<string, string>,
  at: number,
) {
  if (at - (store.deletedAt.get(name) ?? Number.NEGATIVE_INFINITY) < minute)
    throw sqsError(
      "QueueDeletedRecently",
      "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    );
  commit(store, { kind: "createQueue", queue: name, attributes, tags }, at);
}

/** The operation DeleteQueue. Receives that wait at the queue end with QueueDoesNotExist. */
export function deleteQueue(store: Store, polls: LongPolls, input: Input) {
  const at = store.options.clock.now();
  const queue = addressedQueue(store, input, at);
  commit(store, { kind: "deleteQueue", queue: queue.name }, at);
  polls.deleted(queue);
}

/** The operation ListQueues. */
export function listQueues(store: Store, input: Input) {
  const prefix = optionalString(input, "QueueNamePrefix") ?? "";
  const { names, token } = readPage(
    input,
    [...store.queues.keys()].filter((name) => name.startsWith(prefix)).sort(),
  );
  return {
    ...(names.length > 0 && { QueueUrls: names.map((name) => urlOf(store, name)) }),
    ...(token && { NextToken: token }),
  };
}

/** The operation GetQueueUrl. */
export function getQueueUrl(store: Store, input: Input) {
  const name = requiredString(input, "QueueName");
  const owner = optionalString(input, "QueueOwnerAWSAccountId") ?? store.options.accountId;
  if (owner !== store.options.accountId || !store.queues.has(name)) throw queueDoesNotExist();
  return { QueueUrl: urlOf(store, name) };
}

/** The operation SetQueueAttributes. */
export function setQueueAttributes(store: Store, input: Input) {
  const at = store.options.clock.now();
  const queue = addressedQueue(store, input, at);
  const changes = readAttributes(stringMap(input, "Attributes"), isFifoName(queue.name));
  checkRedrivePolicy(store, queue.arn, changes.RedrivePolicy);
  const attributes = mergeAttributes(queue.attributes, changes);
  commit(store, { kind: "setAttributes", queue: queue.name, attributes }, at);
}

/** The operation PurgeQueue: everything goes, in flight or not. */
export function purgeQueue(store: Store, input: Input) {
  const at = store.options.clock.now();
  const queue = addressedQueue(store, input, at);
  if (at - (queue.purgedAt ?? Number.NEGATIVE_INFINITY) < minute)
    throw sqsError(
      "PurgeQueueInProgress",
      `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
    );
  commit(store, { kind: "purge", queue: queue.name }, at);
}
