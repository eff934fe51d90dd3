import { type Input, optionalInteger, stringList } from "../wire-input.ts";
import { invalidParameter, sqsError } from "./errors.ts";
import type { LongPolls } from "./long-polls.ts";
import type { Message } from "./message.ts";
import { bury, markReceived } from "./place-message.ts";
import type { Queue } from "./queue.ts";
import { readWanted, renderMessage } from "./render-message.ts";
import { addressedQueue, queueByArn, record, type Store, settle } from "./store.ts";

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const mostInFlight = 120_000;

function ranged(input: Input, name: string, least: number, most: number, reason: string) {
  const value = optionalInteger(input, name);
  if (value !== undefined && (value < least || value > most)) throw invalidParameter(name, value, reason);
  return value;
}

function readRequest(queue: Queue, input: Input) {
  const most = ranged(input, "MaxNumberOfMessages", 1, 10, "Must be between 1 and 10, if provided.") ?? 1;
  const wait = ranged(input, "WaitTimeSeconds", 0, 20, "Must be >= 0 and <= 20, if provided.");
  const visibility = ranged(
    input,
    "VisibilityTimeout",
    0,
    43_200,
    "Must be between 0 and 43200, if provided.",
  );
  return {
    most,
    wait: wait === undefined ? queue.settings.wait : wait * 1000,
    visibility: visibility === undefined ? undefined : visibility * 1000,
    wanted: readWanted(
      [...stringList(input, "AttributeNames"), ...stringList(input, "MessageSystemAttributeNames")],
      stringList(input, "MessageAttributeNames"),
    ),
  };
}

/**
 * Hands out up to `most` messages and sends those that were received too often to the dead-letter queue instead.
 * One journal record holds both.
 */
function take(store: Store, queue: Queue, most: number, until: number, at: number): Message[] {
  const { redrive } = queue.settings;
  const target = redrive && queueByArn(store, redrive.deadLetterTargetArn);
  const taken: Message[] = [];
  const buried: string[] = [];
  const room = Math.min(most, mostInFlight - queue.contents.counts.inFlight);
  while (taken.length < room) {
    const message = queue.contents.next(taken.at(-1)?.lane);
    if (!message) break;
    if (redrive && target && message.receiveCount >= redrive.maxReceiveCount) {
      bury(queue, target, message, at);
      buried.push(message.sent.id);
    } else {
      markReceived(queue, message, until, at);
      taken.push(message);
    }
  }
  if (taken.length + buried.length === 0) return taken;
  const ids = taken.map(({ sent }) => sent.id);
  record(store, { kind: "receive", queue: queue.name, until, taken: ids, buried }, at);
  if (target && buried.length > 0) store.onChange(target);
  return taken;
}

/** The operation ReceiveMessage. When `signal` aborts, a waiting receive ends and takes nothing. */
export async function receiveMessage(store: Store, polls: LongPolls, input: Input, signal?: AbortSignal) {
  const start = store.options.clock.now();
  const queue = addressedQueue(store, input, start);
  const { most, wait, visibility, wanted } = readRequest(queue, input);
  const attempt = (at: number) => {
    settle(queue, at);
    const messages = take(store, queue, most, at + (visibility ?? queue.settings.visibilityTimeout), at);
    return messages.length > 0 ? messages.map((message) => renderMessage(message, wanted)) : undefined;
  };
  if (wait === 0 && queue.contents.counts.inFlight >= mostInFlight)
    throw sqsError(
      "OverLimit",
      `The maximum number of ${mostInFlight} in flight messages is reached for this queue.`,
    );
  const messages =
    attempt(start) ?? (wait > 0 ? await polls.wait(queue, start + wait, attempt, signal) : undefined);
  return messages ? { Messages: messages } : {};
}
