import { describe, expect, test } from "@jest/globals";
import type { JournalRecord } from "../../../../local/aws/journal.ts";
import { arn, createEngine, minute } from "./start-sqs.ts";

type Messages = { Messages?: { ReceiptHandle: string; Body: string }[] };

/** Every queue's attributes, tags, tasks and depths, and then each message that can be had, with its attributes. */
async function everything({ sqs, clock }: ReturnType<typeof createEngine>) {
  const { QueueUrls = [] } = (await sqs.call("ListQueues", {})) as { QueueUrls?: string[] };
  const seen: unknown[] = [sqs.depths()];
  for (const QueueUrl of QueueUrls) {
    seen.push(await sqs.call("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] }));
    seen.push(await sqs.call("ListQueueTags", { QueueUrl }));
    const SourceArn = arn(QueueUrl.split("/").at(-1) ?? "");
    seen.push(await sqs.call("ListMessageMoveTasks", { SourceArn, MaxResults: 10 }));
  }
  for (let step = 0; step < 6; step++) {
    for (const QueueUrl of QueueUrls)
      seen.push(
        await sqs.call("ReceiveMessage", {
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ["All"],
          MessageSystemAttributeNames: ["All"],
        }),
      );
    clock.advance(7 * minute);
    seen.push(sqs.depths());
  }
  return seen;
}

/** A new engine with the records of another, at the same time. */
function restart({ records, clock }: ReturnType<typeof createEngine>) {
  const engine = createEngine([], clock.now());
  for (const { change, at } of JSON.parse(JSON.stringify(records)) as JournalRecord[])
    engine.sqs.replay(change, at);
  return engine;
}

async function busyEngine() {
  const engine = createEngine();
  const { sqs, clock } = engine;
  const call = async (operation: string, input: object) => sqs.call(operation, { ...input });
  const url = (name: string) => ({ QueueUrl: `x/${name}` });
  const receive = async (name: string, more = {}) =>
    ((await call("ReceiveMessage", { ...url(name), MaxNumberOfMessages: 10, ...more })) as Messages)
      .Messages ?? [];
  const send = (name: string, MessageBody: string, more = {}) =>
    call("SendMessage", { ...url(name), MessageBody, ...more });
  await call("CreateQueue", { QueueName: "dead" });
  await call("CreateQueue", {
    QueueName: "jobs",
    Attributes: {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount: 2 }),
    },
    tags: { team: "web" },
  });
  await call("CreateQueue", {
    QueueName: "orders.fifo",
    Attributes: { FifoQueue: "true", ContentBasedDeduplication: "true" },
  });
  await call("CreateQueue", { QueueName: "gone" });
  await call("DeleteQueue", url("gone"));
  for (const body of ["a", "b", "c", "d", "e"])
    await send("jobs", body, {
      MessageAttributes: { key: { DataType: "String", StringValue: body } },
      MessageGroupId: "tenant",
    });
  await send("jobs", "later", { DelaySeconds: 600 });
  for (const body of ["1", "2", "1"]) await send("orders.fifo", body, { MessageGroupId: "g" });
  await receive("orders.fifo", { MaxNumberOfMessages: 1 });
  await receive("jobs", { VisibilityTimeout: 0 });
  clock.advance(1);
  const [first, second, third] = await receive("jobs", { VisibilityTimeout: 30 });
  await call("DeleteMessage", { ...url("jobs"), ReceiptHandle: first?.ReceiptHandle });
  await call("ChangeMessageVisibility", {
    ...url("jobs"),
    ReceiptHandle: second?.ReceiptHandle,
    VisibilityTimeout: 900,
  });
  await call("ChangeMessageVisibility", {
    ...url("jobs"),
    ReceiptHandle: third?.ReceiptHandle,
    VisibilityTimeout: 0,
  });
  await receive("jobs");
  await call("TagQueue", { ...url("jobs"), Tags: { stage: "test" } });
  await call("UntagQueue", { ...url("jobs"), TagKeys: ["team"] });
  clock.advance(31_000);
  await receive("jobs");
  await call("SetQueueAttributes", { ...url("jobs"), Attributes: { VisibilityTimeout: "45" } });
  await call("StartMessageMoveTask", {
    SourceArn: arn("dead"),
    DestinationArn: arn("jobs"),
    MaxNumberOfMessagesPerSecond: 1,
  });
  clock.advance(1500);
  return engine;
}

describe("the journal", () => {
  test("after a replay the state is what it was, and it goes on in the same way", async () => {
    const before = await busyEngine();
    const after = restart(before);
    expect(before.sqs.depths()).toMatchObject([
      { name: "dead", visible: expect.any(Number) },
      { name: "jobs", inFlight: 1, delayed: 1 },
      { name: "orders.fifo", inFlight: 0 },
    ]);
    expect(await everything(after)).toEqual(await everything(before));
  });

  test("a receipt handle from before a restart still deletes its message", async () => {
    const before = createEngine();
    await before.sqs.call("CreateQueue", { QueueName: "jobs" });
    const QueueUrl = "x/jobs";
    await before.sqs.call("SendMessage", { QueueUrl, MessageBody: "one" });
    const { Messages } = (await before.sqs.call("ReceiveMessage", { QueueUrl })) as Messages;
    const after = restart(before);
    expect(after.sqs.depths()).toMatchObject([{ visible: 0, inFlight: 1 }]);
    await after.sqs.call("DeleteMessage", { QueueUrl, ReceiptHandle: Messages?.[0]?.ReceiptHandle });
    expect(after.sqs.depths()).toMatchObject([{ visible: 0, inFlight: 0, delayed: 0 }]);
  });

  test("a purge, a deletion and a running move task are restored too", async () => {
    const before = await busyEngine();
    await before.sqs.call("PurgeQueue", { QueueUrl: "x/jobs" });
    await before.sqs.call("DeleteQueue", { QueueUrl: "x/orders.fifo" });
    const after = restart(before);
    const attempt = (engine: typeof after) => () => engine.sqs.call("PurgeQueue", { QueueUrl: "x/jobs" });
    expect(attempt(before)).toThrow("allowed every 60 seconds");
    expect(attempt(after)).toThrow("allowed every 60 seconds");
    expect(() =>
      after.sqs.call("CreateQueue", {
        QueueName: "orders.fifo",
        Attributes: { FifoQueue: "true" },
      }),
    ).toThrow("wait 60 seconds");
    for (const { clock } of [before, after]) clock.advance(5000);
    expect(after.sqs.depths()).toEqual(before.sqs.depths());
    expect(await after.sqs.call("ListMessageMoveTasks", { SourceArn: arn("dead") })).toMatchObject({
      Results: [{ Status: "COMPLETED" }],
    });
  });

  test("FIFO numbers go on rising, and a repeated send is still known", async () => {
    const before = createEngine();
    await before.sqs.call("CreateQueue", {
      QueueName: "orders.fifo",
      Attributes: { FifoQueue: "true", ContentBasedDeduplication: "true" },
    });
    const send = async (engine: typeof before, MessageBody: string) =>
      (await engine.sqs.call("SendMessage", {
        QueueUrl: "x/orders.fifo",
        MessageBody,
        MessageGroupId: "g",
      })) as { MessageId: string; SequenceNumber: string };
    const first = await send(before, "one");
    const after = restart(before);
    expect(await send(after, "one")).toEqual(first);
    expect((await send(after, "two")).SequenceNumber > first.SequenceNumber).toBe(true);
  });

  test("ids made after a restart differ from those made before", async () => {
    const before = createEngine();
    await before.sqs.call("CreateQueue", { QueueName: "jobs" });
    const send = async (engine: typeof before) =>
      (
        (await engine.sqs.call("SendMessage", { QueueUrl: "x/jobs", MessageBody: "x" })) as {
          MessageId: string;
        }
      ).MessageId;
    const first = await send(before);
    const second = await send(restart(before));
    expect(second).not.toBe(first);
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("a batch is one record, and what changes nothing writes none", async () => {
    const { sqs, records } = createEngine();
    await sqs.call("CreateQueue", { QueueName: "jobs" });
    const QueueUrl = "x/jobs";
    const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: `${index}`, MessageBody: "x" }));
    await sqs.call("SendMessageBatch", { QueueUrl, Entries });
    const { Messages = [] } = (await sqs.call("ReceiveMessage", {
      QueueUrl,
      MaxNumberOfMessages: 10,
    })) as Messages;
    const handles = Messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    await sqs.call("DeleteMessageBatch", { QueueUrl, Entries: handles });
    await sqs.call("DeleteMessageBatch", { QueueUrl, Entries: handles });
    await sqs.call("ReceiveMessage", { QueueUrl });
    await sqs.call("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
    const kinds = records.map(({ change }) => (change as { kind: string }).kind);
    expect(kinds).toEqual(["createQueue", "send", "receive", "delete"]);
  });
});
