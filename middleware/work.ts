import { newContext } from "./context.ts";
import type { ProblemMapper } from "./http/problem.ts";
import { toProblem } from "./http/problem.ts";
import { startLog, writeWideLine } from "./log/log.ts";
import type { LogFields } from "./log/logger.ts";
import type { Setup } from "./setup.ts";
import { type RequestContext, type RequestState, runWith } from "./state.ts";
import { checkHops } from "./trace/check-hops.ts";
import { endTrace, startTrace } from "./trace/trace.ts";
import type { IncomingIds } from "./trace/trace-ids.ts";

/** A piece of work that is no HTTP request: one queue record, or one invocation of a task. */
export interface Work<Result> {
  readonly kind: "record" | "task";
  readonly ids: IncomingIds;
  readonly lambdaContext: unknown;
  readonly problems: ProblemMapper | undefined;
  /** What the wide line tells besides the outcome. */
  readonly own: LogFields;
  run(state: RequestState, context: RequestContext): Promise<Result>;
}

/** How it ended. */
export interface WorkEnd<Result> {
  readonly result?: Result;
  readonly state: RequestState;
}

/** Runs a piece of work with ids, span, log and metrics of its own; what it throws stands in the state that comes back. */
export function runWork<Result>(setup: Setup, work: Work<Result>): Promise<WorkEnd<Result>> {
  const state: RequestState = { owned: true };
  return runWith(state, async () => {
    const context = newContext(work.ids, work.lambdaContext, setup.ports, setup.trace.debugRate);
    state.ports = setup.ports;
    state.context = context;
    const tracing = startTrace(state, setup);
    if (tracing !== undefined) await tracing;
    startLog(state, context, setup);
    let end: WorkEnd<Result> = { state };
    try {
      checkHops(context, setup.trace.maxHops);
      end = { state, result: await work.run(state, context) };
    } catch (error) {
      state.error = error;
      state.problem = toProblem(error, work.problems);
    }
    await finish(state, setup, work);
    return end;
  });
}

// A failed record or task is always an error: somebody has to look, or it ends in the dead-letter queue.
async function finish<Result>(state: RequestState, setup: Setup, { kind, own }: Work<Result>): Promise<void> {
  const { problem, error } = state;
  if (problem?.errors !== undefined) state.log?.add({ errors: problem.errors });
  const status = problem === undefined ? 200 : 500;
  const written = writeWideLine(state, setup, { message: kind, status, own, error });
  if (written !== undefined) await written;
  endTrace(state, setup, status);
}
