import { describe, expect, test } from "@jest/globals";
import { type QueueRecord, queue } from "#middleware";
import { outside } from "../support.ts";

const record = (messageId: string, more: Partial<QueueRecord> = {}): QueueRecord => ({
  messageId,
  receiptHandle: "r",
  body: JSON.stringify(messageId),
  ...more,
});
const failures = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
const time = (left: { ms: number }) => ({ getRemainingTimeInMillis: () => left.ms }) as never;

describe("a batch that runs out of time", () => {
  test("hands back what has not begun, without running it", async () => {
    const { ports, lines } = outside();
    const left = { ms: 10_000 };
    const seen: string[] = [];
    const handler = queue({ ports, concurrency: 1 }, ({ record: { messageId } }) => {
      seen.push(messageId);
      if (messageId === "b") left.ms = 500;
    });
    const event = { Records: ["a", "b", "c", "d"].map((id) => record(id)) };
    expect(await handler(event, time(left))).toEqual(failures("c", "d"));
    expect(seen).toEqual(["a", "b"]);
    expect(lines.map(({ messageId, code }) => [messageId, code])).toEqual([
      ["a", undefined],
      ["b", undefined],
      ["c", "deadline-exceeded"],
      ["d", "deadline-exceeded"],
    ]);
  });

  test("tells what runs, then answers without it and keeps what was done", async () => {
    const { ports, lines, timers } = outside();
    const aborted: string[] = [];
    const ready = Promise.withResolvers<void>();
    const handler = queue({ ports }, async ({ record: { messageId }, signal }) => {
      if (messageId === "done") return;
      signal.addEventListener("abort", () => aborted.push(messageId));
      ready.resolve();
      await new Promise(() => {});
    });
    const answer = handler({ Records: [record("done"), record("stuck")] }, time({ ms: 10_000 }));
    await ready.promise;
    expect(timers.map(({ milliseconds }) => milliseconds)).toEqual([9_800, 9_500]);
    timers[1]?.run();
    expect(aborted).toEqual(["stuck"]);
    timers[0]?.run();
    expect(await answer).toEqual(failures("stuck"));
    expect(lines).toMatchObject([
      { messageId: "done", outcome: "ok" },
      { messageId: "stuck", outcome: "failed", code: "deadline-exceeded" },
    ]);
    expect(timers).toHaveLength(0);
  });

  test("keeps a record that ends between the signal and the answer", async () => {
    const { ports, timers } = outside();
    const ready = Promise.withResolvers<void>();
    const handler = queue({ ports }, async ({ signal }) => {
      ready.resolve();
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    });
    const answer = handler({ Records: [record("a")] }, time({ ms: 10_000 }));
    await ready.promise;
    timers[1]?.run();
    expect(await answer).toEqual(failures());
  });
});

describe("the order of a batch", () => {
  const fifo = (messageId: string, MessageGroupId: string) =>
    record(messageId, {
      attributes: { MessageGroupId },
      eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:pages.fifo",
    });

  test("of a FIFO queue holds within each group, and a failure stops its own group alone", async () => {
    const { ports } = outside();
    const seen: string[] = [];
    const handler = queue({ ports }, async ({ record: { messageId } }) => {
      await new Promise(setImmediate);
      seen.push(messageId);
      if (messageId === "a1") throw new Error("stop");
    });
    const event = { Records: [fifo("a1", "a"), fifo("b1", "b"), fifo("a2", "a"), fifo("b2", "b")] };
    expect(await handler(event, time({ ms: 10_000 }))).toEqual(failures("a1", "a2"));
    expect(seen).toEqual(["a1", "b1", "b2"]);
  });

  test("runs a message that is in the batch twice once", async () => {
    const { ports } = outside();
    const seen: string[] = [];
    const handler = queue({ ports }, ({ record: { messageId } }) => {
      seen.push(messageId);
      throw new Error("no");
    });
    expect(await handler({ Records: [record("a"), record("a")] }, time({ ms: 9_000 }))).toEqual(
      failures("a"),
    );
    expect(seen).toEqual(["a"]);
  });
});

describe("queue()", () => {
  test("works without options", async () => {
    const lines: string[] = [];
    const { write } = process.stdout;
    process.stdout.write = (text) => lines.push(String(text)) > 0;
    try {
      const handler = queue(({ message }) => expect(message).toBe("a"));
      expect(await handler({ Records: [record("a")] }, time({ ms: 9_000 }))).toEqual(failures());
    } finally {
      process.stdout.write = write;
    }
    expect(lines.join("")).toContain('"messageId":"a"');
  });

  test.each(["aws:sns", "aws:s3"])("refuses records of %s with a way out", async (eventSource) => {
    const handler = queue({ ports: outside().ports }, () => 1);
    const event = { Records: [record("a", { eventSource })] };
    await expect(handler(event, time({ ms: 9_000 }))).rejects.toThrow(
      `the records come from ${eventSource}; use task()`,
    );
  });

  test("fails a record without a body, and the batch for one that cannot be named", async () => {
    const handler = queue({ ports: outside().ports }, () => 1);
    const bare = { messageId: "a", receiptHandle: "r" } as QueueRecord;
    const event = { Records: [bare, null as never] };
    expect(await handler(event, time({ ms: 9_000 }))).toEqual(failures("a", ""));
  });
});
