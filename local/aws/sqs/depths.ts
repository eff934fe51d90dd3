import { receivesHere } from "./contents.ts";
import type { Queue } from "./queue.ts";
import { type Store, settle } from "./store.ts";

/** What stands in a queue; times are in milliseconds since the epoch. */
export interface Depth {
  name: string;
  visible: number;
  inFlight: number;
  delayed: number;
  /** When the oldest message was first sent; retention counts from here. */
  oldestSentAt?: number;
  /** From when CloudWatch's ApproximateAgeOfOldestMessage counts. */
  oldestArrivedAt?: number;
}

const receivesOfPoison = 3;

/**
 * The earliest arrival in this queue; in a standard queue without messages received more than three times, as in
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
function oldestArrival({ fifo, contents }: Queue): number | undefined {
  let oldest: number | undefined;
  for (const message of contents.all())
    if (
      (fifo || receivesHere(message) <= receivesOfPoison) &&
      (oldest === undefined || message.arrivedAt < oldest)
    )
      oldest = message.arrivedAt;
  return oldest;
}

/** The depth of each queue at this moment; it looks at every message once. */
export function depths(store: Store): Depth[] {
  const at = store.options.clock.now();
  return [...store.queues.values()].map((queue) => {
    settle(queue, at);
    const oldestSentAt = queue.contents.oldest()?.sent.sentAt;
    const oldestArrivedAt = oldestArrival(queue);
    return {
      name: queue.name,
      ...queue.contents.counts,
      ...(oldestSentAt !== undefined && { oldestSentAt }),
      ...(oldestArrivedAt !== undefined && { oldestArrivedAt }),
    };
  });
}
