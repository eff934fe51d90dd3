import middy from "@middy/core";
import { newContext } from "./context.ts";
import { deadline } from "./deadline.ts";
import { type ProblemMapper, toProblem } from "./http/problem.ts";
import { checkLogOptions, type LogOptions, logOptionNames, startLog, writeWideLine } from "./log/log.ts";
import type { Log } from "./log/logger.ts";
import { checkOptions, requireOption } from "./options.ts";
import { resolvePorts } from "./ports.ts";
import { requireRunning, wrap } from "./stack.ts";
import { type RequestState, runWith } from "./state.ts";

/** What the handler of a task gets. */
export interface TaskRequest<Event = unknown> {
  event: Event;
  requestId: string;
  log: Log;
  /** Aborts half a second before Lambda ends the invocation. */
  readonly signal: AbortSignal;
  /** Milliseconds until Lambda ends the invocation. */
  remainingMs: () => number;
}

/** Options of `task`; every one may be left out. */
export interface TaskOptions extends LogOptions {
  /** The task's name in its log line. */
  name?: string;
  problems?: ProblemMapper;
}

/** Handles one invocation. */
export type TaskHandler<Event, Result> = (request: TaskRequest<Event>) => Result | Promise<Result>;

/** An ordinary Middy handler for any event. */
export type TaskLambda<Event, Result> = middy.MiddyfiedHandler<Event, Result>;

const optionNames: readonly string[] = [...logOptionNames, "name", "problems"];

/** Wraps the handler of a schedule or any other event into the stack; its errors are logged and thrown on. */
export function task<Event = unknown, Result = unknown>(
  options: TaskOptions,
  handler: TaskHandler<Event, Result>,
): TaskLambda<Event, Result> {
  checkOptions("task", options, optionNames);
  checkLogOptions("task", options);
  requireOption(typeof handler === "function", "task", "the last argument must be the handler function.");
  const inner = middy<Event, Result>(
    async (event: Event, lambdaContext: unknown) => handler(requestOf(event, lambdaContext, options)),
    { timeoutEarlyInMillis: 0 },
  );
  return wrap(inner, (event, lambdaContext) => {
    const state: RequestState = { owned: true };
    return runWith(state, () => run(state, lambdaContext, options, () => inner(event, lambdaContext)));
  });
}

async function run<Result>(
  state: RequestState,
  lambdaContext: unknown,
  options: TaskOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const ports = resolvePorts(options.ports);
  state.context = newContext({}, lambdaContext, ports);
  startLog(state, state.context, options, ports);
  try {
    return await work();
  } catch (error) {
    state.error = error;
    state.problem = toProblem(error, options.problems);
    throw error;
  } finally {
    state.deadline?.end();
    endTask(state, options.name, ports.now());
  }
}

function requestOf<Event>(event: Event, lambdaContext: unknown, { ports }: TaskOptions): TaskRequest<Event> {
  const { state, context, log } = requireRunning();
  const time = deadline(lambdaContext, resolvePorts(ports).timer);
  state.deadline = time;
  return {
    event,
    requestId: context.requestId,
    log,
    remainingMs: time.remainingMs,
    get signal() {
      return time.signal;
    },
  };
}

function endTask(state: RequestState, name: string | undefined, now: number): void {
  const { problem, error } = state;
  const own = name === undefined ? {} : { task: name };
  writeWideLine(state, { message: "task", status: problem === undefined ? 200 : 500, own, error, now });
}
