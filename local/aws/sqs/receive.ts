import { type Input, optionalInteger, stringList } from "../wire-input.ts";
import { commit } from "./apply.ts";
import { invalidParameter, sqsError } from "./errors.ts";
import { handOut, mostInFlight } from "./hand-out.ts";
import type { LongPolls } from "./long-polls.ts";
import { readFifoOnlyId } from "./message-ids.ts";
import type { Queue } from "./queue.ts";
import type { ReceiveAttempts } from "./receive-attempts.ts";
import { readWanted, renderMessage } from "./render-message.ts";
import { addressedQueue, type Store, settle } from "./store.ts";

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
    attemptId: readFifoOnlyId(queue, input, "ReceiveRequestAttemptId"),
    wanted: readWanted(
      [...stringList(input, "AttributeNames"), ...stringList(input, "MessageSystemAttributeNames")],
      stringList(input, "MessageAttributeNames"),
    ),
  };
}

/** What a receive with the same attempt id was given, hidden anew from now on; undefined when there is no such. */
function repeat(store: Store, attempts: ReceiveAttempts, queue: Queue, attemptId: string, until: number) {
  const at = store.options.clock.now();
  const messages = attempts.find(queue, attemptId, at);
  if (!messages) return undefined;
  const deadlines = messages.map(({ sent }): [string, number] => [sent.id, until]);
  commit(store, { kind: "visibility", queue: queue.name, until: deadlines }, at);
  return messages;
}

/** What a receive works with besides its request. */
export interface ReceiveContext {
  store: Store;
  polls: LongPolls;
  attempts: ReceiveAttempts;
}

/** The operation ReceiveMessage. When `signal` aborts, a waiting receive ends and takes nothing. */
export async function receiveMessage(
  { store, polls, attempts }: ReceiveContext,
  input: Input,
  signal?: AbortSignal,
) {
  const start = store.options.clock.now();
  const queue = addressedQueue(store, input, start);
  const { most, wait, visibility, wanted, attemptId } = readRequest(queue, input);
  const attempt = (at: number) => {
    settle(queue, at);
    const until = at + (visibility ?? queue.settings.visibilityTimeout);
    const repeated = attemptId && repeat(store, attempts, queue, attemptId, until);
    const messages = repeated || handOut(store, queue, most, until, at);
    if (messages.length === 0) return undefined;
    if (attemptId) attempts.remember(queue, attemptId, messages, at);
    return messages.map((message) => renderMessage(message, wanted));
  };
  // A FIFO queue gives no error here, and neither does a long poll.
  if (wait === 0 && !queue.fifo && queue.contents.counts.inFlight >= mostInFlight)
    throw sqsError(
      "OverLimit",
      `The maximum number of ${mostInFlight} in flight messages is reached for this queue.`,
    );
  const messages =
    attempt(start) ?? (wait > 0 ? await polls.wait(queue, start + wait, attempt, signal) : undefined);
  return messages ? { Messages: messages } : {};
}
