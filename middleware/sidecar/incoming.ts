import { fields } from "../http/http-event.ts";
import type { LogFields } from "../log/logger.ts";
import { type QueueRecord, queueNameOf, recordIds } from "../queue/queue-event.ts";
import type { Redactor } from "../redact/default-redactor.ts";
import { acceptIds, type IncomingIds } from "../trace/trace-ids.ts";

/** What an invocation brings, as far as its event can be told apart. */
export interface Incoming {
  readonly kind: "http" | "sqs" | "other";
  readonly ids: IncomingIds;
  /** What the wide line tells of the event. */
  readonly own: LogFields;
}

const mostNames = 100;
const sourceShape = /^aws:[\w-]{1,40}$/;

/** Recognises an event: HTTP of any kind, SQS, SNS, S3, EventBridge, or something else. */
export function incomingOf(event: unknown, redactor: Redactor): Incoming {
  const known = fields(event);
  if (isHttp(known)) return { kind: "http", ids: {}, own: {} };
  const { Records: records } = known;
  if (Array.isArray(records)) return ofRecords(records.map(fields));
  if (typeof known["detail-type"] === "string") return ofEventBridge(known, redactor);
  return { kind: "other", ids: {}, own: {} };
}

function isHttp({ requestContext, httpMethod }: Record<string, unknown>): boolean {
  const context = fields(requestContext);
  return typeof fields(context.http).method === "string" || typeof httpMethod === "string";
}

type AnyRecord = Record<string, unknown>;

function ofRecords(records: AnyRecord[]): Incoming {
  const [first = {}] = records;
  const source = first.eventSource ?? first.EventSource;
  if (source === "aws:sqs") return ofQueue(records as (AnyRecord & QueueRecord)[]);
  if (source === "aws:sns") return ofTopic(records);
  if (source === "aws:s3") return ofBucket(first, records.length);
  const known = typeof source === "string" && sourceShape.test(source);
  return { kind: "other", ids: {}, own: { ...(known && { source }), records: records.length } };
}

// One invocation has one id: that of its messages where they agree. The others stand in the line, to be found there.
function ofQueue(records: QueueRecord[]): Incoming {
  const [first] = records;
  const known = records.map((record) => recordIds(record));
  const requestIds = [...new Set(known.flatMap(acceptedId))];
  const agree =
    records.length === 1 || (requestIds.length === 1 && known.every((ids) => acceptedId(ids).length > 0));
  return {
    kind: "sqs",
    ids: (agree ? known[0] : undefined) ?? {},
    own: {
      source: "aws:sqs",
      queue: first === undefined ? "" : queueNameOf(first),
      records: records.length,
      messageIds: records.slice(0, mostNames).map(({ messageId }) => messageId),
      ...(!agree && requestIds.length > 0 && { requestIds: requestIds.slice(0, mostNames) }),
    },
  };
}

function acceptedId(ids: IncomingIds): string[] {
  const id = acceptIds(ids, () => "").requestId;
  return id === "" ? [] : [id];
}

function ofTopic(records: AnyRecord[]): Incoming {
  const message = fields(records[0]?.Sns);
  const attributes = fields(message.MessageAttributes);
  const attribute = (name: string) => text(fields(attributes[name]).Value);
  return {
    kind: "other",
    ids: {
      requestId: attribute("x-request-id") ?? text(message.MessageId),
      traceparent: attribute("traceparent"),
      tracestate: attribute("tracestate"),
      callerHops: attribute("x-caller-hops"),
    },
    own: {
      source: "aws:sns",
      topic: lastPart(text(message.TopicArn)),
      records: records.length,
      messageIds: records.slice(0, mostNames).map(({ Sns }) => fields(Sns).MessageId),
    },
  };
}

// Names of buckets are public; keys of objects may hold personal data.
function ofBucket(record: AnyRecord, records: number): Incoming {
  const bucket = text(fields(fields(record.s3).bucket).name);
  const requestId = text(fields(record.responseElements)["x-amz-request-id"]);
  const own = { source: "aws:s3", bucket, eventName: text(record.eventName), records };
  return { kind: "other", ids: { requestId }, own };
}

// Every consumer of an event sees the same id, so their lines can be found together.
function ofEventBridge(event: AnyRecord, redactor: Redactor): Incoming {
  const clean = (name: string) => redactor.redactText((text(event[name]) ?? "").slice(0, 128));
  const own = { source: "aws:events", eventSource: clean("source"), detailType: clean("detail-type") };
  return { kind: "other", ids: { requestId: text(event.id) }, own };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function lastPart(arn: string | undefined): string | undefined {
  return arn?.slice(arn.lastIndexOf(":") + 1);
}
