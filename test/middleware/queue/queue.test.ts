import { describe, expect, test } from "@jest/globals";
import { batch, currentContext, Problem, type QueueRecord, queue } from "#middleware";
import { lambdaContext, outside, validatorOf } from "../support.ts";

function record(messageId: string, body: unknown = {}, more: Partial<QueueRecord> = {}): QueueRecord {
  return {
    messageId,
    receiptHandle: `receipt-of-${messageId}`,
    body: typeof body === "string" ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: "2" },
    messageAttributes: { "x-request-id": { stringValue: `request-of-${messageId}` } },
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:pages",
    ...more,
  };
}

const failures = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
const job = validatorOf<{ job: string }>(
  (data) => typeof (data as { job?: unknown }).job === "string",
  [{ instancePath: "", keyword: "required", params: { missingProperty: "job" } }],
);

describe("queue()", () => {
  test("hands over each message with its own ids and writes a line for each", async () => {
    const { ports, lines } = outside();
    const seen: unknown[] = [];
    const handler = queue(
      { ports, message: job },
      ({ message, requestId, receiveCount, remainingMs, log }) => {
        log.add({ job: message.job });
        seen.push([message.job, requestId, receiveCount, remainingMs()]);
      },
    );
    const event = { Records: [record("m1", { job: "a" }), record("m2", { job: "b" })] };
    expect(await handler(event, lambdaContext(9000))).toEqual(failures());
    expect(seen).toEqual([
      ["a", "request-of-m1", 2, 9000],
      ["b", "request-of-m2", 2, 9000],
    ]);
    expect(lines).toMatchObject([
      {
        message: "record",
        requestId: "request-of-m1",
        messageId: "m1",
        queue: "pages",
        receiveCount: 2,
        outcome: "ok",
        job: "a",
      },
      { message: "record", requestId: "request-of-m2", messageId: "m2", outcome: "ok", job: "b" },
    ]);
  });

  test("never mixes two records that run at the same time", async () => {
    const { ports, lines } = outside();
    const gate = Promise.withResolvers<void>();
    let inside = 0;
    const handler = queue({ ports }, async ({ log, requestId }) => {
      if (++inside === 2) gate.resolve();
      await gate.promise;
      log.info("working", { same: currentContext()?.requestId === requestId });
    });
    await handler({ Records: [record("m1"), record("m2")] }, lambdaContext());
    const working = lines.filter(({ message }) => message === "working");
    expect(working.map(({ requestId, same }) => [requestId, same])).toEqual([
      ["request-of-m1", true],
      ["request-of-m2", true],
    ]);
    expect(currentContext()).toBeUndefined();
  });

  test("reports the records that failed, and only those", async () => {
    const { ports, lines } = outside();
    const handler = queue({ ports, message: job }, ({ message }) => {
      if (message.job === "bad") throw new Error("no luck with jane@example.com");
    });
    const bodies = ["{not json", "{}", '{"job":"bad"}', '{"job":"good"}', '{"__proto__":1}', "\ud800"];
    const event = { Records: bodies.map((body, index) => record(`m${index}`, body)) };
    expect(await handler(event, lambdaContext())).toEqual(failures("m0", "m1", "m2", "m4", "m5"));
    const endings = Object.fromEntries(lines.map(({ messageId, code, level }) => [messageId, [code, level]]));
    expect(endings).toEqual({
      m0: ["invalid-message", "error"],
      m1: ["invalid-message", "error"],
      m2: ["internal", "error"],
      m3: [undefined, "info"],
      m4: ["invalid-message", "error"],
      m5: ["invalid-message", "error"],
    });
    const line = (id: string) => lines.find(({ messageId }) => messageId === id);
    expect(line("m1")).toMatchObject({ errors: [{ pointer: "/message/job", message: "is required" }] });
    expect(line("m2")).toMatchObject({ error: { message: expect.stringMatching(/^no luck with \[email/) } });
  });

  test("does not throw although the whole batch failed", async () => {
    const { ports } = outside();
    const handler = queue({ ports }, () =>
      Promise.reject(new Problem("busy", { status: 503, title: "Busy" })),
    );
    expect(await handler({ Records: [record("m1"), record("m2")] }, lambdaContext())).toEqual(
      failures("m1", "m2"),
    );
  });

  test("maps foreign errors to a code in the log", async () => {
    const { ports, lines } = outside();
    const problems = () => new Problem("budget-exhausted", { status: 409, title: "Over budget" });
    const handler = queue({ ports, problems }, () => {
      throw new RangeError("x");
    });
    await handler({ Records: [record("m1")] }, lambdaContext());
    expect(lines).toMatchObject([
      { code: "budget-exhausted", outcome: "failed", error: { name: "RangeError" } },
    ]);
  });

  test.each([
    [1, 1],
    [3, 3],
    [undefined, 10],
  ])("with concurrency %p runs %p records at once", async (concurrency, expected) => {
    const { ports } = outside();
    let running = 0;
    let most = 0;
    const handler = queue({ ports, ...(concurrency === undefined ? {} : { concurrency }) }, async () => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
    });
    const records = Array.from({ length: 10 }, (_, index) => record(`m${index}`));
    expect(await handler({ Records: records }, lambdaContext())).toEqual(failures());
    expect(most).toBe(expected);
  });

  test("keeps the order of a FIFO queue and hands back what follows a failure", async () => {
    const { ports } = outside();
    const seen: string[] = [];
    const handler = queue({ ports, message: { type: "string" } }, async ({ message }) => {
      await new Promise(setImmediate);
      seen.push(message);
      if (message === "b") throw new Error("stop");
    });
    const eventSourceARN = "arn:aws:sqs:us-east-1:000000000000:pages.fifo";
    const records = ["a", "b", "c"].map((body) => record(body, JSON.stringify(body), { eventSourceARN }));
    expect(await handler({ Records: records }, lambdaContext())).toEqual(failures("b", "c"));
    expect(seen).toEqual(["a", "b"]);
  });

  test("replaces hostile ids of a message", async () => {
    const { ports, lines } = outside();
    const messageAttributes = {
      "x-request-id": { stringValue: "<b>evil</b>" },
      "x-caller-hops": { stringValue: "-1" },
    };
    const bare: QueueRecord = { messageId: "m2", receiptHandle: "r", body: "{}" };
    await queue({ ports }, () => undefined)(
      { Records: [record("m1", {}, { messageAttributes }), bare] },
      lambdaContext(),
    );
    expect(lines).toMatchObject([{ requestId: "made-id-1" }, { requestId: "made-id-2", receiveCount: 1 }]);
    expect(JSON.stringify(lines)).not.toContain("evil");
  });

  test("shares one abort signal and takes its timer back", async () => {
    const { ports, timers } = outside();
    const handler = queue({ ports }, ({ signal }) => {
      expect(signal.aborted).toBe(false);
      expect(timers.map(({ milliseconds }) => milliseconds)).toEqual([29_800, 29_500]);
    });
    expect(await handler({ Records: [record("m1"), record("m2")] }, lambdaContext())).toEqual(failures());
    expect(timers).toHaveLength(0);
  });

  test("is a Middy handler, and batch() is the same without Middy", async () => {
    const { ports } = outside();
    const seen: string[] = [];
    const handler = queue({ ports }, () => void seen.push("handler")).use({
      before: () => void seen.push("before"),
    });
    await handler({ Records: [record("m1")] }, lambdaContext());
    await batch({ ports }, () => void seen.push("batch"))({ Records: [record("m1")] }, lambdaContext());
    expect(seen).toEqual(["before", "handler", "batch"]);
  });

  test("says what is wrong with an event that is no batch, and with its options", async () => {
    await expect(queue({}, () => 1)({} as never, lambdaContext())).rejects.toThrow(
      "connect the function to an SQS queue",
    );
    expect(() => queue({ concurrency: 0 }, () => 1)).toThrow("concurrency must be a whole number above 0");
    expect(() => queue({ mesage: 1 } as never, () => 1)).toThrow('queue(): unknown option "mesage"');
    expect(() => queue({ message: 7 } as never, () => 1)).toThrow('"message" is no schema');
  });
});
