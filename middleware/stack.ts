import type middy from "@middy/core";
import type { Context } from "aws-lambda";
import type { Layer, LayerRequest } from "./layer.ts";
import type { Log } from "./log/logger.ts";
import { attachState, type RequestContext, type RequestState, runningState, runWith } from "./state.ts";

/** A Middy handler with what Lambda calls replaced; `.use()` and its like reach the Middy handler inside. */
export function wrap<Event, Result>(
  inner: middy.MiddyfiedHandler<Event, Result>,
  invoke: (event: Event, lambdaContext: Context) => Promise<Result>,
): middy.MiddyfiedHandler<Event, Result> {
  const attach =
    <Given>(method: (given: Given) => unknown) =>
    (given: Given) => {
      method(given);
      return outer;
    };
  const { use, before, after, onError, handler } = inner;
  const methods = { use, before, after, onError, handler };
  const outer = Object.assign(
    invoke,
    Object.fromEntries(
      Object.entries(methods).map(([name, method]) => [name, attach(method as (given: unknown) => unknown)]),
    ),
  ) as unknown as middy.MiddyfiedHandler<Event, Result>;
  return outer;
}

/**
 * Runs an HTTP handler with a state of its own. Middy skips the outer layers when a layer answers early, and lets
 * the error of a foreign error handler through: both still get their id, headers and log line here. `edge` is the
 * list of the outer layers from the inside out.
 */
export function settle<Event, Result>(
  inner: (event: Event, lambdaContext: Context) => Promise<Result>,
  edge: readonly Layer[],
  event: Event,
  lambdaContext: Context,
): Promise<Result> {
  const state: RequestState = { owned: true };
  return runWith(state, async () => {
    const request = { event, context: lambdaContext, internal: {} } as LayerRequest;
    try {
      request.response = await inner(event, lambdaContext);
      if (!state.finished) await finish(request, edge, "after");
    } catch (error) {
      request.error = error as Error;
      await finish(request, edge, "onError");
    } finally {
      state.deadline?.end();
    }
    return request.response as Result;
  });
}

async function finish(
  request: LayerRequest,
  edge: readonly Layer[],
  moment: "after" | "onError",
): Promise<void> {
  attachState(request);
  for (const layer of edge) await layer[moment]?.(request);
}

/** What a handler inside of a stack can rely on. */
export interface Running {
  readonly state: RequestState;
  readonly context: RequestContext;
  readonly log: Log;
}

/** @throws Error outside of a stack. */
export function requireRunning(): Running {
  const state = runningState();
  if (state?.context === undefined || state.log === undefined) throw new Error("No request is running here.");
  return { state, context: state.context, log: state.log };
}
