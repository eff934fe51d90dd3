import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { type Deadline, deadline } from "./deadline.ts";
import type { ProblemMapper } from "./http/problem.ts";
import { checkOptions, requireOption } from "./options.ts";
import { type Setup, type SetupOptions, setupOf, setupOptionNames } from "./setup.ts";
import { type Running, requireRunning, wrap } from "./stack.ts";
import { taskIds } from "./trace/task-ids.ts";
import type { IncomingIds } from "./trace/trace-ids.ts";
import { runWork } from "./work.ts";
import { ToolsOf, type WorkTools } from "./work-tools.ts";

/** What the handler of a task gets. */
export interface TaskRequest<Event = unknown> extends WorkTools {
  event: Event;
}

/** Options of `task`; every one may be left out. */
export interface TaskOptions<Event = unknown> extends SetupOptions {
  /** The task's name in its log line. */
  name?: string;
  /**
   * Reads ids off the event; they go before those of SNS attributes, an EventBridge `detail` or Lambda's client
   * context, which are read anyway. What it throws is passed over.
   */
  ids?: (event: Event) => IncomingIds;
  problems?: ProblemMapper;
}

/** Handles one invocation. */
export type TaskHandler<Event, Result> = (request: TaskRequest<Event>) => Result | Promise<Result>;

/** An ordinary Middy handler for any event. */
export type TaskLambda<Event, Result> = middy.MiddyfiedHandler<Event, Result>;

const optionNames: readonly string[] = [...setupOptionNames, "name", "ids", "problems"];

/** Wraps the handler of a schedule or any other event into the stack; its errors are logged and thrown on. */
export function task<Event = unknown, Result = unknown>(
  handler: TaskHandler<Event, Result>,
): TaskLambda<Event, Result>;
export function task<Event = unknown, Result = unknown>(
  options: TaskOptions<Event>,
  handler: TaskHandler<Event, Result>,
): TaskLambda<Event, Result>;
export function task<Event, Result>(
  first: TaskOptions<Event> | TaskHandler<Event, Result>,
  second?: TaskHandler<Event, Result>,
): TaskLambda<Event, Result> {
  const [options, handler] = typeof first === "function" ? [{}, first] : [first, second];
  checkTaskOptions(options, handler);
  const setup = setupOf("task", options);
  const inner = middy<Event, Result>(
    async (event: Event, lambdaContext: unknown) =>
      (handler as TaskHandler<Event, Result>)(argumentOf(event, lambdaContext, setup)),
    { timeoutEarlyInMillis: 0 },
  );
  return wrap(inner, (event, lambdaContext) => run(inner, options, setup, event, lambdaContext));
}

function checkTaskOptions<Event>(options: TaskOptions<Event>, handler: unknown): void {
  checkOptions("task", options, optionNames);
  requireOption(typeof handler === "function", "task", "the last argument must be the handler function.");
  const reads = options.ids === undefined || typeof options.ids === "function";
  requireOption(reads, "task", "ids must be a function that takes the event.");
}

async function run<Event, Result>(
  inner: TaskLambda<Event, Result>,
  { name, ids, problems }: TaskOptions<Event>,
  setup: Setup,
  event: Event,
  lambdaContext: Context,
): Promise<Result> {
  const { result, state } = await runWork<Result>(setup, {
    kind: "task",
    ids: { ...taskIds(event, lambdaContext, setup.ports.traceHeader), ...ownIds(ids, event) },
    lambdaContext,
    problems,
    own: name === undefined ? {} : { task: name },
    run: (state) => Promise.resolve(inner(event, lambdaContext)).finally(() => state.deadline?.end()),
  });
  if (state.problem !== undefined) throw state.error;
  return result as Result;
}

// A reader that stumbles over an event must not cost the work itself.
function ownIds<Event>(read: ((event: Event) => IncomingIds) | undefined, event: Event): IncomingIds {
  try {
    return read?.(event) ?? {};
  } catch {
    return {};
  }
}

function argumentOf<Event>(event: Event, lambdaContext: unknown, { ports }: Setup): TaskRequest<Event> {
  const running = requireRunning();
  const time = deadline(lambdaContext, ports.timer);
  running.state.deadline = time;
  return new TaskArgument(running, time, event);
}

class TaskArgument<Event> extends ToolsOf implements TaskRequest<Event> {
  readonly event: Event;

  constructor(running: Running, time: Deadline, event: Event) {
    super(running, time);
    this.event = event;
  }
}
