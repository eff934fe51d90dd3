import { type Chance, createChance } from "./chance.ts";
import type { Clock, Timer } from "./clock.ts";
import { invokeAsynchronously } from "./lambda/invoke-asynchronously.ts";
import type { InvokeResult } from "./lambda.ts";
import { parseScheduleExpression } from "./schedule/expression.ts";

/** A rule or schedule that starts a function at set times. */
export interface ScheduleSettings {
  /** The ARN of the EventBridge rule, or of the EventBridge Scheduler schedule. */
  arn: string;
  source: "aws.events" | "aws.scheduler";
  /** `rate(1 minute)`, `cron(0 12 * * ? *)`. */
  expression: string;
  functionName: string;
  /** The event; absent means EventBridge's own. */
  input?: unknown;
  /** How often a failed invocation is tried again, one and then two minutes later; 2 when absent. */
  maximumRetryAttempts?: number;
}

export interface ScheduleOptions {
  settings: ScheduleSettings;
  clock: Clock;
  /** Rejects when the function is throttled. */
  invoke(functionName: string, event: unknown): Promise<InvokeResult>;
  /** Where the ids of events come from; the machine's chance when absent. */
  chance?: Chance;
}

/** A running schedule. */
export interface Schedule {
  readonly settings: ScheduleSettings;
  close(): void;
}

/**
 * Starts a schedule; its first run is one interval from now.
 * @throws Error on an expression that is not offered.
 */
export function startSchedule({
  settings,
  clock,
  invoke,
  chance = createChance(),
}: ScheduleOptions): Schedule {
  const next = parseScheduleExpression(settings.expression);
  const timers = new Set<Timer>();
  let closed = false;

  function at(time: number, run: () => void) {
    if (closed) return;
    const timer = clock.schedule(time, () => {
      timers.delete(timer);
      run();
    });
    timers.add(timer);
  }

  function plan(after: number) {
    const time = next(after);
    if (time === undefined) return;
    at(time, () => {
      // A machine that slept does not make up for the runs it missed.
      plan(clock.now() - time < 60_000 ? time : clock.now());
      start(settings.input ?? scheduledEvent(settings, clock.now(), chance.uuid()));
    });
  }

  function start(event: unknown) {
    const { functionName, maximumRetryAttempts } = settings;
    const later = (milliseconds: number, again: () => void) => at(clock.now() + milliseconds, again);
    void invokeAsynchronously(() => invoke(functionName, event), { later, maximumRetryAttempts });
  }

  plan(clock.now());
  return {
    settings,
    close() {
      closed = true;
      for (const timer of timers) timer.cancel();
    },
  };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
function scheduledEvent({ arn, source }: ScheduleSettings, now: number, id: string) {
  const [, , , region, account] = arn.split(":");
  return {
    version: "0",
    id,
    "detail-type": "Scheduled Event",
    source,
    account,
    time: new Date(now).toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [arn],
    // EventBridge Scheduler sends its empty detail as text.
    detail: source === "aws.scheduler" ? "{}" : {},
  };
}
