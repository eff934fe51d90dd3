import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { virtualClock } from "../../../../local/aws/clock.ts";
import { memoryJournal } from "../../../../local/aws/journal.ts";
import { createSqs } from "../../../../local/aws/sqs.ts";
import { accountId, minute, startSqs, stopAll } from "./start-sqs.ts";

let service: Awaited<ReturnType<typeof startSqs>>;
let QueueUrl: string;

const create = async (name: string, Attributes: Record<string, string> = {}) =>
  (await service.client.send(new CreateQueueCommand({ QueueName: name, Attributes }))).QueueUrl ?? "";
const send = (MessageBody: string, more = {}) =>
  service.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
  (await service.client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more })))
    .Messages ?? [];
const bodies = async () => (await receive()).map(({ Body }) => Body);
const counts = async () => {
  const { Attributes } = await service.client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
  );
  return [
    Attributes?.ApproximateNumberOfMessages,
    Attributes?.ApproximateNumberOfMessagesNotVisible,
    Attributes?.ApproximateNumberOfMessagesDelayed,
  ].map(Number);
};

beforeEach(async () => {
  service = await startSqs();
  QueueUrl = await create("work");
});
afterAll(stopAll);

describe("sending and receiving", () => {
  test("a sent message is received once, hidden, and gone after its deletion", async () => {
    const { MessageId } = await send("hello");
    const [message] = await receive();
    expect(message).toMatchObject({ MessageId, Body: "hello" });
    expect(await receive()).toEqual([]);
    await service.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    service.clock.advance(10 * minute);
    expect(await receive()).toEqual([]);
    expect(await counts()).toEqual([0, 0, 0]);
  });

  test("messages come in the order in which they were sent, up to the number asked for", async () => {
    for (const body of ["a", "b", "c"]) await send(body);
    expect((await receive({ MaxNumberOfMessages: 2 })).map(({ Body }) => Body)).toEqual(["a", "b"]);
    const { Messages } = await service.client.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(["c"]);
  });

  test("an empty receive has no Messages member", async () => {
    expect((await service.client.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toBeUndefined();
  });

  test("a queue is found by the last part of its URL, whatever the host", async () => {
    await send("here");
    expect(await receive({ QueueUrl: "https://sqs.eu-west-1.amazonaws.com/999999999999/work" })).toHaveLength(
      1,
    );
  });

  test("characters outside the basic plane arrive unchanged", async () => {
    await send("naïve \u{1F680}\t\u{10FFFF}");
    expect(await bodies()).toEqual(["naïve \u{1F680}\t\u{10FFFF}"]);
  });

  test.each(["\u0000", "\u000b", "\ufffe", "half \ud83d"])("a body with %j is refused", async (body) => {
    await expect(send(body)).rejects.toMatchObject({ name: "InvalidMessageContents" });
  });

  test("a body of exactly the maximum size is taken, one byte more is refused", async () => {
    await send("x".repeat(1_048_576));
    await expect(send("x".repeat(1_048_577))).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.",
    });
  });

  test("an empty body is a missing parameter", async () => {
    await expect(send("")).rejects.toMatchObject({ name: "MissingParameter" });
  });
});

describe("delay and visibility", () => {
  test("a delayed message is counted as delayed until its time comes", async () => {
    await send("later", { DelaySeconds: 900 });
    expect(await counts()).toEqual([0, 0, 1]);
    service.clock.advance(900_000 - 1);
    expect(await receive()).toEqual([]);
    service.clock.advance(1);
    expect(await counts()).toEqual([1, 0, 0]);
    expect(await bodies()).toEqual(["later"]);
  });

  test("the queue's delay holds for messages that bring none", async () => {
    QueueUrl = await create("slow", { DelaySeconds: "60" });
    await send("slow");
    await send("fast", { DelaySeconds: 0 });
    expect(await bodies()).toEqual(["fast"]);
    service.clock.advance(minute);
    expect(await bodies()).toContain("slow");
  });

  test("counts are right with nobody polling", async () => {
    await send("one");
    await receive();
    expect(await counts()).toEqual([0, 1, 0]);
    service.clock.advance(30_000);
    expect(await counts()).toEqual([1, 0, 0]);
    expect(service.sqs.depths()).toMatchObject([{ name: "work", visible: 1, inFlight: 0, delayed: 0 }]);
  });

  test("a receive's own visibility timeout overrides the queue's", async () => {
    await send("one");
    await receive({ VisibilityTimeout: 300 });
    service.clock.advance(299_999);
    expect(await receive()).toEqual([]);
    service.clock.advance(1);
    expect(await receive()).toHaveLength(1);
  });

  test("a changed visibility counts from the change; 0 gives the message back at once", async () => {
    await send("one");
    const [first] = await receive();
    service.clock.advance(20_000);
    const change = (VisibilityTimeout: number, ReceiptHandle = first?.ReceiptHandle) =>
      service.client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    await change(60);
    service.clock.advance(59_999);
    expect(await receive()).toEqual([]);
    await change(0);
    const [again] = await receive({ MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
    expect(again?.Attributes).toEqual({ ApproximateReceiveCount: "2" });
    await expect(change(10)).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: expect.stringContaining("not available for visibility timeout change"),
    });
    service.clock.advance(30_000);
    await change(30, again?.ReceiptHandle);
    expect(await receive()).toEqual([]);
  });

  test("visibility ends 12 hours after the receive at the latest", async () => {
    await send("one");
    const [message] = await receive({ VisibilityTimeout: 43_200 });
    service.clock.advance(1000);
    await expect(
      service.client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 43_200,
        }),
      ),
    ).rejects.toMatchObject({ message: expect.stringContaining("beyond the limit [43200 seconds]") });
  });

  test("a message that comes round for the third time goes to the back", async () => {
    await send("poison");
    await send("next");
    for (let round = 1; round <= 2; round++) {
      expect((await receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 0 }))[0]?.Body).toBe("poison");
      service.clock.advance(1);
    }
    await receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 0 });
    expect(await bodies()).toEqual(["next", "poison"]);
  });
});

describe("deletion", () => {
  test("deleting twice succeeds, and an old handle deletes nothing", async () => {
    await send("one");
    const [first] = await receive({ VisibilityTimeout: 0 });
    const [second] = await receive();
    const remove = (ReceiptHandle: string | undefined) =>
      service.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    await remove(first?.ReceiptHandle);
    expect(await counts()).toEqual([0, 1, 0]);
    await remove(second?.ReceiptHandle);
    await remove(second?.ReceiptHandle);
    expect(await counts()).toEqual([0, 0, 0]);
  });

  test("a message can be deleted with its latest handle after its visibility timeout", async () => {
    await send("one");
    const [message] = await receive();
    service.clock.advance(minute);
    await service.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    expect(await counts()).toEqual([0, 0, 0]);
  });

  test("a made-up handle and one of another queue are invalid", async () => {
    await send("one");
    const [message] = await receive();
    const other = await create("other");
    const remove = (url: string, ReceiptHandle: string | undefined) =>
      service.client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    await expect(remove(QueueUrl, "made up")).rejects.toMatchObject({ name: "ReceiptHandleIsInvalid" });
    await expect(remove(other, message?.ReceiptHandle)).rejects.toMatchObject({
      name: "ReceiptHandleIsInvalid",
    });
  });

  test("a purge takes everything, and a second one within 60 s is refused", async () => {
    await send("visible");
    await send("delayed", { DelaySeconds: 10 });
    await receive();
    await service.client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await counts()).toEqual([0, 0, 0]);
    await expect(service.client.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toMatchObject({
      name: "PurgeQueueInProgress",
      message: "Only one PurgeQueue operation on work is allowed every 60 seconds.",
    });
    service.clock.advance(minute);
    await service.client.send(new PurgeQueueCommand({ QueueUrl }));
  });
});

describe("retention", () => {
  test("a message expires when its retention is over, in flight or not", async () => {
    QueueUrl = await create("short", { MessageRetentionPeriod: "60" });
    await send("visible");
    service.clock.advance(30_000);
    await send("younger");
    await receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 600 });
    service.clock.advance(30_000);
    expect(await counts()).toEqual([1, 0, 0]);
    service.clock.advance(30_000);
    expect(await counts()).toEqual([0, 0, 0]);
  });
});

describe("batches", () => {
  const entries = (count: number, more = {}) =>
    Array.from({ length: count }, (_, index) => ({ Id: `e${index}`, MessageBody: `m${index}`, ...more }));
  const sendBatch = (Entries: object[]) =>
    service.client.send(new SendMessageBatchCommand({ QueueUrl, Entries: Entries as never }));

  test("entries succeed and fail one by one", async () => {
    const { Successful, Failed } = await sendBatch([
      ...entries(2),
      { Id: "bad", MessageBody: "\u0001" },
      { Id: "late", MessageBody: "x", DelaySeconds: 901 },
    ]);
    expect(Successful?.map(({ Id }) => Id)).toEqual(["e0", "e1"]);
    expect(Failed).toMatchObject([
      { Id: "bad", Code: "InvalidMessageContents", SenderFault: true },
      {
        Id: "late",
        Code: "InvalidParameterValue",
        Message:
          "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
      },
    ]);
    expect(await bodies()).toEqual(["m0", "m1"]);
  });

  test("deletions and changes of visibility fail one by one", async () => {
    await sendBatch(entries(3));
    const [first, second, third] = await receive();
    const changed = await service.client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "a", ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 },
          { Id: "b", ReceiptHandle: second?.ReceiptHandle, VisibilityTimeout: 43_201 },
        ],
      }),
    );
    expect(changed.Successful).toEqual([{ Id: "a" }]);
    expect(changed.Failed).toMatchObject([{ Id: "b", Code: "InvalidParameterValue" }]);
    const removed = await service.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "x", ReceiptHandle: third?.ReceiptHandle },
          { Id: "y", ReceiptHandle: "nonsense" },
        ],
      }),
    );
    expect(removed.Successful).toEqual([{ Id: "x" }]);
    expect(removed.Failed).toMatchObject([{ Id: "y", Code: "ReceiptHandleIsInvalid" }]);
    expect(await counts()).toEqual([1, 1, 0]);
  });

  test.each([
    ["EmptyBatchRequest", () => []],
    ["TooManyEntriesInBatchRequest", () => entries(11)],
    ["BatchEntryIdsNotDistinct", () => [...entries(1), ...entries(1)]],
    ["InvalidBatchEntryId", () => [{ Id: "not ok", MessageBody: "x" }]],
    ["InvalidBatchEntryId", () => [{ Id: "x".repeat(81), MessageBody: "x" }]],
    ["BatchRequestTooLong", () => entries(2, { MessageBody: "x".repeat(524_289) })],
    ["BatchRequestTooLong", () => [{ Id: "one", MessageBody: "x".repeat(1_048_577) }]],
  ])("%s refuses the batch as a whole", async (name, make) => {
    await expect(sendBatch(make())).rejects.toMatchObject({ name });
    expect(await counts()).toEqual([0, 0, 0]);
  });
});

test("a full queue refuses a short poll, and a long one ends empty", async () => {
  const most = 120_000;
  const clock = virtualClock();
  const baseUrl = () => "";
  const sqs = createSqs({ clock, journal: memoryJournal(), region: "us-east-1", accountId, baseUrl });
  const queue = { QueueUrl: "http://127.0.0.1/1/full" };
  const take = async (input = {}) =>
    sqs.call("ReceiveMessage", { ...queue, MaxNumberOfMessages: 10, ...input });
  await sqs.call("CreateQueue", { QueueName: "full" });
  for (let sent = 0; sent <= most; sent++) await sqs.call("SendMessage", { ...queue, MessageBody: "x" });
  for (let taken = 0; taken < most; taken += 10) await take();
  await expect(take()).rejects.toMatchObject({ code: "OverLimit", status: 403 });
  const long = take({ WaitTimeSeconds: 1 });
  clock.advance(1000);
  expect(await long).toEqual({});
});

describe("bounds", () => {
  test.each([
    [{ MaxNumberOfMessages: 0 }, "Value 0 for parameter MaxNumberOfMessages is invalid."],
    [{ MaxNumberOfMessages: 11 }, "Reason: Must be between 1 and 10, if provided."],
    [{ WaitTimeSeconds: 21 }, "Reason: Must be >= 0 and <= 20, if provided."],
    [{ VisibilityTimeout: -1 }, "Reason: Must be between 0 and 43200, if provided."],
  ])("a receive with %j is refused", async (more, message) => {
    await expect(receive(more)).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: expect.stringContaining(message),
    });
  });

  test("a delay above 900 seconds is refused", async () => {
    await expect(send("x", { DelaySeconds: 901 })).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });

  test("an operation on a queue that is not there names AWS's two codes", async () => {
    await expect(receive({ QueueUrl: "http://x/1/none" })).rejects.toMatchObject({
      name: "QueueDoesNotExist",
      message: "The specified queue does not exist.",
      Error: { Code: "AWS.SimpleQueueService.NonExistentQueue", Type: "Sender" },
      $metadata: { httpStatusCode: 400 },
    });
  });
});
