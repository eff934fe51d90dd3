import {
  CancelMessageMoveTaskCommand,
  CreateQueueCommand,
  DeleteQueueCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { arn, minute, startSqs, stopAll } from "./start-sqs.ts";

let service: Awaited<ReturnType<typeof startSqs>>;

const url = (name: string) => `http://127.0.0.1/1/${name}`;
const create = (QueueName: string, Attributes: Record<string, string> = {}) =>
  service.client.send(new CreateQueueCommand({ QueueName, Attributes }));
const send = (name: string, MessageBody: string) =>
  service.client.send(new SendMessageCommand({ QueueUrl: url(name), MessageBody }));
const receive = async (name: string, VisibilityTimeout = 30) =>
  (
    await service.client.send(
      new ReceiveMessageCommand({
        QueueUrl: url(name),
        MaxNumberOfMessages: 10,
        VisibilityTimeout,
        MessageSystemAttributeNames: ["All"],
      }),
    )
  ).Messages ?? [];
const depth = (name: string) => service.sqs.depths().find((one) => one.name === name);

const withDeadLetters = async (maxReceiveCount: number, attributes = {}) => {
  await create("dead", attributes);
  await create("jobs", {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount }),
  });
};
/** Puts `count` messages into the dead-letter queue. */
const fillDeadLetters = async (count: number) => {
  await withDeadLetters(1);
  for (let index = 0; index < count; index++) await send("jobs", `m${index}`);
  while ((await receive("jobs", 0)).length > 0) service.clock.advance(1);
};

beforeEach(async () => {
  service = await startSqs();
});
afterAll(stopAll);

describe("the dead-letter queue", () => {
  test("a message goes there on the receive that would exceed the maximum, and keeps its history", async () => {
    await withDeadLetters(2);
    const { MessageId } = await send("jobs", "poison");
    const sentAt = String(service.clock.now());
    expect(await receive("jobs", 0)).toHaveLength(1);
    service.clock.advance(minute);
    expect(await receive("jobs", 0)).toHaveLength(1);
    expect(depth("jobs")).toMatchObject({ visible: 1 });
    expect(depth("dead")).toMatchObject({ visible: 0 });
    expect(await receive("jobs")).toEqual([]);
    expect(depth("jobs")).toMatchObject({ visible: 0, inFlight: 0 });
    const [dead] = await receive("dead");
    expect(dead).toMatchObject({
      MessageId,
      Body: "poison",
      Attributes: {
        ApproximateReceiveCount: "3",
        DeadLetterQueueSourceArn: arn("jobs"),
        SentTimestamp: sentAt,
      },
    });
  });

  test("one receive buries what it must and still hands out the rest", async () => {
    await withDeadLetters(1);
    await send("jobs", "old");
    await receive("jobs", 0);
    await send("jobs", "new");
    expect((await receive("jobs")).map(({ Body }) => Body)).toEqual(["new"]);
    expect(depth("dead")).toMatchObject({ visible: 1 });
  });

  test("retention goes on counting from the first send; the age counts from the move", async () => {
    await withDeadLetters(1, { MessageRetentionPeriod: "120" });
    await send("jobs", "poison");
    const sentAt = service.clock.now();
    await receive("jobs", 0);
    service.clock.advance(minute);
    await receive("jobs");
    expect(depth("dead")).toMatchObject({
      visible: 1,
      oldestSentAt: sentAt,
      oldestArrivedAt: sentAt + minute,
    });
    service.clock.advance(minute);
    expect(depth("dead")).toMatchObject({ visible: 0 });
  });

  test("a FIFO queue's retention starts again there", async () => {
    const fifo = { FifoQueue: "true", ContentBasedDeduplication: "true" };
    await create("dead.fifo", { ...fifo, MessageRetentionPeriod: "120" });
    await create("jobs.fifo", {
      ...fifo,
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("dead.fifo"), maxReceiveCount: 1 }),
    });
    await service.client.send(
      new SendMessageCommand({ QueueUrl: url("jobs.fifo"), MessageBody: "x", MessageGroupId: "g" }),
    );
    await receive("jobs.fifo", 0);
    service.clock.advance(minute);
    await receive("jobs.fifo");
    service.clock.advance(2 * minute - 1);
    expect(depth("dead.fifo")).toMatchObject({ visible: 1 });
    service.clock.advance(1);
    expect(depth("dead.fifo")).toMatchObject({ visible: 0 });
  });

  test("without its dead-letter queue a message stays where it is", async () => {
    await withDeadLetters(1);
    await service.client.send(new DeleteQueueCommand({ QueueUrl: url("dead") }));
    await send("jobs", "poison");
    await receive("jobs", 0);
    expect(await receive("jobs", 0)).toHaveLength(1);
  });

  test("the age of the oldest message leaves out what was received more than three times", async () => {
    await create("plain");
    await send("plain", "poison");
    for (let round = 0; round < 4; round++) await receive("plain", 0);
    expect(depth("plain")).not.toHaveProperty("oldestArrivedAt");
  });

  test("its source queues are listed", async () => {
    await withDeadLetters(3);
    const list = async (name: string) =>
      (await service.client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: url(name) }))).queueUrls;
    expect((await list("dead"))?.map((one) => one.split("/").at(-1))).toEqual(["jobs"]);
    expect(await list("jobs")).toEqual([]);
  });
});

describe("move tasks", () => {
  const start = (more = {}) =>
    service.client.send(new StartMessageMoveTaskCommand({ SourceArn: arn("dead"), ...more }));
  const tasks = async () =>
    (await service.client.send(new ListMessageMoveTasksCommand({ SourceArn: arn("dead"), MaxResults: 10 })))
      .Results;

  test("messages go back to the queue they came from, as new ones", async () => {
    await fillDeadLetters(60);
    expect(depth("dead")).toMatchObject({ visible: 60 });
    service.clock.advance(minute);
    const startedAt = service.clock.now();
    await start();
    service.clock.advance(1000);
    expect(await tasks()).toEqual([
      {
        ApproximateNumberOfMessagesMoved: 60,
        ApproximateNumberOfMessagesToMove: 60,
        SourceArn: arn("dead"),
        StartedTimestamp: startedAt,
        Status: "COMPLETED",
      },
    ]);
    expect(depth("dead")).toMatchObject({ visible: 0 });
    expect(depth("jobs")).toMatchObject({ visible: 60 });
    const [message] = await receive("jobs");
    expect(message?.Attributes).toMatchObject({ ApproximateReceiveCount: "1" });
    expect(Number(message?.Attributes?.SentTimestamp)).toBeGreaterThanOrEqual(startedAt);
    expect(message?.Attributes).not.toHaveProperty("DeadLetterQueueSourceArn");
  });

  test("a limited task moves so many a second, is alone, and stops when it is cancelled", async () => {
    await fillDeadLetters(5);
    await create("other");
    const { TaskHandle } = await start({
      DestinationArn: arn("other"),
      MaxNumberOfMessagesPerSecond: 1,
    });
    service.clock.advance(2000);
    expect(await tasks()).toMatchObject([
      {
        Status: "RUNNING",
        TaskHandle,
        ApproximateNumberOfMessagesMoved: 2,
        ApproximateNumberOfMessagesToMove: 5,
        DestinationArn: arn("other"),
        MaxNumberOfMessagesPerSecond: 1,
      },
    ]);
    await expect(start()).rejects.toMatchObject({
      message: expect.stringContaining("There is already a task running."),
    });
    const cancel = () => service.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    expect((await cancel()).ApproximateNumberOfMessagesMoved).toBe(2);
    service.clock.advance(minute);
    expect(await tasks()).toMatchObject([{ Status: "CANCELLED", ApproximateNumberOfMessagesMoved: 2 }]);
    expect(depth("other")).toMatchObject({ visible: 2 });
    await expect(cancel()).rejects.toMatchObject({ message: "Only active tasks can be cancelled." });
  });

  test("a task fails when its destination goes", async () => {
    await fillDeadLetters(3);
    await create("other");
    await start({ DestinationArn: arn("other"), MaxNumberOfMessagesPerSecond: 1 });
    service.clock.advance(1000);
    await service.client.send(new DeleteQueueCommand({ QueueUrl: url("other") }));
    service.clock.advance(1000);
    expect(await tasks()).toMatchObject([
      {
        Status: "FAILED",
        FailureReason: "AWS.SimpleQueueService.NonExistentQueue",
        ApproximateNumberOfMessagesMoved: 1,
      },
    ]);
  });

  test("a message without a known source fails a task without destination", async () => {
    await withDeadLetters(1);
    await send("dead", "sent here directly");
    await start();
    service.clock.advance(1000);
    expect(await tasks()).toMatchObject([
      { Status: "FAILED", FailureReason: "CouldNotDetermineMessageSource" },
    ]);
  });

  test.each([
    [{ SourceArn: arn("none") }, "ResourceNotFoundException", "for the SourceArn parameter doesn't exist."],
    [{ DestinationArn: arn("none") }, "ResourceNotFoundException", "for the DestinationArn parameter"],
    [{ SourceArn: arn("jobs") }, "InvalidParameterValue", "must be configured as a Dead Letter Queue."],
    [{ DestinationArn: arn("dead") }, "InvalidParameterValue", "cannot be the same"],
    [{ MaxNumberOfMessagesPerSecond: 501 }, "InvalidParameterValue", "Must be between 1 and 500"],
  ])("a start with %j is refused", async (more, name, reason) => {
    await withDeadLetters(1);
    await expect(start(more)).rejects.toMatchObject({ name, message: expect.stringContaining(reason) });
  });

  test("a cancel needs a handle of a task that there is", async () => {
    await withDeadLetters(1);
    const cancel = (handle: string) =>
      service.client.send(new CancelMessageMoveTaskCommand({ TaskHandle: handle }));
    const handle = (sourceArn: string) =>
      Buffer.from(JSON.stringify({ taskId: "none", sourceArn })).toString("base64");
    await expect(cancel("foo")).rejects.toMatchObject({
      message: "Value for parameter TaskHandle is invalid.",
    });
    await expect(cancel(handle(arn("none")))).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await expect(cancel(handle(arn("dead")))).rejects.toMatchObject({ message: "Task does not exist." });
  });
});
