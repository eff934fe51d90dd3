import { describe, expect, test } from "@jest/globals";
import { virtualClock } from "#local/aws/clock.ts";
import type { InvokeResult } from "#local/aws/lambda.ts";
import { parseScheduleExpression } from "#local/aws/schedule/expression.ts";
import { type ScheduleSettings, startSchedule } from "#local/aws/schedule.ts";

const start = Date.UTC(2026, 0, 1, 10, 30);
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

function scheduled(settings: Partial<ScheduleSettings>, results: (boolean | "throttled")[] = []) {
  const clock = virtualClock(start);
  const invocations: { at: number; event: unknown }[] = [];
  const schedule = startSchedule({
    clock,
    settings: {
      arn: "arn:aws:events:eu-west-1:111122223333:rule/tick",
      source: "aws.events",
      expression: "rate(1 minute)",
      functionName: "f",
      ...settings,
    },
    async invoke(functionName, event): Promise<InvokeResult> {
      expect(functionName).toBe("f");
      invocations.push({ at: (clock.now() - start) / 60_000, event });
      const result = results.shift() ?? true;
      if (result === "throttled") throw new Error("throttled");
      return {
        ...(!result && { error: { errorType: "E", errorMessage: "" } }),
        coldStart: false,
        durationMs: 0,
      };
    },
  });
  return {
    schedule,
    clock,
    invocations,
    minutes: () => invocations.map(({ at }) => at),
    async advance(minutes: number) {
      for (let minute = 0; minute < minutes; minute++) {
        clock.advance(60_000);
        await settle();
      }
    },
  };
}

describe("a schedule", () => {
  test("by rate runs at each interval from its start", async () => {
    const { advance, minutes } = scheduled({ expression: "rate(2 minutes)" });
    await advance(5);
    expect(minutes()).toEqual([2, 4]);
  });

  test("of EventBridge sends its event", async () => {
    const { advance, invocations } = scheduled({});
    await advance(1);
    expect(invocations[0]?.event).toEqual({
      version: "0",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      "detail-type": "Scheduled Event",
      source: "aws.events",
      account: "111122223333",
      time: "2026-01-01T10:31:00Z",
      region: "eu-west-1",
      resources: ["arn:aws:events:eu-west-1:111122223333:rule/tick"],
      detail: {},
    });
  });

  test("with an input sends that", async () => {
    const { advance, invocations } = scheduled({ input: { job: "sweep" } });
    await advance(1);
    expect(invocations[0]?.event).toEqual({ job: "sweep" });
  });

  test("tries a failed run again after one and after two minutes, with the same event", async () => {
    const { advance, minutes, invocations } = scheduled({ expression: "rate(1 hour)" }, [
      false,
      "throttled",
      false,
    ]);
    await advance(70);
    expect(minutes()).toEqual([60, 61, 63]);
    expect(invocations[2]?.event).toBe(invocations[0]?.event);
  });

  test("tries a failed run as often as it is told", async () => {
    const { advance, minutes } = scheduled({ expression: "rate(1 hour)", maximumRetryAttempts: 0 }, [false]);
    await advance(70);
    expect(minutes()).toEqual([60]);
  });

  test("does not make up for the runs that a sleeping machine missed", async () => {
    const { clock, minutes } = scheduled({});
    clock.advance(59_999);
    const asleep = clock.now;
    clock.now = () => asleep() + 3_600_000;
    clock.advance(1);
    clock.now = asleep;
    clock.advance(60_000);
    await settle();
    expect(minutes()).toHaveLength(1);
  });

  test("that is closed runs no more", async () => {
    const { advance, minutes, schedule, clock } = scheduled({}, [false]);
    await advance(1);
    schedule.close();
    await advance(5);
    expect(minutes()).toEqual([1]);
    expect(clock.next()).toBeUndefined();
  });
});

describe("a schedule expression", () => {
  const iso = (time?: number) => time !== undefined && new Date(time).toISOString().slice(0, 16);
  test.each([
    ["rate(1 minute)", "2026-01-01T10:31"],
    ["rate(3 hours)", "2026-01-01T13:30"],
    ["rate(1 day)", "2026-01-02T10:30"],
    ["cron(0 12 * * ? *)", "2026-01-01T12:00"],
    ["cron(0/20 * * * ? *)", "2026-01-01T10:40"],
    ["cron(30 10 * * ? *)", "2026-01-02T10:30"],
    ["cron(15 6 1 * ? *)", "2026-02-01T06:15"],
    ["cron(0 8 ? * MON-FRI *)", "2026-01-02T08:00"],
    ["cron(0 8 ? * 1,7 *)", "2026-01-03T08:00"],
    ["cron(0 0 29 FEB ? *)", "2028-02-29T00:00"],
    ["cron(0 0 1 1 ? 2030)", "2030-01-01T00:00"],
    ["cron(0 0 1 1 ? 2020)", false],
  ])("%s comes next at %s", (expression, next) => {
    expect(iso(parseScheduleExpression(expression)(start))).toBe(next);
  });

  test.each([
    "rate(5 minute)",
    "rate(1 minutes)",
    "rate(0 minutes)",
    "rate(1 week)",
    "at(2026-01-01T00:00:00)",
    "cron(* * * * *)",
    "cron(* * * * * *)",
    "cron(* * ? * ? *)",
    "cron(60 * * * ? *)",
    "cron(0 0 L * ? *)",
    "cron(0 0 ? * 2#1 *)",
    "cron(0 0 5-1 * ? x)",
  ])("%s is refused", (expression) => {
    expect(() => parseScheduleExpression(expression)).toThrow(/cron|schedule/);
  });
});
