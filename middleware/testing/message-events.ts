import type { ScheduledEvent, SNSEvent, SQSEvent, SQSRecord } from "aws-lambda";

export type { ScheduledEvent, SNSEvent as SnsEvent } from "aws-lambda";

/** What a test chooses of a queue message. */
export interface SqsMessageParts {
  /** Text goes as it is, anything else as JSON. */
  body: unknown;
  /** By default counted: `message-1`, `message-2` and so on. */
  messageId?: string;
  /** Message attributes of type String, such as `messageAttributes()` makes. */
  attributes?: Record<string, string>;
  /** How often the message was received, this time included; by default once. */
  receiveCount?: number;
  /** X-Ray's header, which SQS carries as the system attribute `AWSTraceHeader`. */
  traceHeader?: string;
  /** By default `test-queue`; a name that ends in `.fifo` makes a message of a FIFO queue. */
  queue?: string;
  /** The message group, for FIFO queues. */
  group?: string;
}

const time = "2026-01-01T00:00:00.000Z";
const epoch = String(Date.parse(time));

/** An event of SQS with one record for each message. */
export function sqsEvent(...messages: readonly SqsMessageParts[]): SQSEvent {
  return { Records: messages.map(sqsRecord) };
}

function sqsRecord(parts: SqsMessageParts, index: number): SQSRecord {
  const { messageId = `message-${index + 1}`, attributes = {}, queue = "test-queue" } = parts;
  return {
    messageId,
    receiptHandle: `receipt-${index + 1}`,
    body: textOf(parts.body),
    attributes: systemAttributes(parts, index),
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: "String", stringValue }]),
    ),
    md5OfBody: "00000000000000000000000000000000",
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    awsRegion: "us-east-1",
  };
}

function systemAttributes(
  { receiveCount = 1, traceHeader, queue = "", group = "group-1" }: SqsMessageParts,
  index: number,
): SQSRecord["attributes"] {
  return {
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: epoch,
    SenderId: "AIDATESTSENDER",
    ApproximateFirstReceiveTimestamp: epoch,
    ...(traceHeader === undefined ? {} : { AWSTraceHeader: traceHeader }),
    ...(queue.endsWith(".fifo") ? { MessageGroupId: group, SequenceNumber: sequence(index) } : {}),
  };
}

const sequence = (index: number) => String(index + 1).padStart(20, "0");

/** What a test chooses of a scheduled event. */
export interface ScheduledEventParts {
  /** The rule's name; by default `test-rule`. */
  rule?: string;
  /** ISO 8601; by default the first moment of 2026. */
  time?: string;
  detail?: Record<string, unknown>;
}

/** An event of an EventBridge schedule. */
export function scheduledEvent({
  rule = "test-rule",
  time: at = time,
  detail = {},
}: ScheduledEventParts = {}): ScheduledEvent<Record<string, unknown>> {
  return {
    version: "0",
    id: "00000000-0000-4000-8000-000000000003",
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account: "000000000000",
    time: at,
    region: "us-east-1",
    resources: [`arn:aws:events:us-east-1:000000000000:rule/${rule}`],
    detail,
  };
}

/** What a test chooses of a notification. */
export interface SnsMessageParts {
  /** Text goes as it is, anything else as JSON. */
  message: unknown;
  subject?: string;
  /** Message attributes of type String. */
  attributes?: Record<string, string>;
  /** By default `test-topic`. */
  topic?: string;
}

/** An event of SNS, which delivers one notification at a time. */
export function snsEvent({
  message,
  subject,
  attributes = {},
  topic = "test-topic",
}: SnsMessageParts): SNSEvent {
  const arn = `arn:aws:sns:us-east-1:000000000000:${topic}`;
  const values = Object.entries(attributes).map(([name, Value]) => [name, { Type: "String", Value }]);
  const notification = {
    SignatureVersion: "1",
    Timestamp: time,
    Signature: "",
    SigningCertUrl: "",
    MessageId: "notification-1",
    Message: textOf(message),
    MessageAttributes: Object.fromEntries(values),
    Type: "Notification",
    UnsubscribeUrl: "",
    TopicArn: arn,
    ...(subject === undefined ? {} : { Subject: subject }),
  };
  const source = {
    EventVersion: "1.0",
    EventSubscriptionArn: `${arn}:subscription-1`,
    EventSource: "aws:sns",
  };
  return { Records: [{ ...source, Sns: notification }] };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
