import { anyQueue, arnOf, urlOf } from "./sqs-names.ts";
import type { Call } from "./sqs-peers.ts";

/** The queue of the examples. */
export const QueueUrl = urlOf(anyQueue);
/** The FIFO queue of the examples. */
export const fifoQueue = `${anyQueue}.fifo`;
/** Its URL. */
export const fifoUrl = urlOf(fifoQueue);

/** A call, to the queue of the examples unless it says otherwise. */
export const call = (operation: string, input: Record<string, unknown> = {}): Call => ({
  operation,
  input: { QueueUrl, ...input },
});
/** The creation of a queue. */
export const create = (QueueName = anyQueue, Attributes = {}): Call => ({
  operation: "CreateQueue",
  input: { QueueName, Attributes },
});
/** The creation of the FIFO queue. */
export const createFifo = (Attributes = {}) => create(fifoQueue, { FifoQueue: "true", ...Attributes });
/** The sending of a message. */
export const send = (MessageBody: string, more: object = {}) => call("SendMessage", { MessageBody, ...more });
/** The sending of a message to the FIFO queue. */
export const sendFifo = (MessageBody: string, MessageGroupId: string, more: object = {}) =>
  send(MessageBody, {
    QueueUrl: fifoUrl,
    MessageGroupId,
    MessageDeduplicationId: `${MessageBody}-${MessageGroupId}`,
    ...more,
  });
/** A receive of up to ten messages. */
export const receive = (more: object = {}) => call("ReceiveMessage", { MaxNumberOfMessages: 10, ...more });
/** Makes the message with that body visible again. */
export const visible = (handle: string) =>
  call("ChangeMessageVisibility", { ReceiptHandle: `@${handle}`, VisibilityTimeout: 0 });
/** A batch call. */
export const batch = (operation: string, ...Entries: object[]) => call(operation, { Entries });
/** The dead-letter queue of the examples. */
export const dead = `${anyQueue}-dead`;
const redrive = JSON.stringify({ deadLetterTargetArn: arnOf(dead), maxReceiveCount: 1 });
/** Puts the message `poison` into the dead-letter queue. */
export const bury = [
  create(dead),
  create(anyQueue, { RedrivePolicy: redrive }),
  send("poison"),
  receive(),
  visible("poison"),
  receive(),
];
