import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createEngine, minute, startSqs, stopAll } from "./start-sqs.ts";

afterAll(stopAll);

describe("FIFO queues", () => {
  let service: Awaited<ReturnType<typeof startSqs>>;
  let QueueUrl: string | undefined;
  const create = async (name: string, more = {}) => {
    const Attributes = { FifoQueue: "true", ...more };
    QueueUrl = (await service.client.send(new CreateQueueCommand({ QueueName: name, Attributes }))).QueueUrl;
  };
  const send = (MessageBody: string, MessageGroupId: string | undefined, MessageDeduplicationId?: string) =>
    service.client.send(
      new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId }),
    );
  const receive = async (MaxNumberOfMessages = 10) =>
    (
      await service.client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages,
          MessageSystemAttributeNames: ["All"],
        }),
      )
    ).Messages ?? [];
  const bodies = async (most?: number) => (await receive(most)).map(({ Body }) => Body);

  beforeEach(async () => {
    service = await startSqs();
    await create("orders.fifo", { ContentBasedDeduplication: "true" });
  });

  test("a group's messages stay in order, and wait while one of them is in flight", async () => {
    for (const body of ["a1", "a2"]) await send(body, "a");
    await send("b1", "b");
    const [a1] = await receive(1);
    expect(a1?.Body).toBe("a1");
    expect(await bodies()).toEqual(["b1"]);
    await service.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: a1?.ReceiptHandle }));
    expect(await bodies()).toEqual(["a2"]);
  });

  test("one receive may take several of a group, in order", async () => {
    for (const [body, group] of [
      ["a1", "a"],
      ["b1", "b"],
      ["a2", "a"],
    ] as const)
      await send(body, group);
    expect(await bodies()).toEqual(["a1", "a2", "b1"]);
  });

  test("a message that comes back is first in its group again, however often", async () => {
    await send("a1", "a");
    await send("a2", "a");
    for (let round = 0; round < 5; round++) {
      const [message] = await receive(1);
      expect(message?.Body).toBe("a1");
      await service.client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      );
    }
  });

  test("the same content within five minutes is accepted once", async () => {
    const first = await send("same", "a");
    const second = await send("same", "b");
    expect(second.MessageId).toBe(first.MessageId);
    expect(second.SequenceNumber).toBe(first.SequenceNumber);
    expect(await bodies()).toEqual(["same"]);
    service.clock.advance(5 * minute);
    expect((await send("same", "b")).MessageId).not.toBe(first.MessageId);
    expect(await bodies()).toContain("same");
  });

  test("an explicit id counts instead of the content, within a batch too", async () => {
    await service.client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "1", MessageBody: "x", MessageGroupId: "a", MessageDeduplicationId: "1" },
          { Id: "2", MessageBody: "x", MessageGroupId: "a", MessageDeduplicationId: "2" },
          { Id: "3", MessageBody: "y", MessageGroupId: "a", MessageDeduplicationId: "1" },
        ],
      }),
    );
    expect(await bodies()).toEqual(["x", "x"]);
  });

  test("with the scope of a message group another group may use the same id", async () => {
    await create("scoped.fifo", { DeduplicationScope: "messageGroup" });
    await send("one", "a", "id");
    await send("two", "b", "id");
    await send("three", "a", "id");
    expect(await bodies()).toEqual(["one", "two"]);
  });

  test("a new delay of the queue holds for the messages that are delayed already", async () => {
    const setDelay = (DelaySeconds: string) =>
      service.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds } }));
    await setDelay("900");
    await send("late", "a");
    service.clock.advance(minute);
    await setDelay("120");
    service.clock.advance(minute - 1);
    expect(await bodies()).toEqual([]);
    service.clock.advance(1);
    expect(await bodies()).toEqual(["late"]);
  });

  test("messages carry their group, deduplication id and a rising number", async () => {
    await send("one", "a", "first");
    await send("two", "a", "second");
    const messages = await receive();
    expect(messages[0]?.Attributes).toMatchObject({
      MessageGroupId: "a",
      MessageDeduplicationId: "first",
    });
    const [one, two] = messages.map(({ Attributes }) => Attributes?.SequenceNumber ?? "");
    expect(one).toMatch(/^\d{20}$/);
    expect(two && one && two > one).toBe(true);
  });

  test("what FIFO needs and what it does not take is refused by name", async () => {
    await expect(send("x", undefined)).rejects.toMatchObject({ name: "MissingParameter" });
    await expect(
      service.client.send(
        new SendMessageCommand({ QueueUrl, MessageBody: "x", MessageGroupId: "a", DelaySeconds: 2 }),
      ),
    ).rejects.toMatchObject({
      message:
        "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.",
    });
    await expect(send("x", "has space")).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await create("strict.fifo");
    await expect(send("x", "a")).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: expect.stringContaining("ContentBasedDeduplication"),
    });
    await expect(
      service.client.send(
        new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "1", MessageBody: "x" }] }),
      ),
    ).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: "The request must contain the parameter MessageGroupId.",
    });
  });

  test("a handle whose time is over deletes nothing and says so", async () => {
    await send("one", "a");
    const [message] = await receive();
    service.clock.advance(minute);
    await expect(
      service.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle })),
    ).rejects.toMatchObject({ message: expect.stringContaining("The receipt handle has expired.") });
  });
});

describe("groups on a standard queue", () => {
  const QueueUrl = "x/fair";
  const start = async () => {
    const { sqs } = createEngine();
    await sqs.call("CreateQueue", { QueueName: "fair" });
    const send = async (count: number, group?: string) => {
      for (let index = 0; index < count; index++)
        await sqs.call("SendMessage", {
          QueueUrl,
          MessageBody: group ?? "none",
          ...(group && { MessageGroupId: group }),
        });
    };
    const receive = async (count: number) => {
      const groups: string[] = [];
      while (groups.length < count) {
        const { Messages = [] } = (await sqs.call("ReceiveMessage", { QueueUrl })) as {
          Messages?: { Body: string }[];
        };
        if (Messages.length === 0) break;
        groups.push(...Messages.map(({ Body }) => Body));
      }
      return groups;
    };
    return { send, receive };
  };

  test("they do not block each other, and few in flight keep the order of arrival", async () => {
    const { send, receive } = await start();
    await send(5, "loud");
    await send(1, "quiet");
    expect(await receive(6)).toEqual([...Array(5).fill("loud"), "quiet"]);
  });

  test("once a group is noisy, quiet groups and messages without a group go first", async () => {
    const { send, receive } = await start();
    await send(100, "loud");
    await send(2, "quiet");
    await send(1);
    expect(await receive(30)).toEqual(Array(30).fill("loud"));
    expect(await receive(4)).toEqual(["quiet", "quiet", "none", "loud"]);
  });

  test("among noisy groups the one with the fewest in flight goes first", async () => {
    const { send, receive } = await start();
    await send(50, "first");
    await send(50, "second");
    await receive(60);
    expect(await receive(20)).toEqual(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? "first" : "second")),
    );
  });

  test("messages without a group are never noisy", async () => {
    const { send, receive } = await start();
    await send(60);
    await send(1, "quiet");
    expect((await receive(61)).at(-1)).toBe("quiet");
  });

  test("a deduplication id is refused", async () => {
    const { sqs } = createEngine();
    await sqs.call("CreateQueue", { QueueName: "fair" });
    expect(() =>
      sqs.call("SendMessage", { QueueUrl, MessageBody: "x", MessageDeduplicationId: "1" }),
    ).toThrow("The request include parameter that is not valid for this queue type.");
  });
});
