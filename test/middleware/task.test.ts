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
});
