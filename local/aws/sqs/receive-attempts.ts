import type { Message } from "./message.ts";
import type { Queue } from "./queue.ts";

/** How long an attempt is remembered: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const interval = 5 * 60_000;

interface Attempt {
  at: number;
  received: { message: Message; until: number }[];
}

/** The memory of FIFO queues for what receives with an attempt id were given, so that a retry gets the same. */
export interface ReceiveAttempts {
  /** What that attempt was given; undefined when it is unknown, too old, or one of the messages has changed since. */
  find(queue: Queue, attemptId: string, now: number): Message[] | undefined;
  remember(queue: Queue, attemptId: string, messages: readonly Message[], now: number): void;
}

// A later receive by someone else ends later too, so its deadline tells it apart.
const isUnchanged = (queue: Queue, { message, until }: Attempt["received"][number]) =>
  queue.contents.get(message.sent.id) === message && message.state === "inFlight" && message.until === until;

/** An empty memory. It is not in the journal: a retry after a restart receives anew. */
export function createReceiveAttempts(): ReceiveAttempts {
  const byQueue = new WeakMap<Queue, Map<string, Attempt>>();
  const attemptsOf = (queue: Queue, now: number) => {
    const attempts = byQueue.get(queue) ?? new Map<string, Attempt>();
    byQueue.set(queue, attempts);
    for (const [id, { at }] of attempts) {
      if (at + interval > now) break;
      attempts.delete(id);
    }
    return attempts;
  };
  return {
    find(queue, attemptId, now) {
      const attempt = attemptsOf(queue, now).get(attemptId);
      if (!attempt?.received.every((one) => isUnchanged(queue, one))) return undefined;
      return attempt.received.map(({ message }) => message);
    },
    remember(queue, attemptId, messages, now) {
      const attempts = attemptsOf(queue, now);
      const at = attempts.get(attemptId)?.at ?? now;
      const received = messages.map((message) => ({ message, until: message.until }));
      attempts.set(attemptId, { at, received });
    },
  };
}
