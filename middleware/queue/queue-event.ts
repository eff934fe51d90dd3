import type { IncomingIds } from "../trace/trace-ids.ts";

/** A message as Lambda's SQS mapping delivers it. */
export interface QueueRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes?: Record<string, string | undefined>;
  messageAttributes?: Record<string, { stringValue?: string | undefined } | undefined>;
  eventSourceARN?: string;
  [field: string]: unknown;
}

/** A batch of messages. */
export interface QueueEvent {
  Records: QueueRecord[];
}

/** The records that Lambda shall deliver again. */
export interface QueueResult {
  batchItemFailures: { itemIdentifier: string }[];
}

/** The ids that a producer put on the message. */
export function recordIds({ messageAttributes = {}, attributes = {} }: QueueRecord): IncomingIds {
  return {
    requestId: messageAttributes["x-request-id"]?.stringValue,
    traceparent: messageAttributes.traceparent?.stringValue,
    callerHops: messageAttributes["x-caller-hops"]?.stringValue,
    traceHeader: attributes.AWSTraceHeader,
  };
}

/** How often SQS has delivered the record, this time included. */
export function receiveCountOf({ attributes }: QueueRecord): number {
  const count = Number(attributes?.ApproximateReceiveCount);
  return Number.isInteger(count) && count > 0 ? count : 1;
}

/** The queue's name, the last part of its ARN. */
export function queueNameOf({ eventSourceARN = "" }: QueueRecord): string {
  return eventSourceARN.slice(eventSourceARN.lastIndexOf(":") + 1);
}
