import type { SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { api, type SendReport, sender } from "#middleware";
import { httpEvent, lambdaContext, outside } from "../support.ts";
import { type Queue, startQueue } from "./sqs.ts";

const timer = (run: () => void) => {
  run();
  return () => {};
};

interface Sent {
  input: { Entries: { Id: string }[] };
}

/** The client with another answer: `refuse` names the code of entries that the queue does not get to see. */
function refusing(
  { client }: Queue,
  refuse: (id: string, attempt: number) => { code: string; mine: boolean } | undefined,
) {
  const attempts = new Map<string, number>();
  const batches: string[][] = [];
  return {
    batches,
    async send(command: Sent) {
      batches.push(command.input.Entries.map(({ Id }) => Id));
      const Failed: object[] = [];
      command.input.Entries = command.input.Entries.filter(({ Id }) => {
        attempts.set(Id, (attempts.get(Id) ?? 0) + 1);
        const refusal = refuse(Id, attempts.get(Id) ?? 0);
        if (refusal !== undefined)
          Failed.push({ Id, Code: refusal.code, Message: `no ${Id}`, SenderFault: refusal.mine });
        return refusal === undefined;
      });
      if (command.input.Entries.length > 0) await client.send(command as never);
      return { Failed };
    },
  };
}

describe("sender()", () => {
  let queue: Queue;
  beforeAll(async () => {
    queue = await startQueue();
  });
  afterAll(() => queue.close());

  const inRequest = async (work: () => Promise<unknown>) => {
    const { ports } = outside();
    await api({ ports }, async () => void (await work()))(
      httpEvent({ headers: { "x-request-id": "request-1" } }),
      lambdaContext(),
    );
  };

  test("sends a message as JSON with the ids of the request", async () => {
    const { send } = sender({ client: queue.client, queueUrl: queue.url });
    await inRequest(() => send({ order: 1 }, { delaySeconds: 0 }));
    expect(await queue.receive(1)).toMatchObject([
      { body: { order: 1 }, attributes: { "x-request-id": "request-1", "x-caller-hops": "1" } },
    ]);
    expect(await send("outside")).toMatch(/^[\w-]+$/);
    expect(await queue.receive(1)).toMatchObject([{ body: "outside", attributes: {} }]);
  });

  test("throws what the client throws", async () => {
    const { send } = sender({ client: queue.client, queueUrl: `${queue.url}-missing` });
    await expect(send({})).rejects.toMatchObject({ name: expect.stringContaining("Queue") });
  });

  test("sends a list in batches of ten, all with the ids", async () => {
    const client = refusing(queue, () => undefined);
    const { sendAll } = sender({ client, queueUrl: queue.url });
    const messages = Array.from({ length: 23 }, (_, n) => n);
    let report: SendReport | undefined;
    await inRequest(async () => {
      report = await sendAll(messages);
    });
    expect(report).toEqual({ sent: 23, failed: [] });
    expect(client.batches.map(({ length }) => length)).toEqual([10, 10, 3]);
    const arrived = await queue.receive(23);
    expect(arrived.map(({ body }) => body).sort((a, b) => Number(a) - Number(b))).toEqual(messages);
    expect(new Set(arrived.map(({ attributes }) => attributes["x-request-id"]))).toEqual(
      new Set(["request-1"]),
    );
  });

  test("keeps a batch below 1 MiB, and reports a message that is larger by itself", async () => {
    const client = refusing(queue, () => undefined);
    const { sendAll } = sender({ client, queueUrl: queue.url });
    const sizes = [400_000, 400_000, 400_000, 1_048_577, 1_048_574];
    const report = await sendAll(sizes.map((size) => "x".repeat(size)));
    expect(client.batches).toEqual([["0", "1"], ["2"], ["4"]]);
    expect(report).toEqual({
      sent: 4,
      failed: [{ index: 3, code: "MessageTooLong", reason: expect.stringContaining("1048579 bytes") }],
    });
    await queue.receive(4);
  });

  test("sends again what the queue refused for a reason of its own, and nothing else", async () => {
    const client = refusing(queue, (id, attempt) => {
      if (id === "1") return { code: "InvalidMessageContents", mine: true };
      if (id === "2" && attempt === 1) return { code: "InternalError", mine: false };
      return id === "3" ? { code: "ServiceUnavailable", mine: false } : undefined;
    });
    const { sendAll } = sender({ client, queueUrl: queue.url, ports: { timer } });
    const report = await sendAll(["a", "b", "c", "d"]);
    expect(client.batches).toEqual([["0", "1", "2", "3"], ["2", "3"], ["3"]]);
    expect(report).toEqual({
      sent: 2,
      failed: [
        { index: 1, code: "InvalidMessageContents", reason: "no 1" },
        { index: 3, code: "ServiceUnavailable", reason: "no 3" },
      ],
    });
    expect((await queue.receive(2)).map(({ body }) => body).sort()).toEqual(["a", "c"]);
  });

  test("a call that fails is the end of its own batch only", async () => {
    let calls = 0;
    const client = {
      send: (command: unknown) =>
        ++calls === 1 ? Promise.reject(new Error("connection lost")) : queue.client.send(command as never),
    };
    const { sendAll } = sender({ client, queueUrl: queue.url });
    const { sent, failed } = await sendAll(Array.from({ length: 12 }, (_, n) => n));
    expect(sent).toBe(2);
    expect(failed).toHaveLength(10);
    expect(failed[9]).toEqual({ index: 9, code: "Error", reason: "connection lost" });
    await queue.receive(2);
  });

  test("gives each message of a FIFO queue its group and its deduplication id", async () => {
    const fifo = await startQueue("work.fifo");
    try {
      const { send, sendAll } = sender({ client: fifo.client, queueUrl: fifo.url });
      await send(1, { groupId: "a", deduplicationId: "1" });
      await sendAll([1, 2], (n) => ({ groupId: "a", deduplicationId: String(n) }));
      expect(await fifo.receive(2)).toMatchObject([
        { body: 1, group: "a" },
        { body: 2, group: "a" },
      ]);
    } finally {
      await fifo.close();
    }
  });

  test.each([
    [{ queueUrl: "https://example.com/q" }, '"client" must be an SQSClient.'],
    [{ client: {} as SQSClient, queueUrl: "q" }, '"client" must be an SQSClient.'],
    [{ client: { send: async () => ({}) }, queueUrl: "" }, '"queueUrl" must be'],
    [{ client: { send: async () => ({}) }, queueUrl: "q", attempts: 0 }, "attempts must be"],
    [{ client: { send: async () => ({}) }, queueUrl: "q", delay: 1 }, 'unknown option "delay"'],
  ])("refuses the options %j", (options, reason) => {
    expect(() => sender(options as never)).toThrow(`sender(): ${reason}`);
  });
});
