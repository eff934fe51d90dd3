import fc from "fast-check";
import { arn, book, books, type Engines, long, urlOf } from "./setup.ts";

/** One thing that a client does, or a stretch of time: which, and three small numbers that say how. */
export type Step = readonly [action: number, a: number, b: number, c: number];

/** Lives of up to that many steps. */
export const lives = (maxLength: number) =>
  fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.nat(3), fc.nat(3)), { minLength: maxLength / 2, maxLength });

const seconds = [1, 31, 61, 1200];
const queues = ["jobs", "dead", "orders.fifo", "gone"];
const queueOf = (number: number) => queues[number] ?? "jobs";
const lengthOf = (number: number) => (number % 2 ? 900 : 5);
const projections = [
  { ProjectionType: "ALL" },
  { ProjectionType: "KEYS_ONLY" },
  { ProjectionType: "INCLUDE", NonKeyAttributes: ["title"] },
];
const index = (name: string, projection: number) => ({
  IndexName: name,
  KeySchema: [{ AttributeName: "group", KeyType: "HASH" }],
  Projection: projections[projection],
});
type Action = (engines: Engines, a: number, b: number, c: number) => unknown;
const table = { TableName: "books" };

const dynamodb: Action[] = [
  ({ attempt }, a) => attempt("dynamodb", "CreateTable", a ? books : { ...books, TableName: "other" }),
  ({ attempt }, a) => a === 0 && attempt("dynamodb", "DeleteTable", table),
  ({ attempt, clock }, a, b, c) =>
    attempt("dynamodb", "PutItem", {
      ...table,
      Item: book(`${a}`.repeat(b + 1), long(`${c}`, lengthOf(c)), {
        ...(c > 1 && { ends: { N: String(Math.floor(clock.now() / 1000) + 100 * a) } }),
      }),
    }),
  ({ attempt }, a, b, c) =>
    attempt("dynamodb", "BatchWriteItem", {
      RequestItems: {
        books: [
          { PutRequest: { Item: book(`${a}`, long(`${b}`, lengthOf(b))) } },
          { DeleteRequest: { Key: { id: { S: `x${c}` } } } },
          { PutRequest: { Item: book(`${a}${c}`, long(`${c}`, lengthOf(c))) } },
        ],
      },
    }),
  ({ attempt }, a, b, c) =>
    attempt("dynamodb", "UpdateItem", {
      ...table,
      Key: { id: { S: `${a}`.repeat(b + 1) } },
      UpdateExpression: c ? "SET title = :t" : "REMOVE title",
      ...(c && { ExpressionAttributeValues: { ":t": { S: long("updated", lengthOf(c)) } } }),
      ConditionExpression: "attribute_exists(id)",
    }),
  ({ attempt }, a, b, c) =>
    attempt("dynamodb", "TransactWriteItems", {
      ClientRequestToken: `token-${a}`,
      TransactItems: [{ Put: { ...table, Item: book(`${b}`, long("transaction", lengthOf(c))) } }],
    }),
  ({ attempt }, a) =>
    attempt("dynamodb", "UpdateTimeToLive", {
      ...table,
      TimeToLiveSpecification: { Enabled: a > 0, AttributeName: "ends" },
    }),
  ({ attempt }, a, b) =>
    attempt("dynamodb", "UpdateTable", {
      ...table,
      AttributeDefinitions: books.AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [
        b ? { Create: index(`index-${a}`, b - 1) } : { Delete: { IndexName: `index-${a}` } },
      ],
    }),
  ({ attempt }, a) =>
    attempt("dynamodb", "UpdateContinuousBackups", {
      ...table,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: a > 0 },
    }),
];

interface Received {
  Messages?: { ReceiptHandle: string }[];
}

/** The handles that receives gave out, the latest last. */
const handles = new WeakMap<Engines, { QueueUrl: string; ReceiptHandle: string }[]>();
const handlesOf = (engines: Engines) => {
  const known = handles.get(engines) ?? [];
  handles.set(engines, known);
  return known;
};

async function receive(engines: Engines, a: number, b: number, c: number) {
  const QueueUrl = urlOf(queueOf(a));
  const request = { QueueUrl, MaxNumberOfMessages: 1 + b * 3, VisibilityTimeout: c * 20 };
  const answer = (await engines.attempt("sqs", "ReceiveMessage", request)) as Received;
  for (const { ReceiptHandle } of answer.Messages ?? []) handlesOf(engines).push({ QueueUrl, ReceiptHandle });
  return answer;
}

const sqs: Action[] = [
  ({ attempt }) => attempt("sqs", "CreateQueue", { QueueName: "dead", tags: { team: "web" } }),
  ({ attempt }) =>
    attempt("sqs", "CreateQueue", {
      QueueName: "jobs",
      Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount: 2 }) },
    }),
  ({ attempt }) =>
    attempt("sqs", "CreateQueue", {
      QueueName: "orders.fifo",
      Attributes: { FifoQueue: "true", ContentBasedDeduplication: "true" },
    }),
  ({ attempt }, a, b, c) =>
    attempt("sqs", "SendMessage", {
      QueueUrl: urlOf("orders.fifo"),
      MessageBody: long(`${a}${b}`, lengthOf(c)),
      MessageGroupId: `group-${b}`,
    }),
  ({ attempt }, a, b, c) =>
    attempt("sqs", "SendMessageBatch", {
      QueueUrl: urlOf(queueOf(a % 2)),
      Entries: Array.from({ length: 4 }, (_, entry) => ({
        Id: `${entry}`,
        MessageBody: long(`${entry}${b}`, lengthOf(c + entry)),
        DelaySeconds: entry === 3 ? b * 50 : 0,
        ...(c > 1 && { MessageGroupId: `tenant-${entry}` }),
        ...(b > 1 && {
          MessageAttributes: { key: { DataType: "String", StringValue: long("value", lengthOf(b)) } },
        }),
      })),
    }),
  receive,
  receive,
  (engines, a) => engines.attempt("sqs", "DeleteMessage", handlesOf(engines).at(-1 - a) ?? {}),
  (engines, a, b) =>
    engines.attempt("sqs", "ChangeMessageVisibility", {
      ...handlesOf(engines).at(-1 - a),
      VisibilityTimeout: b * 40,
    }),
  ({ attempt }, a) =>
    attempt("sqs", "StartMessageMoveTask", {
      SourceArn: arn("dead"),
      ...(a % 2 && { DestinationArn: arn("jobs") }),
      ...(a > 1 && { MaxNumberOfMessagesPerSecond: 1 }),
    }),
  ({ attempt }, a, b) =>
    attempt("sqs", "SetQueueAttributes", {
      QueueUrl: urlOf(queueOf(a)),
      Attributes: { MessageRetentionPeriod: String(600 * (b + 1)) },
    }),
  ({ attempt }, a, b) => b === 0 && attempt("sqs", "PurgeQueue", { QueueUrl: urlOf(queueOf(a)) }),
  ({ attempt }, a, b) => b === 0 && attempt("sqs", "DeleteQueue", { QueueUrl: urlOf(queueOf(a)) }),
  ({ attempt }, a, b) =>
    attempt("sqs", "TagQueue", { QueueUrl: urlOf(queueOf(a)), Tags: { stage: `${b}`, [`tag${b}`]: "1" } }),
];

const nameOf = (number: number) => `/shop/${number}`;
const ssm: Action[] = [
  ({ attempt }, a, b, c) =>
    attempt("ssm", "PutParameter", {
      Name: nameOf(a),
      Value: long(`${b}`, lengthOf(c)),
      Type: "String",
      ...(c ? { Overwrite: true } : { Tags: [{ Key: "team", Value: `${b}` }] }),
    }),
  ({ attempt }, a, b) =>
    attempt("ssm", "LabelParameterVersion", { Name: nameOf(a), Labels: [`label${b}`, "latest"] }),
  ({ attempt }, a, b) => b === 0 && attempt("ssm", "DeleteParameter", { Name: nameOf(a) }),
  ({ attempt }, a, b) =>
    attempt("ssm", "AddTagsToResource", {
      ResourceType: "Parameter",
      ResourceId: nameOf(a),
      Tags: [{ Key: `tag${b}`, Value: "1" }],
    }),
];

const time: Action = ({ clock }, a) => clock.advance((seconds[a] ?? 1) * 1000);

// The first steps make what the others work with.
const actions = [...dynamodb, ...sqs, ...ssm, time, time, time];
const start: Step[] = [
  [0, 1, 0, 0],
  [dynamodb.length, 0, 0, 0],
  [dynamodb.length + 1, 0, 0, 0],
  [dynamodb.length + 2, 0, 0, 0],
];

/** Whether a step is a stretch of time. */
export const passesTime = ([action]: Step): boolean => actions[action % actions.length] === time;

/** Does one step, and returns what the client saw. */
export const take = (engines: Engines, [action, a, b, c]: Step): unknown =>
  actions[action % actions.length]?.(engines, a, b, c);

/** Lives a life; returns all that its client saw. */
export async function live(engines: Engines, life: readonly Step[]): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (const step of [...start, ...life]) seen.push(await take(engines, step));
  return seen;
}
