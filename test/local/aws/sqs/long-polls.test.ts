import { EventEmitter, getEventListeners, once } from "node:events";
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createEngine, startSqs, stopAll } from "./start-sqs.ts";

afterAll(stopAll);

describe("over the wire", () => {
  /** A stand-in with the queue `jobs`, and the hang-up signal of each receive once it waits. */
  const start = async () => {
    const waits = new EventEmitter();
    const service = await startSqs((sqs) => ({
      ...sqs,
      call(operation, input, signal) {
        const result = sqs.call(operation, input, signal);
        if (operation === "ReceiveMessage") waits.emit("receive", signal);
        return result;
      },
    }));
    await service.client.send(new CreateQueueCommand({ QueueName: "jobs" }));
    const waiting = () =>
      once(waits, "receive", { signal: AbortSignal.timeout(5000) }) as Promise<[AbortSignal]>;
    return { ...service, waiting };
  };
  const QueueUrl = "http://127.0.0.1:4566/1/jobs";
  const message = new SendMessageCommand({ QueueUrl, MessageBody: "here" });

  test("a waiting receive wakes when a message arrives", async () => {
    const { client, sqs, waiting } = await start();
    const begun = waiting();
    const received = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await begun;
    await client.send(message);
    expect((await received).Messages?.map(({ Body }) => Body)).toEqual(["here"]);
    expect(sqs.depths()).toMatchObject([{ visible: 0, inFlight: 1 }]);
  });

  test("a client that hangs up takes no message with it", async () => {
    const { client, sqs, waiting } = await start();
    const begun = waiting();
    const hangUp = new AbortController();
    const received = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: hangUp.signal,
    });
    const [signal] = await begun;
    const noticed = once(signal, "abort");
    hangUp.abort();
    await expect(received).rejects.toMatchObject({ name: "AbortError" });
    await noticed;
    await client.send(message);
    expect(sqs.depths()).toMatchObject([{ visible: 1, inFlight: 0 }]);
  });
});

describe("in the engine", () => {
  let engine: ReturnType<typeof createEngine>;
  const QueueUrl = "http://127.0.0.1:4566/1/jobs";
  const call = async (operation: string, input: object, signal?: AbortSignal) =>
    engine.sqs.call(operation, { QueueUrl, ...input }, signal);
  const receive = (more: object = {}, signal?: AbortSignal) =>
    call("ReceiveMessage", { WaitTimeSeconds: 20, ...more }, signal) as Promise<{
      Messages?: { Body: string; ReceiptHandle: string }[];
    }>;
  const send = (MessageBody: string, more: object = {}) => call("SendMessage", { MessageBody, ...more });

  beforeEach(async () => {
    engine = createEngine();
    await call("CreateQueue", { QueueName: "jobs" });
  });

  test("it ends without messages when its time is over, and leaves no timer behind", async () => {
    const waiting = receive({ WaitTimeSeconds: 5 });
    engine.clock.advance(5000);
    expect(await waiting).toEqual({});
    expect(engine.clock.next()).toBeUndefined();
  });

  test("the queue's own wait time holds for a receive that brings none", async () => {
    await call("SetQueueAttributes", { Attributes: { ReceiveMessageWaitTimeSeconds: "3" } });
    const waiting = receive({ WaitTimeSeconds: undefined });
    engine.clock.advance(2999);
    await send("in time");
    expect((await waiting).Messages).toHaveLength(1);
    expect(await receive({ WaitTimeSeconds: 0 })).toEqual({});
  });

  test("it wakes when a delay ends and when a visibility timeout ends", async () => {
    await send("late", { DelaySeconds: 7 });
    const first = receive({ VisibilityTimeout: 4 });
    engine.clock.advance(7000);
    expect((await first).Messages?.[0]?.Body).toBe("late");
    const second = receive();
    engine.clock.advance(4000);
    expect((await second).Messages?.[0]?.Body).toBe("late");
  });

  test("it wakes when a message is given back", async () => {
    await send("one");
    const { Messages } = await receive();
    const waiting = receive();
    await call("ChangeMessageVisibility", {
      ReceiptHandle: Messages?.[0]?.ReceiptHandle,
      VisibilityTimeout: 0,
    });
    expect((await waiting).Messages).toHaveLength(1);
  });

  test("an abort ends it, and it takes nothing", async () => {
    const hangUp = new AbortController();
    const waiting = receive({}, hangUp.signal);
    hangUp.abort();
    expect(await waiting).toEqual({});
    await send("kept");
    expect(engine.sqs.depths()).toMatchObject([{ visible: 1, inFlight: 0 }]);
    expect(engine.clock.next()).toBeUndefined();
  });

  test("those who wait longest are served first, each with what there is", async () => {
    const first = receive({ MaxNumberOfMessages: 2 });
    const second = receive();
    await call("SendMessageBatch", {
      Entries: ["a", "b", "c"].map((body) => ({ Id: body, MessageBody: body })),
    });
    expect((await first).Messages?.map(({ Body }) => Body)).toEqual(["a", "b"]);
    expect((await second).Messages?.map(({ Body }) => Body)).toEqual(["c"]);
  });

  test("it fails when the queue is deleted", async () => {
    const waiting = receive();
    await call("DeleteQueue", {});
    await expect(waiting).rejects.toMatchObject({ code: "QueueDoesNotExist" });
  });

  test("a receive that waits at a dead-letter queue wakes when a message is moved there, and one at its source when it comes back", async () => {
    await call("CreateQueue", {
      QueueName: "source",
      Attributes: {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: "arn:aws:sqs:us-east-1:123456789012:jobs",
          maxReceiveCount: 1,
        }),
      },
    });
    await send("poison", { QueueUrl: "x/source" });
    const look = { QueueUrl: "x/source", VisibilityTimeout: 0, WaitTimeSeconds: 0 };
    await receive(look);
    const waiting = receive({ VisibilityTimeout: 0 });
    await receive(look);
    expect((await waiting).Messages?.[0]?.Body).toBe("poison");
    const moved = receive({ QueueUrl: "x/source" });
    const SourceArn = "arn:aws:sqs:us-east-1:123456789012:jobs";
    await call("StartMessageMoveTask", { SourceArn });
    engine.clock.advance(1);
    expect((await moved).Messages?.[0]?.Body).toBe("poison");
  });

  test("a receive that is served lets go of its signal", async () => {
    const { signal } = new AbortController();
    const waiting = receive({}, signal);
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    await send("one");
    await waiting;
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
