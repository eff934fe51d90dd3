import { fields } from "../http/http-event.ts";
import type { IncomingIds } from "../trace/trace-ids.ts";

/** A message as Lambda's SQS mapping delivers it. */
export interface QueueRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  /** SQS's own attributes, as far as the stack reads them; by name, so that the event of `aws-lambda` fits too. */
  attributes?: {
    ApproximateReceiveCount?: string | undefined;
    AWSTraceHeader?: string | undefined;
    MessageGroupId?: string | undefined;
  };
  messageAttributes?: Record<string, { stringValue?: string | undefined } | undefined>;
  eventSource?: string;
  eventSourceARN?: string;
  awsRegion?: string;
  md5OfBody?: string;
}

/** A batch of messages. */
export interface QueueEvent {
  Records: QueueRecord[];
}

/** The records that Lambda shall deliver again. */
export interface QueueResult {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * The ids that a producer put on the message; `invocation` is X-Ray's header of the whole batch, to which a message
 * without a trace of its own belongs.
 */
export function recordIds(
  { messageAttributes, attributes }: QueueRecord,
  invocation?: () => string | undefined,
): IncomingIds {
  const requestId = textOf(messageAttributes, "x-request-id");
  const traceparent = textOf(messageAttributes, "traceparent");
  return {
    requestId,
    traceparent,
    tracestate: textOf(messageAttributes, "tracestate"),
    callerHops: textOf(messageAttributes, "x-caller-hops"),
    // Who gave the message its id has decided on debug lines too.
    debug: textOf(messageAttributes, "x-debug") ?? (requestId === undefined ? undefined : "0"),
    traceHeader: attributes?.AWSTraceHeader ?? (traceparent === undefined ? invocation?.() : undefined),
  };
}

function textOf(attributes: QueueRecord["messageAttributes"], name: string): string | undefined {
  return attributes?.[name]?.stringValue;
}

/**
 * The records of an event.
 * @throws Error where it is no batch of SQS.
 */
export function requireRecords(event: unknown): QueueRecord[] {
  const { Records: records } = fields(event);
  if (!Array.isArray(records))
    throw new Error("queue(): the event has no Records; connect the function to an SQS queue.");
  return records.map(requireRecord);
}

// A record without an id cannot be named: Lambda takes an empty name as a failure of the whole batch.
function requireRecord(record: unknown): QueueRecord {
  const known = fields(record);
  const source = known.eventSource ?? known.EventSource ?? "aws:sqs";
  if (source !== "aws:sqs")
    throw new Error(
      `queue(): the records come from ${String(source).slice(0, 40)}; use task(), or put an SQS queue between.`,
    );
  const named = typeof known.messageId === "string" ? known : { ...known, messageId: "" };
  return named as Record<string, unknown> & QueueRecord;
}

/** How often SQS has delivered the record, this time included. */
export function receiveCountOf({ attributes }: QueueRecord): number {
  const count = Number(attributes?.ApproximateReceiveCount);
  return Number.isInteger(count) && count > 0 ? count : 1;
}

/** The queue's name, the last part of its ARN. */
export function queueNameOf({ eventSourceARN }: QueueRecord): string {
  if (typeof eventSourceARN !== "string") return "";
  return eventSourceARN.slice(eventSourceARN.lastIndexOf(":") + 1);
}
