import { stateOf } from "./message.ts";
import type { Queue } from "./queue.ts";

/**
 * Makes a FIFO queue's delay hold for the messages that are still delayed, as it does on AWS; a standard queue's new
 * delay is for new messages only.
 * See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html
 */
export function redelay({ fifo, contents, settings }: Queue): void {
  if (!fifo) return;
  for (const message of [...contents.all()])
    if (message.state === "delayed")
      contents.reset(message, { ...stateOf(message), until: message.arrivedAt + settings.delay });
}
