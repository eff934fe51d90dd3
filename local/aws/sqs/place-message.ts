import type { NewMessage } from "./changes.ts";
import type { Message, SentMessage } from "./message.ts";
import type { Queue } from "./queue.ts";
import { makeReceiptHandle } from "./receipt-handle.ts";
import { settle } from "./store.ts";

/** The key under which a FIFO queue remembers a send. */
export const deduplicationKey = (
  queue: Queue,
  groupId: string | undefined,
  id: string | undefined,
): string => (queue.attributes.DeduplicationScope === "messageGroup" ? `${groupId} ${id}` : `${id}`);

/** Puts a new message into a queue, and remembers it there when the queue is FIFO. */
export function addMessage(queue: Queue, { sent, delayedUntil }: NewMessage) {
  queue.contents.add({ sent, arrivedAt: sent.sentAt, ...(delayedUntil !== undefined && { delayedUntil }) });
  if (sent.sequenceNumber === undefined) return;
  queue.sequence = Math.max(queue.sequence, Number(sent.sequenceNumber));
  queue.deduplication.remember(deduplicationKey(queue, sent.groupId, sent.deduplicationId), {
    messageId: sent.id,
    sequenceNumber: sent.sequenceNumber,
    at: sent.sentAt,
  });
}

/** Hands `message` out: in flight until then, with a new handle. */
export function markReceived(queue: Queue, message: Message, until: number, at: number): void {
  queue.contents.hide(message, until);
  message.receiveCount++;
  message.firstReceivedAt ??= at;
  message.receivedAt = at;
  message.handle = makeReceiptHandle(queue, message);
}

/** Moves a message that was received too often to the dead-letter queue. */
export function bury(source: Queue, target: Queue, message: Message, at: number): void {
  settle(target, at);
  source.contents.remove(message);
  target.contents.add({
    // A FIFO queue counts retention anew, a standard queue from the first send:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    sent: source.fifo ? { ...message.sent, sentAt: at } : message.sent,
    arrivedAt: at,
    sourceArn: source.arn,
    earlierReceives: message.receiveCount,
  });
}

/** Takes a message out of `source`, and puts the new one that it becomes into `target`. */
export function moveMessage(
  source: Queue,
  target: Queue,
  message: Message,
  sent: SentMessage,
  at: number,
): void {
  settle(target, at);
  source.contents.remove(message);
  addMessage(target, { sent });
}
