import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeEach, expect, test } from "@jest/globals";
import { minute, startSqs, stopAll } from "./start-sqs.ts";

let service: Awaited<ReturnType<typeof startSqs>>;
let QueueUrl: string | undefined;

const receive = async (ReceiveRequestAttemptId?: string) =>
  (
    await service.client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 2,
        ReceiveRequestAttemptId,
        MessageSystemAttributeNames: ["ApproximateReceiveCount"],
      }),
    )
  ).Messages ?? [];
const bodies = async (attempt?: string) => (await receive(attempt)).map(({ Body }) => Body);

beforeEach(async () => {
  service = await startSqs();
  QueueUrl = (
    await service.client.send(
      new CreateQueueCommand({
        QueueName: "ordered.fifo",
        Attributes: { FifoQueue: "true", ContentBasedDeduplication: "true", VisibilityTimeout: "30" },
      }),
    )
  ).QueueUrl;
  for (const [group, body] of ["a1", "a2", "b1"].map((text) => [text[0], text]))
    await service.client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageGroupId: group }));
});
afterAll(stopAll);

test("a retry with the same attempt id gets the same messages with the same handles", async () => {
  const first = await receive("try");
  expect(first.map(({ Body }) => Body)).toEqual(["a1", "a2"]);
  expect(await receive("try")).toEqual(first);
  expect(await bodies("other")).toEqual(["b1"]);
});

test("a retry hides its messages anew", async () => {
  await receive("try");
  service.clock.advance(20_000);
  await receive("try");
  service.clock.advance(20_000);
  expect(await bodies()).toEqual(["b1"]);
  service.clock.advance(10_000);
  expect(await bodies()).toEqual(["a1", "a2"]);
});

test("after a deletion, a change of visibility or the end of it, a retry receives anew", async () => {
  const [a1, a2] = await receive("try");
  await service.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: a1?.ReceiptHandle }));
  expect(await bodies("try")).toEqual(["b1"]);
  const change = new ChangeMessageVisibilityCommand({
    QueueUrl,
    ReceiptHandle: a2?.ReceiptHandle,
    VisibilityTimeout: 0,
  });
  await service.client.send(change);
  const again = await receive("third");
  expect(again.map(({ Body }) => Body)).toEqual(["a2"]);
  service.clock.advance(30_000);
  const late = await receive("third");
  expect(late[0]?.ReceiptHandle).not.toBe(again[0]?.ReceiptHandle);
  expect(late[0]?.Attributes?.ApproximateReceiveCount).toBe("3");
});

test("a message that its receiver keeps for longer is not handed out by a retry", async () => {
  const [a1] = await receive("try");
  await service.client.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: a1?.ReceiptHandle,
      VisibilityTimeout: 600,
    }),
  );
  expect(await bodies("try")).toEqual(["b1"]);
});

test("an attempt is forgotten after five minutes", async () => {
  const first = await receive("try");
  for (let passed = 0; passed < 5 * minute; passed += 20_000) {
    expect(await receive("try")).toEqual(first);
    service.clock.advance(20_000);
  }
  expect(await bodies("try")).toEqual(["b1"]);
});

test("a purged queue has nothing to repeat, and takes a repeated message as new", async () => {
  await receive("try");
  await service.client.send(new PurgeQueueCommand({ QueueUrl }));
  expect(await bodies("try")).toEqual([]);
  await service.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "a1", MessageGroupId: "a" }));
  expect(await bodies("try")).toEqual(["a1"]);
});

test("only a FIFO queue takes an attempt id", async () => {
  QueueUrl = (await service.client.send(new CreateQueueCommand({ QueueName: "plain" }))).QueueUrl;
  await expect(receive("try")).rejects.toMatchObject({ name: "InvalidParameterValue" });
});
