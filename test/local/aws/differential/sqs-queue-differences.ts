import { api, guide, type SqsDifference } from "./sqs-difference.ts";
import { call, create, receive, send } from "./sqs-example-calls.ts";
import { anyQueue } from "./sqs-names.ts";
import type { Exchange } from "./sqs-peers.ts";
import {
  type Entry,
  errorOf,
  isEmpty,
  isMissing,
  ourError,
  parts,
  weRefuse,
  withBody,
  without,
} from "./sqs-replies.ts";

/** Values that the other takes. */
const wrongAttributeValues: Record<string, string[]> = {
  SqsManagedSseEnabled: ["maybe"],
  Policy: ["{"],
  VisibilityTimeout: [""],
  RedriveAllowPolicy: ['{"redrivePermission":"some"}'],
  KmsDataKeyReusePeriodSeconds: ["1"],
};

const attributesOf = ({ input }: Exchange) => (input.Attributes ?? {}) as Record<string, string>;
const settable = ["CreateQueue", "SetQueueAttributes"];
const setsOne = (exchange: Exchange, ...names: string[]) =>
  settable.includes(exchange.operation) &&
  exchange.ours.error !== undefined &&
  names.some((name) => name in attributesOf(exchange));

/** Differences of queues, their attributes and tags. */
export const queueDifferences: SqsDifference[] = [
  {
    id: "missing-parameter",
    what: "A request without QueueUrl or QueueName",
    ours: "`MissingParameter`",
    theirs: "`InvalidParameterValue`",
    why: "A required parameter that is absent has an error of its own.",
    document: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html",
    shows: ({ input, ours, theirs }) =>
      isMissing("QueueName" in input ? input.QueueName : input.QueueUrl) &&
      ours.error === "MissingParameter" &&
      theirs.error === "InvalidParameterValue",
    without: ourError,
    example: [call("PurgeQueue", { QueueUrl: "" })],
  },
  {
    id: "wrong-json-type",
    what: "A text where the API has a number, or a number where it has a text",
    ours: "`SerializationException`",
    theirs: "taken as it is, or a 500",
    why: "The API's types are those of its model.",
    document: api("ReceiveMessage"),
    shows: (exchange) =>
      errorOf(exchange.ours) === "SerializationException" &&
      parts(exchange).some(
        ({ MessageBody, DelaySeconds, VisibilityTimeout, MaxNumberOfMessages }) =>
          typeof MessageBody === "number" ||
          DelaySeconds === 1.5 ||
          [DelaySeconds, VisibilityTimeout, MaxNumberOfMessages].some((one) => typeof one === "string"),
      ),
    example: [create(), receive({ VisibilityTimeout: "30" })],
  },
  {
    id: "queue-name",
    what: "A queue name with other characters or more than 80, or with `.fifo` on a standard queue",
    ours: "`InvalidParameterValue`",
    theirs: "taken; `.fifo` makes a FIFO queue",
    why: "Names have up to 80 letters, digits, hyphens and underscores; only FIFO queues end in `.fifo`.",
    document: api("CreateQueue"),
    shows: (exchange) =>
      exchange.operation === "CreateQueue" &&
      exchange.ours.error === "InvalidParameterValue" &&
      !/^[\w-]{1,80}$/.test(String(exchange.input.QueueName)),
    example: [create("a b")],
  },
  {
    id: "unknown-queue-attribute",
    what: "An attribute at creation that SQS does not have, or that this kind of queue does not have",
    ours: "`InvalidAttributeName`",
    theirs: "ignored or taken",
    why: "The attributes that can be set are listed, those of FIFO queues apart.",
    document: api("SetQueueAttributes"),
    shows: (exchange) =>
      setsOne(
        exchange,
        "Nonsense",
        "QueueArn",
        "ContentBasedDeduplication",
        "FifoQueue",
        "DeduplicationScope",
      ),
    example: [create(anyQueue, { Nonsense: "1" })],
  },
  {
    id: "queue-attribute-value",
    what: "A value that is out of range or empty, or a policy that is none",
    ours: "`InvalidAttributeValue`",
    theirs: "taken",
    why: "Each attribute's values are listed.",
    document: api("SetQueueAttributes"),
    shows: (exchange) =>
      exchange.ours.error === "InvalidAttributeValue" &&
      Object.entries(attributesOf(exchange)).some(
        ([name, value]) => wrongAttributeValues[name]?.includes(value) ?? false,
      ),
    example: [create(anyQueue, { SqsManagedSseEnabled: "maybe" })],
  },
  {
    id: "redrive-policy",
    what: "A redrive policy that is no JSON, lacks a member, or names no queue",
    ours: "`InvalidParameterValue`",
    theirs: "taken",
    why: "The policy must name a dead-letter queue that exists and a count from 1 to 1,000.",
    document: guide("sqs-configure-dead-letter-queue"),
    shows: (exchange) =>
      exchange.ours.error === "InvalidParameterValue" &&
      setsOne(exchange, "RedrivePolicy") &&
      !/-dead","maxReceiveCount":3}$/.test(attributesOf(exchange).RedrivePolicy ?? ""),
    example: [create(anyQueue, { RedrivePolicy: "{}" })],
  },
  {
    id: "other-tags-at-creation",
    what: "Creating a queue that exists with other tags",
    ours: "`QueueNameExists`",
    theirs: "the queue's URL",
    why: "Seen by users of AWS: tags that are given are compared like attributes.",
    document: api("CreateQueue"),
    shows: ({ operation, input, ours, theirs }) =>
      operation === "CreateQueue" && "tags" in input && ours.error === "QueueNameExists" && !theirs.error,
    example: [create(), call("CreateQueue", { QueueName: anyQueue, tags: { team: "web" } })],
  },
  {
    id: "recreated-queue",
    what: "A queue created within 60 seconds of its deletion",
    ours: "`QueueDeletedRecently`",
    theirs: "created",
    why: "The name rests for 60 seconds.",
    document: api("DeleteQueue"),
    shows: ({ ours }) => ours.error === "QueueDeletedRecently",
    isOnlyInExample: true,
    example: [create(), call("DeleteQueue"), create()],
  },
  {
    id: "second-purge",
    what: "A second purge within 60 seconds",
    ours: "`PurgeQueueInProgress`",
    theirs: "purged",
    why: "A queue can be purged once in 60 seconds.",
    document: api("PurgeQueue"),
    shows: ({ ours }) => ours.error === "PurgeQueueInProgress",
    isOnlyInExample: true,
    example: [create(), call("PurgeQueue"), call("PurgeQueue")],
  },
  {
    id: "unknown-name-to-read",
    what: "An attribute to read that does not exist, of a queue or of a message",
    ours: "`InvalidAttributeName`",
    theirs: "ignored",
    why: "GetQueueAttributes lists the error.",
    document: api("GetQueueAttributes"),
    shows: (exchange) =>
      weRefuse(exchange, "InvalidAttributeName", "GetQueueAttributes", "ReceiveMessage") &&
      JSON.stringify(exchange.input).includes("Nonsense"),
    example: [create(), call("GetQueueAttributes", { AttributeNames: ["Nonsense"] })],
  },
  {
    id: "page-size",
    what: "ListQueues with MaxResults 0 or above 1,000",
    ours: "`InvalidParameterValue`",
    theirs: "taken",
    why: "Valid values are 1 to 1,000.",
    document: api("ListQueues"),
    shows: (exchange) =>
      weRefuse(exchange, "InvalidParameterValue", "ListQueues") &&
      [0, 1001].includes(Number(exchange.input.MaxResults)),
    example: [call("ListQueues", { QueueNamePrefix: anyQueue, MaxResults: 1001 })],
  },
  {
    id: "tags",
    what: "No tags to add or remove, or a key that starts with `aws:`",
    ours: "refused",
    theirs: "success",
    why: "The parameters are required, and the prefix is reserved.",
    document: api("TagQueue"),
    shows: ({ operation, input: { Tags, TagKeys }, ours, theirs }) =>
      ["TagQueue", "UntagQueue"].includes(operation) &&
      (isEmpty(Tags ?? TagKeys) || (Tags !== undefined && "aws:team" in (Tags as Entry))) &&
      ours.error !== undefined &&
      theirs.status === 200,
    example: [create(), call("TagQueue", { Tags: { "aws:team": "web" } })],
  },
  {
    id: "attributes-unasked",
    what: "GetQueueAttributes without AttributeNames",
    ours: "none",
    theirs: "all",
    why: "Attributes are returned when they are asked for.",
    document: api("GetQueueAttributes"),
    shows: ({ operation, input, ours, theirs }) =>
      operation === "GetQueueAttributes" &&
      input.AttributeNames === undefined &&
      !ours.body.Attributes &&
      theirs.body.Attributes !== undefined,
    without: ({ theirs }) => withBody(theirs, (body) => without(body, "Attributes")),
    example: [create(), call("GetQueueAttributes")],
  },
  {
    id: "counts-with-nobody-polling",
    what: "The depth attributes after a visibility timeout or delay has ended",
    ours: "right at any time",
    theirs: "as they were, until the next receive",
    why: "The counts tell of messages that are available, whoever looks.",
    document: guide("sqs-monitoring-using-cloudwatch"),
    shows: ({ operation, ours, theirs }) =>
      operation === "GetQueueAttributes" &&
      (ours.body.Attributes as Entry | undefined)?.ApproximateNumberOfMessages !==
        (theirs.body.Attributes as Entry | undefined)?.ApproximateNumberOfMessages,
    isOnlyInExample: true,
    example: [
      create(),
      send("a"),
      receive({ VisibilityTimeout: 0 }),
      call("GetQueueAttributes", { AttributeNames: ["ApproximateNumberOfMessages"] }),
    ],
  },
];
