import { isDeepStrictEqual } from "node:util";
import { api, guide, type SqsDifference } from "./sqs-difference.ts";
import { batch, call, create, createFifo, fifoUrl, send, sendFifo } from "./sqs-example-calls.ts";
import { trace, wrongMessageAttributes } from "./sqs-message-attributes.ts";
import { type Entry, errorOf, failed, parts, weRefuse, withBody } from "./sqs-replies.ts";

const messageAttributesOf = (part: Entry) => (part.MessageAttributes ?? {}) as Record<string, Entry>;
const hasType = (part: Entry) => Object.values(messageAttributesOf(part)).every(({ DataType }) => DataType);

/** Differences of sending. */
export const sendDifferences: SqsDifference[] = [
  {
    id: "long-batch-id",
    what: "A batch entry's id of more than 80 characters",
    ours: "`InvalidBatchEntryId`",
    theirs: "taken",
    why: "An id has up to 80 characters.",
    document: api("SendMessageBatch"),
    shows: (exchange) =>
      exchange.ours.error === "InvalidBatchEntryId" &&
      parts(exchange).some(({ Id }) => String(Id).length > 80),
    example: [create(), batch("DeleteMessageBatch", { Id: "i".repeat(81), ReceiptHandle: "garbage" })],
  },
  {
    id: "missing-member-of-batch-entry",
    what: "A batch entry without a member that it needs",
    ours: "this entry fails with `MissingParameter`",
    theirs: "success, or a 500 for a message without body",
    why: "Each entry is checked as the single request would be.",
    document: api("DeleteMessageBatch"),
    shows: (exchange) =>
      failed(exchange.ours).some(({ Code }) => Code === "MissingParameter") &&
      failed(exchange.theirs).every(({ Code }) => Code !== "MissingParameter"),
    example: [create(), batch("DeleteMessageBatch", { Id: "a" })],
  },
  {
    id: "delay-range",
    what: "A message's delay below 0 or above 900 seconds",
    ours: "`InvalidParameterValue`",
    theirs: "taken",
    why: "Valid values are 0 to 900.",
    document: api("SendMessage"),
    shows: (exchange) =>
      weRefuse(exchange, "InvalidParameterValue", "SendMessage") &&
      parts(exchange).some(({ DelaySeconds }) => Number(DelaySeconds) < 0 || Number(DelaySeconds) > 900),
    example: [create(), send("late", { DelaySeconds: 901 })],
  },
  {
    id: "group-id",
    what: "A MessageGroupId that is empty, too long or has other characters",
    ours: "`InvalidParameterValue`",
    theirs: "taken",
    why: "It has 1 to 128 letters, digits and punctuation marks, on standard queues too.",
    document: api("SendMessage"),
    shows: (exchange) =>
      weRefuse(exchange, "InvalidParameterValue", "SendMessage") &&
      parts(exchange).some(
        ({ MessageGroupId: id }) => id !== undefined && !/^[!-~]{1,128}$/.test(String(id)),
      ),
    example: [create(), send("a", { MessageGroupId: "a b" })],
  },
  {
    id: "deduplication-on-standard-queue",
    what: "A MessageDeduplicationId on a standard queue",
    ours: "`InvalidParameterValue`",
    theirs: "ignored",
    why: "The parameter applies to FIFO queues only.",
    document: api("SendMessage"),
    shows: (exchange) =>
      weRefuse(exchange, "InvalidParameterValue", "SendMessage") &&
      parts(exchange).some(({ MessageDeduplicationId }) => MessageDeduplicationId !== undefined),
    example: [create(), send("a", { MessageDeduplicationId: "a" })],
  },
  {
    id: "fifo-batch-without-group",
    what: "A batch to a FIFO queue with an entry that has no MessageGroupId",
    ours: "the batch is refused with `InvalidParameterValue`",
    theirs: "the entry fails with `MissingParameter`",
    why: "Recorded against AWS.",
    document: api("SendMessageBatch"),
    shows: ({ operation, ours, theirs }) =>
      operation === "SendMessageBatch" && ours.error === "InvalidParameterValue" && theirs.status === 200,
    isOnlyInExample: true,
    example: [
      createFifo(),
      call("SendMessageBatch", { QueueUrl: fifoUrl, Entries: [{ Id: "a", MessageBody: "a" }] }),
    ],
  },
  {
    id: "message-attribute-rules",
    what: "More than ten message attributes, or one with a wrong name, type or value",
    ours: "`InvalidParameterValue`",
    theirs: "taken",
    why: "Names, types and values have their rules.",
    document: guide("sqs-message-metadata"),
    shows: (exchange) =>
      weRefuse(exchange, "InvalidParameterValue", "SendMessage") &&
      parts(exchange).some(
        (part) =>
          hasType(part) &&
          wrongMessageAttributes.some((wrong) => isDeepStrictEqual(wrong, part.MessageAttributes)),
      ),
    example: [create(), send("a", { MessageAttributes: { a: { DataType: "Text", StringValue: "x" } } })],
  },
  {
    id: "message-attribute-without-type",
    what: "A message attribute whose type is absent or empty",
    ours: "`InvalidParameterValue`",
    theirs: "a 500, or taken",
    why: "The data type is required.",
    document: api("MessageAttributeValue"),
    shows: (exchange) =>
      weRefuse(exchange, "InvalidParameterValue", "SendMessage") && !parts(exchange).every(hasType),
    example: [create(), send("a", { MessageAttributes: { a: { StringValue: "x" } } })],
  },
  {
    id: "unknown-system-attribute",
    what: "A message system attribute other than AWSTraceHeader",
    ours: "`InvalidParameterValue`",
    theirs: "ignored",
    why: "AWSTraceHeader is the only one that a sender can set.",
    document: api("SendMessage"),
    shows: (exchange) =>
      weRefuse(exchange, "InvalidParameterValue", "SendMessage") &&
      parts(exchange).some(
        ({ MessageSystemAttributes: given }) =>
          given !== undefined && !("AWSTraceHeader" in (given as Entry)),
      ),
    example: [create(), send("a", { MessageSystemAttributes: { Other: trace.AWSTraceHeader } })],
  },
  {
    id: "trace-header",
    what: "AWSTraceHeader",
    ours: "its MD5 is returned, and it arrives with the message",
    theirs: "dropped",
    why: "It is the system attribute that carries a trace through the queue.",
    document: api("SendMessage"),
    shows: ({ operation, ours, theirs }) =>
      operation === "SendMessage" &&
      "MD5OfMessageSystemAttributes" in ours.body &&
      !("MD5OfMessageSystemAttributes" in theirs.body),
    without: ({ ours, theirs }) =>
      withBody(theirs, (body) => ({
        ...body,
        MD5OfMessageSystemAttributes: ours.body.MD5OfMessageSystemAttributes,
      })),
    example: [create(), send("a", { MessageSystemAttributes: trace })],
  },
  {
    id: "trace-header-in-batch",
    what: "AWSTraceHeader in a batch",
    ours: "its MD5 is returned, and it arrives with the message",
    theirs: "dropped",
    why: "Each entry can carry its own.",
    document: api("SendMessageBatchRequestEntry"),
    shows: ({ operation, ours }) =>
      operation === "SendMessageBatch" &&
      ((ours.body.Successful ?? []) as Entry[]).some((one) => "MD5OfMessageSystemAttributes" in one),
    example: [
      create(),
      batch("SendMessageBatch", { Id: "a", MessageBody: "a", MessageSystemAttributes: trace }),
    ],
  },
  {
    id: "characters-outside-the-basic-plane",
    what: "A body with characters from U+10000 on",
    ours: "taken",
    theirs: "`InvalidMessageContents`",
    why: "#x10000 to #x10FFFF are among the valid characters.",
    document: api("SendMessage"),
    shows: (exchange) =>
      errorOf(exchange.theirs) === "InvalidMessageContents" && errorOf(exchange.ours) === undefined,
    example: [create(), send("\u{1F680}")],
  },
  {
    id: "deduplication-scope",
    what: "Equal deduplication ids in two groups, with the DeduplicationScope messageGroup",
    ours: "two messages",
    theirs: "one message",
    why: "The scope of deduplication is then the group.",
    document: guide("high-throughput-fifo"),
    shows: ({ input, ours, theirs }) =>
      "MessageDeduplicationId" in input && ours.body.SequenceNumber !== theirs.body.SequenceNumber,
    isOnlyInExample: true,
    example: [
      createFifo({ DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" }),
      sendFifo("a", "g", { MessageDeduplicationId: "d" }),
      sendFifo("a", "h", { MessageDeduplicationId: "d" }),
    ],
  },
];
