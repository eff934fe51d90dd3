import middy from "@middy/core";
import { deadline } from "./deadline.ts";
import type { ProblemMapper } from "./http/problem.ts";
import type { Log } from "./log/logger.ts";
import { type CountMetric, metric } from "./metrics/metric.ts";
import { checkOptions, requireOption } from "./options.ts";
import { type Setup, type SetupOptions, setupOf, setupOptionNames } from "./setup.ts";
import { requireRunning, wrap } from "./stack.ts";
import type { RequestState } from "./state.ts";
import { type RunSpan, span } from "./trace/span.ts";
import { runWork } from "./work.ts";

/** What the handler of a task gets. */
export interface TaskRequest<Event = unknown> {
  event: Event;
  requestId: string;
  log: Log;
  /** Counts a value; it is published when the task ends. */
  metric: CountMetric;
  /** Runs work inside of a span of the task's trace. */
  span: RunSpan;
  /** Aborts half a second before Lambda ends the invocation. */
  readonly signal: AbortSignal;
  /** Milliseconds until Lambda ends the invocation. */
  remainingMs: () => number;
}

/** Options of `task`; every one may be left out. */
export interface TaskOptions extends SetupOptions {
  /** The task's name in its log line. */
  name?: string;
  problems?: ProblemMapper;
}

/** Handles one invocation. */
export type TaskHandler<Event, Result> = (request: TaskRequest<Event>) => Result | Promise<Result>;

/** An ordinary Middy handler for any event. */
export type TaskLambda<Event, Result> = middy.MiddyfiedHandler<Event, Result>;

const optionNames: readonly string[] = [...setupOptionNames, "name", "problems"];

/** Wraps the handler of a schedule or any other event into the stack; its errors are logged and thrown on. */
export function task<Event = unknown, Result = unknown>(
  options: TaskOptions,
  handler: TaskHandler<Event, Result>,
): TaskLambda<Event, Result> {
  checkOptions("task", options, optionNames);
  requireOption(typeof handler === "function", "task", "the last argument must be the handler function.");
  const setup = setupOf("task", options);
  const inner = middy<Event, Result>(
    async (event: Event, lambdaContext: unknown) => handler(requestOf(event, lambdaContext, setup)),
    { timeoutEarlyInMillis: 0 },
  );
  const own = options.name === undefined ? {} : { task: options.name };
  return wrap(inner, async (event, lambdaContext) => {
    const run = (state: RequestState) =>
      Promise.resolve(inner(event, lambdaContext)).finally(() => state.deadline?.end());
    const work = { kind: "task", ids: {}, lambdaContext, problems: options.problems, own, run } as const;
    const { result, state } = await runWork<Result>(setup, work);
    if (state.problem !== undefined) throw state.error;
    return result as Result;
  });
}

function requestOf<Event>(event: Event, lambdaContext: unknown, { ports }: Setup): TaskRequest<Event> {
  const { state, context, log } = requireRunning();
  const time = deadline(lambdaContext, ports.timer);
  state.deadline = time;
  return {
    event,
    requestId: context.requestId,
    log,
    metric,
    span,
    remainingMs: time.remainingMs,
    get signal() {
      return time.signal;
    },
  };
}
