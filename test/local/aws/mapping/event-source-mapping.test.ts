import { afterEach, describe, expect, test } from "@jest/globals";
import { AwsError } from "#local/aws/aws-error.ts";
import { virtualClock } from "#local/aws/clock.ts";
import { createEventSourceMapping, type EventSourceMapping } from "#local/aws/event-source-mapping.ts";
import { memoryJournal } from "#local/aws/journal.ts";
import type { InvokeResult } from "#local/aws/lambda.ts";
import type { MappingSettings } from "#local/aws/mapping/settings.ts";
import { createSqs } from "#local/aws/sqs.ts";

interface Batch {
  Records: {
    messageId: string;
    body: string;
    attributes: Record<string, string>;
    messageAttributes: Record<string, unknown>;
  }[];
}

const open: EventSourceMapping[] = [];
afterEach(() => {
  for (const mapping of open.splice(0)) mapping.close();
});

const succeeded = (payload: unknown = null): InvokeResult => ({ payload, coldStart: false, durationMs: 1 });
const failed: InvokeResult = {
  error: { errorType: "Error", errorMessage: "boom" },
  coldStart: false,
  durationMs: 1,
};
const queueArn = "arn:aws:sqs:eu-west-1:111122223333:orders";

/** Lets everything run that waits for nothing but other promises. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function mapped(
  handle: (batch: Batch) => InvokeResult | Promise<InvokeResult>,
  settings: Partial<MappingSettings> = {},
  maximumBatches = 4,
) {
  const clock = virtualClock();
  const account = { region: "eu-west-1", accountId: "111122223333" };
  const sqs = createSqs({ clock, journal: memoryJournal(), baseUrl: () => "http://127.0.0.1:1", ...account });
  const call = async (operation: string, input: object) =>
    (await sqs.call(operation, { ...input })) as Record<string, unknown>;
  const { QueueUrl } = (await call("CreateQueue", {
    QueueName: "orders",
    Attributes: { VisibilityTimeout: "30" },
  })) as { QueueUrl: string };
  const batches: Batch[] = [];
  const errors: string[] = [];
  const mapping = createEventSourceMapping({
    settings: {
      queueArn,
      functionName: "f",
      batchSize: 10,
      maximumBatchingWindowSeconds: 0,
      reportBatchItemFailures: true,
      enabled: true,
      ...settings,
    },
    queueUrl: QueueUrl,
    sqs,
    clock,
    maximumBatches,
    onError: (sentence) => errors.push(sentence),
    async invoke(functionName, event) {
      expect(functionName).toBe("f");
      batches.push(event as Batch);
      return handle(event as Batch);
    },
  });
  open.push(mapping);
  return {
    clock,
    mapping,
    batches,
    errors,
    call,
    async send(...bodies: string[]) {
      for (const MessageBody of bodies) await call("SendMessage", { QueueUrl, MessageBody });
      await settle();
    },
    async advance(milliseconds: number) {
      clock.advance(milliseconds);
      await settle();
    },
    QueueUrl,
    /** Messages that can be received, and messages in flight. */
    depth() {
      const { visible, inFlight } = sqs.depths()[0] ?? {};
      return { visible, inFlight };
    },
    bodies: () => batches.map(({ Records }) => Records.map(({ body }) => body).join("")),
  };
}

describe("a batch", () => {
  test("reaches the function with every member of the SQS event, and is then deleted", async () => {
    const { call, batches, QueueUrl, depth, clock } = await mapped(() => succeeded());
    const { MessageId } = await call("SendMessage", {
      QueueUrl,
      MessageBody: "hello",
      MessageAttributes: {
        kind: { DataType: "String", StringValue: "greeting" },
        raw: { DataType: "Binary", BinaryValue: Buffer.from("bytes").toString("base64") },
      },
      MessageSystemAttributes: {
        AWSTraceHeader: {
          DataType: "String",
          StringValue: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
        },
      },
    });
    await settle();
    expect(batches).toEqual([
      {
        Records: [
          {
            messageId: MessageId,
            receiptHandle: expect.any(String),
            body: "hello",
            attributes: {
              ApproximateReceiveCount: "1",
              SentTimestamp: String(clock.now()),
              SenderId: expect.any(String),
              ApproximateFirstReceiveTimestamp: String(clock.now()),
              AWSTraceHeader: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
            },
            messageAttributes: {
              kind: {
                stringValue: "greeting",
                stringListValues: [],
                binaryListValues: [],
                dataType: "String",
              },
              raw: {
                binaryValue: "Ynl0ZXM=",
                stringListValues: [],
                binaryListValues: [],
                dataType: "Binary",
              },
            },
            md5OfBody: "5d41402abc4b2a76b9719d911017c592",
            md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
            eventSource: "aws:sqs",
            eventSourceARN: queueArn,
            awsRegion: "eu-west-1",
          },
        ],
      },
    ]);
    expect(depth()).toEqual({ visible: 0, inFlight: 0 });
  });

  test("holds at most BatchSize messages", async () => {
    const { send, mapping, bodies } = await mapped(() => succeeded(), { batchSize: 2, enabled: false });
    await send("a", "b", "c");
    expect(bodies()).toEqual([]);
    mapping.resume();
    await settle();
    expect(bodies()).toEqual(["ab", "c"]);
  });

  test("of more than ten messages is gathered from several receives within the window", async () => {
    const { send, advance, bodies, depth } = await mapped(() => succeeded(), {
      batchSize: 12,
      maximumBatchingWindowSeconds: 5,
    });
    await send(..."abcdefghijk");
    await advance(4_000);
    expect(bodies()).toEqual([]);
    await send("l");
    expect(bodies()).toEqual(["abcdefghijkl"]);
    await send("m");
    await advance(5_000);
    expect(bodies()).toEqual(["abcdefghijkl", "m"]);
    expect(depth()).toEqual({ visible: 0, inFlight: 0 });
  });
});

describe("an answer", () => {
  const first = ({ Records }: Batch) => Records[0]?.messageId;
  test.each<[string, (batch: Batch) => unknown, number]>([
    ["null", () => null, 0],
    ["an empty object", () => ({}), 0],
    ["no failures", () => ({ batchItemFailures: [] }), 0],
    ["null failures", () => ({ batchItemFailures: null }), 0],
    ["one failure", (batch) => ({ batchItemFailures: [{ itemIdentifier: first(batch) }] }), 1],
    ["text", () => "fine", 3],
    ["failures that are no list", () => ({ batchItemFailures: "all" }), 3],
    ["an empty identifier", () => ({ batchItemFailures: [{ itemIdentifier: "" }] }), 3],
    ["a null identifier", () => ({ batchItemFailures: [{ itemIdentifier: null }] }), 3],
    ["a misnamed identifier", (batch) => ({ batchItemFailures: [{ itemId: first(batch) }] }), 3],
    ["an unknown identifier", () => ({ batchItemFailures: [{ itemIdentifier: "x" }] }), 3],
  ])("of %s leaves its failures to the visibility timeout", async (_, answer, left) => {
    const { send, mapping, depth, advance, bodies } = await mapped((batch) => succeeded(answer(batch)), {
      enabled: false,
    });
    await send("a", "b", "c");
    mapping.resume();
    await settle();
    expect(depth()).toEqual({ visible: 0, inFlight: left });
    await advance(30_000);
    expect(bodies().slice(1)).toEqual(left === 0 ? [] : [left === 1 ? "a" : "abc"]);
  });

  test("means nothing without ReportBatchItemFailures", async () => {
    const answer = { batchItemFailures: [{ itemIdentifier: "x" }] };
    const { send, depth } = await mapped(() => succeeded(answer), { reportBatchItemFailures: false });
    await send("a");
    expect(depth()).toEqual({ visible: 0, inFlight: 0 });
  });

  test("that is an error leaves the whole batch, which comes back counted", async () => {
    let broken = true;
    const { send, depth, advance, batches } = await mapped(() => (broken ? failed : succeeded()));
    await send("a");
    expect(depth()).toEqual({ visible: 0, inFlight: 1 });
    broken = false;
    await advance(30_000);
    expect(batches[1]?.Records[0]?.attributes.ApproximateReceiveCount).toBe("2");
    expect(depth()).toEqual({ visible: 0, inFlight: 0 });
  });
});

describe("a throttled batch", () => {
  const throttled = () => {
    throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);
  };

  test("is tried again while its messages are invisible to others", async () => {
    let busy = true;
    const { send, advance, batches, depth } = await mapped(() => (busy ? throttled() : succeeded()));
    await send("a");
    await advance(1_000);
    busy = false;
    await advance(1_999);
    expect(batches).toHaveLength(2);
    await advance(1);
    expect(batches[2]?.Records[0]?.attributes.ApproximateReceiveCount).toBe("1");
    expect(depth()).toEqual({ visible: 0, inFlight: 0 });
  });

  test("is given up at the visibility timeout and received anew", async () => {
    const { send, advance, batches } = await mapped(throttled);
    await send("a");
    for (let second = 0; second < 70; second++) await advance(1_000);
    const counts = batches.map(({ Records }) => Records[0]?.attributes.ApproximateReceiveCount);
    // After 0, 1, 3, 7 and 15 seconds, and from 30 and from 60 on the same with the message received anew.
    expect(counts.join("")).toBe("11111222223333");
  });
});

describe("concurrency", () => {
  function held() {
    const release: (() => void)[] = [];
    const hold = () => new Promise<InvokeResult>((resolve) => release.push(() => resolve(succeeded())));
    return { release, hold };
  }

  test("is capped by MaximumConcurrency", async () => {
    const { release, hold } = held();
    const { send, bodies, mapping } = await mapped(hold, { batchSize: 1, maximumConcurrency: 2 });
    await send("a", "b", "c");
    expect(bodies()).toEqual(["a", "b"]);
    expect(mapping.inFlight()).toBe(2);
    release[0]?.();
    await settle();
    expect(bodies()).toEqual(["a", "b", "c"]);
  });

  test("is capped by what the machine may run", async () => {
    const { hold } = held();
    const { send, bodies } = await mapped(hold, { batchSize: 1 }, 3);
    await send(..."abcdef");
    expect(bodies()).toHaveLength(3);
  });

  test("begins at five, grows by five a second while all are in use, and begins anew after a quiet time", async () => {
    const { release, hold } = held();
    const { send, bodies, advance } = await mapped(hold, { batchSize: 1 }, 100);
    await send(..."abcdefghijklmnopqrstuvwxyz");
    expect(bodies()).toHaveLength(5);
    await advance(1_000);
    expect(bodies()).toHaveLength(10);
    await advance(1_000);
    expect(bodies()).toHaveLength(15);
    while (release.length > 0) {
      for (const end of release.splice(0)) end();
      await settle();
    }
    await advance(20_000);
    await send(..."ABCDEFGHIJ");
    expect(bodies().slice(26)).toHaveLength(5);
  });
});

describe("a mapping", () => {
  test("that is paused takes no more messages, and says when its batches are done", async () => {
    const release: (() => void)[] = [];
    const { send, mapping, bodies, depth } = await mapped(
      () => new Promise((resolve) => release.push(() => resolve(succeeded()))),
    );
    await send("a");
    let paused = false;
    const done = mapping.pause().then(() => {
      paused = true;
    });
    await send("b");
    expect({ paused, bodies: bodies(), enabled: mapping.enabled() }).toEqual({
      paused: false,
      bodies: ["a"],
      enabled: false,
    });
    release[0]?.();
    await done;
    await settle();
    expect(depth()).toEqual({ visible: 1, inFlight: 0 });
    mapping.resume();
    await settle();
    expect(bodies()).toEqual(["a", "b"]);
  });

  test("that is paused while it gathers a batch delivers what it has, and waits for it", async () => {
    const { send, mapping, bodies, depth } = await mapped(() => succeeded(), {
      batchSize: 12,
      maximumBatchingWindowSeconds: 60,
    });
    await send("a", "b");
    expect(bodies()).toEqual([]);
    await mapping.pause();
    expect(bodies()).toEqual(["ab"]);
    expect(depth()).toEqual({ visible: 0, inFlight: 0 });
  });

  test("outlives a queue that cannot be read", async () => {
    const { call, QueueUrl, errors, advance, mapping, bodies, send } = await mapped(() => succeeded());
    await call("DeleteQueue", { QueueUrl });
    await mapping.pause();
    mapping.resume();
    await settle();
    expect(errors[0]).toContain(`Receiving from ${queueArn} failed:`);
    await advance(60_000);
    await call("CreateQueue", { QueueName: "orders" });
    await send("a");
    await advance(1_000);
    expect(bodies()).toEqual(["a"]);
  });

  test.each<[string, Partial<MappingSettings>]>([
    ["EventSourceArn is not an SQS queue", { queueArn: "arn:aws:kinesis:eu-west-1:1:stream/s" }],
    ["BatchSize 0 is not between 1 and 10000", { batchSize: 0 }],
    ["BatchSize 11 is not between 1 and 10.", { queueArn: `${queueArn}.fifo`, batchSize: 11 }],
    ["a BatchSize above 10 needs MaximumBatchingWindowInSeconds", { batchSize: 11 }],
    ["MaximumBatchingWindowInSeconds 301 is not", { maximumBatchingWindowSeconds: 301 }],
    [
      "a FIFO queue takes no MaximumBatchingWindowInSeconds",
      { queueArn: `${queueArn}.fifo`, maximumBatchingWindowSeconds: 1 },
    ],
    ["MaximumConcurrency 1 is not between 2 and 1000", { maximumConcurrency: 1 }],
  ])("is refused: %s", async (message, settings) => {
    await expect(mapped(() => succeeded(), settings)).rejects.toThrow(message);
  });
});
