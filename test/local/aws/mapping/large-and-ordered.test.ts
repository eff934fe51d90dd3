import { afterEach, describe, expect, test } from "@jest/globals";
import { type InvokeResult, type MappingSettings, memoryJournal, virtualClock } from "#aws";
import { createEventSourceMapping, type EventSourceMapping } from "#local/aws/event-source-mapping.ts";
import { createSqs } from "#local/aws/sqs.ts";

interface Batch {
  Records: { messageId: string; body: string; attributes: { MessageGroupId: string } }[];
}

const open: EventSourceMapping[] = [];
afterEach(() => {
  for (const mapping of open.splice(0)) mapping.close();
});

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
const mebibyte = 1024 * 1024;

async function mapped(
  name: string,
  handle: (bodies: string[], batch: Batch) => unknown,
  settings: Partial<MappingSettings> = {},
) {
  const clock = virtualClock();
  const account = { region: "eu-west-1", accountId: "111122223333" };
  const sqs = createSqs({ clock, journal: memoryJournal(), baseUrl: () => "http://127.0.0.1:1", ...account });
  const fifo = name.endsWith(".fifo") && { FifoQueue: "true", ContentBasedDeduplication: "true" };
  const Attributes = { VisibilityTimeout: "30", MaximumMessageSize: String(mebibyte), ...fifo };
  const { QueueUrl } = (await sqs.call("CreateQueue", { QueueName: name, Attributes })) as {
    QueueUrl: string;
  };
  const batches: string[][] = [];
  const mapping = createEventSourceMapping({
    settings: {
      queueArn: `arn:aws:sqs:eu-west-1:111122223333:${name}`,
      functionName: "f",
      batchSize: 10,
      maximumBatchingWindowSeconds: 0,
      reportBatchItemFailures: true,
      enabled: false,
      ...settings,
    },
    queueUrl: QueueUrl,
    sqs,
    clock,
    maximumBatches: 10,
    async invoke(_, event): Promise<InvokeResult> {
      const batch = event as Batch;
      const bodies = batch.Records.map(({ body }) => body.slice(0, 2));
      batches.push(bodies);
      const answer = await handle(bodies, batch);
      return answer instanceof Error
        ? { error: { errorType: "Error", errorMessage: "boom" }, coldStart: false, durationMs: 0 }
        : { payload: answer ?? null, coldStart: false, durationMs: 0 };
    },
  });
  open.push(mapping);
  return {
    mapping,
    batches,
    async send(MessageBody: string, MessageGroupId?: string) {
      await sqs.call("SendMessage", { QueueUrl, MessageBody, ...(MessageGroupId && { MessageGroupId }) });
    },
    async advance(milliseconds: number) {
      clock.advance(milliseconds);
      await settle();
    },
    depth() {
      const { visible, inFlight } = sqs.depths()[0] ?? {};
      return { visible, inFlight };
    },
  };
}

const large = (body: string) => body.padEnd(mebibyte - 4096, "-");
const failuresOf = ({ Records }: Batch, bodies: string[]) => ({
  batchItemFailures: Records.filter(({ body }) => bodies.includes(body.slice(0, 2))).map(({ messageId }) => ({
    itemIdentifier: messageId,
  })),
});

describe("messages too large for one event", () => {
  test("reach the function in several, and all are deleted", async () => {
    const { send, mapping, batches, depth } = await mapped("orders", () => null);
    for (let number = 0; number < 10; number++) await send(large(`m${number}`));
    mapping.resume();
    await settle();
    expect(batches.map((bodies) => bodies.length)).toEqual([6, 4]);
    expect(depth()).toEqual({ visible: 0, inFlight: 0 });
  });

  test("end the batching window early", async () => {
    const settings = { batchSize: 100, maximumBatchingWindowSeconds: 60 };
    const { send, mapping, batches, depth, advance } = await mapped("orders", () => null, settings);
    mapping.resume();
    for (const body of ["m0", "m1", "m2", "m3", "m4"]) await send(large(body));
    await settle();
    expect(batches).toEqual([]);
    for (const body of ["m5", "m6"]) await send(large(body));
    await settle();
    expect(batches).toEqual([["m0", "m1", "m2", "m3", "m4", "m5"], ["m6"]]);
    expect(depth()).toEqual({ visible: 0, inFlight: 0 });
    await advance(60_000);
    expect(batches).toHaveLength(2);
  });

  test("of a FIFO group wait for the part before them, and stop when it fails", async () => {
    let broken = true;
    const handle = (_: string[], batch: Batch) => (broken ? failuresOf(batch, ["b2"]) : null);
    const { send, mapping, batches, advance, depth } = await mapped("orders.fifo", handle);
    for (const body of ["a1", "a2", "b1", "a3", "b2", "b3", "a4", "b4", "c1"])
      await send(large(body), body[0]);
    mapping.resume();
    await settle();
    expect(batches).toEqual([["a1", "a2", "a3", "a4", "b1", "b2"], ["c1"]]);
    expect(depth()).toEqual({ visible: 0, inFlight: 3 });
    broken = false;
    await advance(30_000);
    expect(batches.slice(2)).toEqual([["b2", "b3", "b4"]]);
    expect(depth()).toEqual({ visible: 0, inFlight: 0 });
  });
});

describe("a FIFO queue", () => {
  test("gives out nothing of a group behind a message that failed, until it is handled", async () => {
    let broken = true;
    const handle = ([body]: string[]) => (broken && body === "a1" ? new Error("boom") : null);
    const { send, mapping, batches, advance, depth } = await mapped("orders.fifo", handle, { batchSize: 1 });
    for (const body of ["a1", "a2", "b1", "a3", "b2"]) await send(body, body[0]);
    mapping.resume();
    await settle();
    expect(batches.flat()).toEqual(["a1", "b1", "b2"]);
    await advance(30_000);
    expect(batches.flat().slice(3)).toEqual(["a1"]);
    broken = false;
    await advance(30_000);
    expect(batches.flat().slice(4)).toEqual(["a1", "a2", "a3"]);
    expect(depth()).toEqual({ visible: 0, inFlight: 0 });
  });

  test("runs one batch of a group at a time, and several groups at once", async () => {
    const release: (() => void)[] = [];
    const hold = () => new Promise<void>((resolve) => release.push(resolve));
    const { send, mapping, batches } = await mapped("orders.fifo", hold, { batchSize: 1 });
    for (const body of ["a1", "a2", "b1", "b2"]) await send(body, body[0]);
    mapping.resume();
    await settle();
    expect(batches.flat()).toEqual(["a1", "b1"]);
    release[0]?.();
    await settle();
    expect(batches.flat()).toEqual(["a1", "b1", "a2"]);
  });
});
