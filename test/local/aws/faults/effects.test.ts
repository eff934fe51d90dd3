import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { afterEach, describe, expect, test } from "@jest/globals";
import { turnClock } from "#aws";
import { type Road, startTarget, type Target } from "./targets.ts";

const open: Target[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((target) => target.close()));
});

async function target(road: Road) {
  const started = await startTarget(road);
  open.push(started);
  return started;
}

const book = (id: string) => ({ id: { S: id } });
const put = (id: string) => new PutItemCommand({ TableName: "books", Item: book(id) });
const get = (id: string) => new GetItemCommand({ TableName: "books", Key: book(id) });
const greeting = new GetParameterCommand({ Name: "/greeting" });
const send = (QueueUrl: string) => new SendMessageCommand({ QueueUrl, MessageBody: "one" });
const sendBatch = (QueueUrl: string) =>
  new SendMessageBatchCommand({
    QueueUrl,
    Entries: ["a", "b", "c", "d", "e", "f"].map((Id) => ({ Id, MessageBody: Id })),
  });

const serviceErrors = [
  {
    what: "throttle of an item operation",
    effect: { kind: "throttle" },
    call: ({ dynamodb }: Target) => dynamodb.send(put("1")),
    name: "ProvisionedThroughputExceededException",
    status: 400,
  },
  {
    what: "throttle of a table operation",
    effect: { kind: "throttle" },
    call: ({ dynamodb }: Target) => dynamodb.send(new ListTablesCommand({})),
    name: "ThrottlingException",
    status: 400,
  },
  {
    what: "throttle of a queue",
    effect: { kind: "throttle" },
    call: ({ sqs, QueueUrl }: Target) => sqs.send(send(QueueUrl)),
    name: "RequestThrottled",
    status: 403,
  },
  {
    what: "throttle of a parameter",
    effect: { kind: "throttle" },
    call: ({ ssm }: Target) => ssm.send(greeting),
    name: "ThrottlingException",
    status: 400,
  },
  {
    what: "internal error of DynamoDB",
    effect: { kind: "internalError" },
    call: ({ dynamodb }: Target) => dynamodb.send(get("1")),
    name: "InternalServerError",
    status: 500,
  },
  {
    what: "internal error of SQS",
    effect: { kind: "internalError" },
    call: ({ sqs, QueueUrl }: Target) => sqs.send(send(QueueUrl)),
    name: "InternalError",
    status: 500,
  },
  {
    what: "internal error of SSM",
    effect: { kind: "internalError" },
    call: ({ ssm }: Target) => ssm.send(greeting),
    name: "InternalServerError",
    status: 500,
  },
  {
    what: "error of any code",
    effect: { kind: "error", code: "ItemCollectionSizeLimitExceededException", message: "full", status: 413 },
    call: ({ dynamodb }: Target) => dynamodb.send(put("1")),
    name: "ItemCollectionSizeLimitExceededException",
    status: 413,
  },
] as const;

describe.each<Road>(["over the wire", "in-process"])("%s", (road) => {
  test.each(serviceErrors)("$what: the client sees $name, and nothing is applied", async (row) => {
    const started = await target(road);
    const heal = started.strike({ effect: row.effect });
    await expect(row.call(started)).rejects.toMatchObject({
      name: row.name,
      $metadata: { httpStatusCode: row.status },
    });
    heal();
    expect((await started.dynamodb.send(get("1"))).Item).toBeUndefined();
    expect(started.messages()).toBe(0);
    await row.call(started);
  });

  test("a lost reply leaves the write applied and the connection closed", async () => {
    const { dynamodb, sqs, QueueUrl, strike, messages } = await target(road);
    const heal = strike({ effect: { kind: "dropReply" } });
    await expect(dynamodb.send(put("1"))).rejects.toThrow("socket hang up");
    await expect(sqs.send(send(QueueUrl))).rejects.toThrow("socket hang up");
    heal();
    expect((await dynamodb.send(get("1"))).Item).toEqual(book("1"));
    expect(messages()).toBe(1);
  });

  test("latency holds the call back on the stack's clock, and then the error behind it strikes", async () => {
    const { dynamodb, clock, strike } = await target(road);
    const held = clock.next();
    strike({ operation: "PutItem", effect: { kind: "latency", milliseconds: 250 } });
    strike({ operation: "PutItem", effect: { kind: "latency", milliseconds: [10, 20] } });
    strike({ operation: "PutItem", effect: { kind: "throttle" } });
    const started = clock.now();
    const refused = dynamodb.send(put("1")).catch(({ name }: Error) => name);
    await turnClock(clock, { until: () => clock.next() !== held, idle: () => clock.next() !== held });
    expect(clock.next()).toBe(started + 250);
    clock.advance(250);
    const settled = { name: "" };
    void refused.then((name) => {
      settled.name = name as string;
    });
    await turnClock(clock, { for: 9 });
    expect(settled.name).toBe("");
    await turnClock(clock, { for: 11 });
    expect(await refused).toBe("ProvisionedThroughputExceededException");
  });

  test.each([
    ["SendMessageBatch", "InternalError", undefined],
    ["SendMessageBatch", "ServiceUnavailable", "ServiceUnavailable"],
  ])("a part of %s fails with %s and is not applied", async (operation, Code, code) => {
    const { sqs, QueueUrl, strike, messages } = await target(road);
    strike({ operation, effect: { kind: "partialFailure", ...(code && { code }) } });
    const { Successful = [], Failed = [] } = await sqs.send(sendBatch(QueueUrl));
    expect(Successful.length).toBeGreaterThan(0);
    expect(Failed.length).toBeGreaterThan(0);
    expect([...Successful, ...Failed].map(({ Id }) => Id).sort()).toEqual(["a", "b", "c", "d", "e", "f"]);
    for (const entry of Failed) expect(entry).toMatchObject({ Code, SenderFault: false });
    expect(messages()).toBe(Successful.length);
  });

  test("all of a batch can fail, and what is not deleted or changed stays as it was", async () => {
    const { sqs, QueueUrl, strike, stack, clock } = await target(road);
    await sqs.send(sendBatch(QueueUrl));
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 30 }),
    );
    const heals = ["DeleteMessageBatch", "ChangeMessageVisibilityBatch"].map((operation) =>
      strike({ service: "sqs", operation, effect: { kind: "partialFailure", share: 1 } }),
    );
    const handles = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const removed = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: handles }));
    const Entries = handles.map((entry) => ({ ...entry, VisibilityTimeout: 900 }));
    const changed = await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    for (const { Successful, Failed } of [removed, changed])
      expect([Successful, Failed?.length]).toEqual([undefined, handles.length]);
    clock.advance(30_000);
    expect(stack.queues()[0]).toMatchObject({ visible: handles.length, inFlight: 0 });
    for (const heal of heals) heal();
  });

  test("a part of a batch write comes back unprocessed", async () => {
    const { dynamodb, strike, stack } = await target(road);
    strike({ operation: "BatchWriteItem", effect: { kind: "partialFailure" } });
    const ids = ["1", "2", "3", "4", "5", "6", "7", "8"];
    const RequestItems = { books: ids.map((id) => ({ PutRequest: { Item: book(id) } })) };
    const { UnprocessedItems } = await dynamodb.send(new BatchWriteItemCommand({ RequestItems }));
    const left = UnprocessedItems?.books?.map(({ PutRequest }) => PutRequest?.Item?.id?.S ?? "") ?? [];
    const { Count } = (await stack.call("dynamodb", "Scan", { TableName: "books" })) as { Count: number };
    expect(left.length).toBeGreaterThan(0);
    expect(Count).toBe(ids.length - left.length);
    expect(ids).toEqual(expect.arrayContaining(left));
  });

  test("a part of a batch get comes back as keys, with what was asked of them", async () => {
    const { dynamodb, strike } = await target(road);
    const ids = ["1", "2", "3", "4", "5", "6", "7", "8"];
    for (const id of ids) await dynamodb.send(put(id));
    const heal = strike({ operation: "BatchGetItem", effect: { kind: "partialFailure" } });
    const RequestItems = { books: { Keys: ids.map(book), ConsistentRead: true } };
    const reply = await dynamodb.send(new BatchGetItemCommand({ RequestItems }));
    const { Keys = [], ...rest } = reply.UnprocessedKeys?.books ?? {};
    expect(rest).toEqual({ ConsistentRead: true });
    expect(Keys.length).toBeGreaterThan(0);
    expect([...(reply.Responses?.books ?? []), ...Keys].map(({ id }) => id?.S).sort()).toEqual(ids);
    heal();
    strike({ operation: "BatchGetItem", effect: { kind: "partialFailure", share: 1 } });
    await expect(dynamodb.send(new BatchGetItemCommand({ RequestItems }))).rejects.toMatchObject({
      name: "ProvisionedThroughputExceededException",
    });
  });

  test("strikes what it names, in its time, at its rate, and where it is asked to", async () => {
    const { dynamodb, ssm, clock, strike } = await target(road);
    const effect = { kind: "throttle" } as const;
    const refusals = async (count: number, id = "1") => {
      let refused = 0;
      for (let call = 0; call < count; call++) await dynamodb.send(put(id)).catch(() => refused++);
      return refused;
    };
    const window = { from: clock.now() + 1000, until: clock.now() + 2000 };
    const heal = strike({ service: "dynamodb", operation: "PutItem", ...window, effect });
    expect(await refusals(1)).toBe(0);
    clock.advance(1000);
    expect(await refusals(1)).toBe(1);
    await Promise.all([dynamodb.send(get("1")), ssm.send(greeting)]);
    clock.advance(1000);
    expect(await refusals(1)).toBe(0);
    heal();
    const sometimes = strike({ operation: "PutItem", rate: 0.3, effect });
    const share = await refusals(100);
    expect(share).toBeGreaterThan(15);
    expect(share).toBeLessThan(45);
    sometimes();
    strike({ effect, when: ({ Item }) => (Item as { id?: { S?: string } } | undefined)?.id?.S === "2" });
    expect([await refusals(3), await refusals(3, "2")]).toEqual([0, 3]);
  });
});
