import type { NewMessage, PlacedMessage, Renewal } from "./changes.ts";
import { renewMessage } from "./large-message.ts";
import type { Message } from "./message.ts";
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

/** Puts a message in the middle of its life into a queue. */
export function placeMessage(queue: Queue, { state, ...arrival }: PlacedMessage): void {
  queue.contents.reset(queue.contents.add(arrival), state);
}

/** Puts a message that was taken out of `source`, as it was received too often, into the dead-letter queue. */
export function bury(source: Queue, target: Queue, message: Message, at: number): void {
  settle(target, at);
  target.contents.add({
    // A FIFO queue counts retention anew, a standard queue from the first send:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    sent: source.fifo ? renewMessage(message.sent, { sentAt: at }) : message.sent,
    arrivedAt: at,
    sourceArn: source.arn,
    earlierReceives: message.receiveCount,
  });
}

/** Puts the new message that one becomes, which was taken out of another queue, into `target`. */
export function moveMessage(target: Queue, { sent }: Message, renewal: Renewal, at: number): void {
  settle(target, at);
  addMessage(target, { sent: renewMessage(sent, renewal) });
}
