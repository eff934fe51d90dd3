import { api, guide, type SqsDifference } from "./sqs-difference.ts";
import {
  bury,
  call,
  create,
  createFifo,
  dead,
  fifoUrl,
  receive,
  send,
  sendFifo,
  visible,
} from "./sqs-example-calls.ts";
import { urlOf } from "./sqs-names.ts";
import {
  type Entry,
  errorOf,
  failed,
  isMissing,
  messages,
  ourError,
  parts,
  systemAttribute,
  weRefuse,
  withMessages,
  without,
} from "./sqs-replies.ts";

/** Differences of receiving, of receipt handles and of dead-letter queues. */
export const receiveDifferences: SqsDifference[] = [
  {
    id: "unknown-receipt-handle",
    what: "Deletion with a text that was never a receipt handle",
    ours: "`ReceiptHandleIsInvalid`",
    theirs: "success",
    why: "DeleteMessage lists the error.",
    document: api("DeleteMessage"),
    shows: (exchange) =>
      weRefuse(exchange, "ReceiptHandleIsInvalid", "DeleteMessage") &&
      parts(exchange).some(({ ReceiptHandle }) => ReceiptHandle === "garbage"),
    example: [create(), call("DeleteMessage", { ReceiptHandle: "garbage" })],
  },
  {
    id: "visibility-of-unknown-handle",
    what: "A change of visibility with a text that was never a receipt handle",
    ours: "`ReceiptHandleIsInvalid`",
    theirs: "`MessageNotInflight`",
    why: "The text is no handle of this queue, and so belongs to no message.",
    document: api("ChangeMessageVisibility"),
    shows: ({ operation, ours, theirs }) =>
      operation === "ChangeMessageVisibility" &&
      ours.error === "ReceiptHandleIsInvalid" &&
      theirs.error === "MessageNotInflight",
    without: ourError,
    example: [create(), call("ChangeMessageVisibility", { ReceiptHandle: "garbage", VisibilityTimeout: 0 })],
  },
  {
    id: "visibility-of-deleted-message",
    what: "A change of visibility with the handle of a message that is gone",
    ours: "`InvalidParameterValue`",
    theirs: "`MessageNotInflight`, in a batch `ReceiptHandleIsInvalid`",
    why: "AWS answers that the message does not exist or is not available for the change.",
    document: api("ChangeMessageVisibility"),
    shows: ({ operation, ours, theirs }) =>
      operation.startsWith("ChangeMessageVisibility") &&
      errorOf(ours) === "InvalidParameterValue" &&
      ["MessageNotInflight", "ReceiptHandleIsInvalid"].includes(String(errorOf(theirs))),
    without: ({ ours, theirs }) => ({
      ...theirs,
      ...(ours.error && { error: ours.error }),
      body: theirs.body.Failed ? { ...theirs.body, Failed: failed(ours) } : theirs.body,
    }),
    example: [
      create(),
      send("gone"),
      receive(),
      call("DeleteMessage", { ReceiptHandle: "@gone" }),
      visible("gone"),
    ],
  },
  {
    id: "visibility-of-visible-message",
    what: "A change of visibility with the handle of a message that was made visible again",
    ours: "hides it again",
    theirs: "`MessageNotInflight`",
    why: "The handle is still that of the latest receive; recorded against AWS after a visibility timeout.",
    document: api("ChangeMessageVisibility"),
    shows: ({ operation, theirs, ours }) =>
      operation.startsWith("ChangeMessageVisibility") &&
      ours.status === 200 &&
      (theirs.error === "MessageNotInflight" ||
        failed(theirs).some(
          ({ Id, Code }) => Code === "ReceiptHandleIsInvalid" && !failed(ours).some((one) => one.Id === Id),
        )),
    example: [create(), send("back"), receive(), visible("back"), visible("back")],
  },
  {
    id: "deletion-with-expired-handle",
    what: "Deletion from a FIFO queue once the message is visible again",
    ours: "`InvalidParameterValue`: the receipt handle has expired",
    theirs: "success, and the message stays",
    why: "Recorded against AWS.",
    document: api("DeleteMessage"),
    shows: (exchange) =>
      weRefuse(exchange, "InvalidParameterValue", "DeleteMessage") && exchange.theirs.status === 200,
    isOnlyInExample: true,
    example: [
      createFifo(),
      sendFifo("old", "g"),
      receive({ QueueUrl: fifoUrl }),
      call("ChangeMessageVisibility", {
        QueueUrl: fifoUrl,
        ReceiptHandle: "@old",
        VisibilityTimeout: 0,
      }),
      call("DeleteMessage", { QueueUrl: fifoUrl, ReceiptHandle: "@old" }),
    ],
  },
  {
    id: "deletion-of-visible-message",
    what: "Deletion from a standard queue once the message is visible again, with its latest handle",
    ours: "the message is gone",
    theirs: "success, and the message stays",
    why: "A message is deleted even if it is visible to another consumer.",
    document: api("DeleteMessage"),
    shows: ({ ours, theirs }) => messages(ours).length < messages(theirs).length,
    isOnlyInExample: true,
    example: [
      create(),
      send("back"),
      receive(),
      visible("back"),
      call("DeleteMessage", { ReceiptHandle: "@back" }),
      receive(),
    ],
  },
  {
    id: "message-attributes-unasked",
    what: "ReceiveMessage without MessageAttributeNames, of a message that has attributes",
    ours: "none",
    theirs: "all",
    why: "Attributes are returned when they are asked for.",
    document: api("ReceiveMessage"),
    shows: ({ operation, input, theirs }) =>
      operation === "ReceiveMessage" &&
      isMissing(input.MessageAttributeNames) &&
      messages(theirs).some(({ MessageAttributes }) => MessageAttributes),
    without: (exchange) =>
      withMessages(exchange, (message) => without(message, "MessageAttributes", "MD5OfMessageAttributes")),
    isOnlyInExample: true,
    example: [
      create(),
      send("a", { MessageAttributes: { a: { DataType: "String", StringValue: "x" } } }),
      receive(),
    ],
  },
  {
    id: "group-on-standard-queue",
    what: "A MessageGroupId on a standard queue",
    ours: "kept, returned when asked for, and used for fair order",
    theirs: "dropped",
    why: "It makes a standard queue a fair one.",
    document: guide("sqs-fair-queues"),
    shows: ({ operation, ours, theirs }) =>
      operation === "ReceiveMessage" &&
      messages(ours).some((message) => systemAttribute(message, "MessageGroupId")) &&
      !messages(theirs).some((message) => systemAttribute(message, "MessageGroupId")),
    isOnlyInExample: true,
    example: [
      create(),
      send("a", { MessageGroupId: "tenant" }),
      receive({ AttributeNames: ["MessageGroupId"] }),
    ],
  },
  {
    id: "source-of-dead-letter",
    what: "DeadLetterQueueSourceArn of a message in a dead-letter queue",
    ours: "the queue it came from",
    theirs: "absent",
    why: "It is one of the system attributes that a receive can ask for.",
    document: api("ReceiveMessage"),
    shows: ({ ours, theirs }) =>
      messages(ours).some((message) => systemAttribute(message, "DeadLetterQueueSourceArn")) &&
      !messages(theirs).some((message) => systemAttribute(message, "DeadLetterQueueSourceArn")),
    without: (exchange) =>
      withMessages(exchange, (message, index) => ({
        ...message,
        Attributes: {
          DeadLetterQueueSourceArn: systemAttribute(
            messages(exchange.ours)[index],
            "DeadLetterQueueSourceArn",
          ),
          ...(message.Attributes as Entry | undefined),
        },
      })),
    example: [...bury, receive({ QueueUrl: urlOf(dead), AttributeNames: ["DeadLetterQueueSourceArn"] })],
  },
  {
    id: "receive-count-after-redrive",
    what: "ApproximateReceiveCount of a message in a dead-letter queue",
    ours: "receives that handed it out",
    theirs: "one more, for the receive that moved it",
    why: "The count is how often the message was received and not deleted.",
    document: api("ReceiveMessage"),
    shows: ({ ours, theirs }) =>
      messages(ours).some(
        (message, index) =>
          Number(systemAttribute(message, "ApproximateReceiveCount")) + 1 ===
          Number(systemAttribute(messages(theirs)[index], "ApproximateReceiveCount")),
      ),
    without: (exchange) =>
      withMessages(exchange, (message, index) => ({
        ...message,
        Attributes: {
          ...(message.Attributes as Entry | undefined),
          ApproximateReceiveCount: systemAttribute(messages(exchange.ours)[index], "ApproximateReceiveCount"),
        },
      })),
    example: [...bury, receive({ QueueUrl: urlOf(dead), AttributeNames: ["ApproximateReceiveCount"] })],
  },
  {
    id: "several-of-one-group",
    what: "A receive of ten from a FIFO queue with several messages of one group",
    ours: "as many of the group as are there, in order",
    theirs: "one of each group",
    why: "SQS returns as many of one group as it can.",
    document: guide("FIFO-queues-understanding-logic"),
    shows: ({ ours, theirs }) => messages(ours).length > messages(theirs).length,
    isOnlyInExample: true,
    example: [createFifo(), sendFifo("a", "g"), sendFifo("b", "g"), receive({ QueueUrl: fifoUrl })],
  },
];
