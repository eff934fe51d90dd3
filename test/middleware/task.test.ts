import { describe, expect, test } from "@jest/globals";
import { currentContext, task } from "#middleware";
import { lambdaContext, outside } from "./support.ts";

describe("task()", () => {
  test("hands over the event, returns the result and writes one line", async () => {
    const { ports, lines, clock } = outside();
    const handler = task<{ at: string }, number>(
      { name: "sweep", ports },
      ({ event, requestId, log, remainingMs }) => {
        expect([event.at, requestId, remainingMs(), currentContext()?.requestId]).toEqual([
          "x",
          "made-id-1",
          5000,
          "made-id-1",
        ]);
        clock.now += 7;
        log.add({ repaired: 2 });
        return 42;
      },
    );
    expect(await handler({ at: "x" }, lambdaContext(5000))).toBe(42);
    expect(lines).toMatchObject([
      { message: "task", task: "sweep", outcome: "ok", durationMs: 7, repaired: 2, coldStart: true },
    ]);
    expect(currentContext()).toBeUndefined();
  });

  test("logs an error and throws it on, so that Lambda sees the failure", async () => {
    const { ports, lines, timers } = outside();
    const handler = task({ ports }, ({ signal }) => {
      expect(signal.aborted).toBe(false);
      throw new Error("no table");
    });
    await expect(handler({}, lambdaContext())).rejects.toThrow("no table");
    expect(lines).toMatchObject([
      { level: "error", outcome: "failed", code: "internal", error: { message: "no table" } },
    ]);
    expect(timers).toHaveLength(0);
  });

  test("is a Middy handler", async () => {
    const { ports } = outside();
    const seen: unknown[] = [];
    const handler = task({ ports }, () => "done").use({
      before: () => void seen.push(currentContext()?.requestId),
    });
    expect(await handler({}, lambdaContext())).toBe("done");
    expect(seen).toEqual(["made-id-1"]);
  });

  test("names an option that nobody reads", () => {
    expect(() => task({ nmae: "x" } as never, () => 1)).toThrow('task(): unknown option "nmae"');
    expect(() => task({}, undefined as never)).toThrow("must be the handler function");
  });

  test("works without options", async () => {
    const written: string[] = [];
    const { write } = process.stdout;
    process.stdout.write = (text) => written.push(String(text)) > 0;
    try {
      expect(await task(() => "done")({}, lambdaContext())).toBe("done");
    } finally {
      process.stdout.write = write;
    }
    expect(written.join("")).toContain('"message":"task"');
  });

  test.each([
    ["EventBridge", { "detail-type": "made", detail: { "x-request-id": "request-1" } }],
    ["SNS", { Records: [{ Sns: { MessageAttributes: { "x-request-id": { Value: "request-1" } } } }] }],
    ["a state machine, read by an option", { input: { id: "request-1" } }],
  ])("takes its id from %s", async (_source, event) => {
    const { ports, lines } = outside();
    const ids = (input: { input?: { id?: string } }) => (input.input ? { requestId: input.input.id } : {});
    await task({ ports, ids }, () => 1)(event as never, lambdaContext());
    expect(lines).toMatchObject([{ requestId: "request-1" }]);
  });

  test("runs although the reader of ids stumbles, and refuses one that is no function", async () => {
    const { ports, lines } = outside();
    const ids = () => {
      throw new Error("odd event");
    };
    expect(await task({ ports, ids }, () => 1)({}, lambdaContext())).toBe(1);
    expect(lines).toMatchObject([{ requestId: "made-id-1", outcome: "ok" }]);
    expect(() => task({ ids: "x" } as never, () => 1)).toThrow("ids must be a function");
  });
});
