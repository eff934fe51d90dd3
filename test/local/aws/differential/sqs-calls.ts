import fc from "fast-check";
import { messageAttributes, trace, wrongMessageAttributes } from "./sqs-message-attributes.ts";
import { anyQueue, urlOf } from "./sqs-names.ts";
import type { Call } from "./sqs-peers.ts";
import { queueAttributes, wrongQueueAttributes } from "./sqs-queue-attributes.ts";

type Input = Record<string, unknown>;
type Inputs = fc.Arbitrary<Input>;

const QueueUrl = urlOf(anyQueue);
const some = (members: Record<string, fc.Arbitrary<unknown>>): Inputs =>
  fc.record(members, { requiredKeys: [] });
const nothing: Inputs = fc.constant({});

/** Right input, or right input but for one member that is taken from `wrong`. */
const withOneFault = (right: Inputs, wrong: readonly Input[]): Inputs =>
  wrong.length === 0
    ? right
    : fc
        .tuple(right, fc.option(fc.constantFrom(...wrong), { nil: {}, freq: 2 }))
        .map(([members, fault]) => ({ ...members, ...fault }));

const call = (operation: string, right: Inputs, ...wrong: Input[]): fc.Arbitrary<Call> =>
  withOneFault(right, wrong).map((input) => ({ operation, input }));

const wrongUrls = [{ QueueUrl: undefined }, { QueueUrl: "" }, { QueueUrl: urlOf("none") }];
const onQueue = (operation: string, right: Inputs, ...wrong: Input[]) =>
  call(
    operation,
    right.map((members) => ({ QueueUrl, ...members })),
    ...wrongUrls,
    ...wrong,
  );

const message = some({
  DelaySeconds: fc.constantFrom(0, 1, 900),
  MessageAttributes: messageAttributes,
}).chain((members) =>
  fc
    .constantFrom("plain", "größe", "\t\r\n", "x".repeat(900))
    .map((MessageBody) => ({ MessageBody, ...members })),
);
const wrongMessages: Input[] = [
  ...[undefined, "", "\u0000", "\u{1F680}", "\ud800", "\uffff", "y".repeat(1025), 7].map((MessageBody) => ({
    MessageBody,
  })),
  ...[-1, 901, 1.5, "1"].map((DelaySeconds) => ({ DelaySeconds })),
  ...wrongMessageAttributes.map((MessageAttributes) => ({ MessageAttributes })),
  { MessageSystemAttributes: trace },
  { MessageSystemAttributes: { Other: { DataType: "String", StringValue: "x" } } },
  ...["", "a b", "o".repeat(129), "g"].map((MessageGroupId) => ({ MessageGroupId })),
  { MessageDeduplicationId: "d" },
];

const handle = { ReceiptHandle: `@${anyQueue}-first` };
const wrongHandles = [undefined, "", "garbage"].map((ReceiptHandle) => ({ ReceiptHandle }));
const wrongTimeouts = [undefined, -1, 43_201, "30"].map((VisibilityTimeout) => ({ VisibilityTimeout }));
const newTimeout = fc
  .constantFrom(0, 30, 43_000)
  .map((VisibilityTimeout) => ({ ...handle, VisibilityTimeout }));

const wrongIds = [["", "a"], ["a b"], ["i".repeat(80)], ["i".repeat(81)], ["a", "a"], []];
const tenIds = Array.from({ length: 10 }, (_, index) => `id-${index}`);
const elevenIds = [...tenIds, "id-10"];

/** Entries of which one may be wrong, or whose ids are. */
function batch(right: Inputs, ...wrong: Input[]): Inputs {
  const ids = fc.oneof(
    { weight: 3, arbitrary: fc.subarray(["one", "Two", "3-_"], { minLength: 1 }) },
    { weight: 1, arbitrary: fc.constantFrom(...wrongIds, elevenIds, tenIds, tenIds) },
  );
  return fc.tuple(ids, withOneFault(right, wrong), right).map(([names, first, others]) => ({
    Entries: names.map((Id, index) => ({ Id, ...(index === 0 ? first : others) })),
  }));
}

const inAttributes = (one: Input): Input => ({ Attributes: one });

/**
 * One request that is right or has one fault, to a queue that holds a received message and takes 1,024 bytes, and
 * that has a dead-letter queue beside it.
 */
export const anyCall: fc.Arbitrary<Call> = fc.oneof(
  call(
    "CreateQueue",
    queueAttributes.map((Attributes) => ({ QueueName: `${anyQueue}-new`, Attributes })),
    ...["a b", "q".repeat(81), "", `${anyQueue}.fifo`].map((QueueName) => ({ QueueName })),
    { QueueName: anyQueue, Attributes: { DelaySeconds: "7" } },
    { tags: { team: "web" } },
    ...wrongQueueAttributes.map(inAttributes),
  ),
  onQueue(
    "SetQueueAttributes",
    queueAttributes.map((Attributes) => ({ Attributes })),
    ...wrongQueueAttributes.map(inAttributes),
  ),
  onQueue(
    "GetQueueAttributes",
    fc.subarray(["All", "DelaySeconds", "QueueArn"]).map((AttributeNames) => ({ AttributeNames })),
    { AttributeNames: ["Nonsense"] },
    { AttributeNames: undefined },
  ),
  call("GetQueueUrl", fc.constant({ QueueName: anyQueue }), { QueueName: "none" }, { QueueName: "" }),
  call(
    "ListQueues",
    some({ MaxResults: fc.constantFrom(1, 1000) }).map((input) => ({ QueueNamePrefix: anyQueue, ...input })),
    { MaxResults: 0 },
    { MaxResults: 1001 },
  ),
  onQueue("SendMessage", message, ...wrongMessages),
  onQueue("SendMessageBatch", batch(message, ...wrongMessages)),
  onQueue(
    "ReceiveMessage",
    some({
      MaxNumberOfMessages: fc.constantFrom(1, 10),
      VisibilityTimeout: fc.constantFrom(0, 30, 43_200),
      WaitTimeSeconds: fc.constant(0),
      AttributeNames: fc.subarray(["All", "SenderId", "MessageGroupId"]),
      MessageSystemAttributeNames: fc.subarray(["SentTimestamp", "ApproximateReceiveCount"]),
      MessageAttributeNames: fc.subarray(["All", "kind", "data.*"]),
    }),
    ...[0, 11, "1"].map((MaxNumberOfMessages) => ({ MaxNumberOfMessages })),
    ...wrongTimeouts.slice(1),
    ...[-1, 21].map((WaitTimeSeconds) => ({ WaitTimeSeconds })),
    { AttributeNames: ["Nonsense"] },
  ),
  onQueue("DeleteMessage", fc.constant(handle), ...wrongHandles),
  onQueue("DeleteMessageBatch", batch(fc.constant(handle), ...wrongHandles)),
  onQueue("ChangeMessageVisibility", newTimeout, ...wrongHandles, ...wrongTimeouts),
  onQueue("ChangeMessageVisibilityBatch", batch(newTimeout, ...wrongHandles, ...wrongTimeouts)),
  onQueue("PurgeQueue", nothing),
  onQueue("DeleteQueue", nothing),
  onQueue("TagQueue", fc.constant({ Tags: { a: "b" } }), { Tags: {} }, { Tags: { "aws:team": "b" } }),
  onQueue("UntagQueue", fc.constant({ TagKeys: ["a"] }), { TagKeys: [] }),
  onQueue("ListQueueTags", nothing),
);
