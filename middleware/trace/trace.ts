import { contextOf } from "../context.ts";
import type { Layer } from "../layer.ts";
import { checkOptions } from "../options.ts";
import { type Setup, type SetupOptions, setupOf, setupOptionNames } from "../setup.ts";
import { type RequestState, stateOf } from "../state.ts";

/** Options of the trace layer. */
export type TraceOptions = SetupOptions;

/** The layer that traces one HTTP request where its trace is sampled. */
export function trace(options: TraceOptions = {}): Layer {
  checkOptions("trace", options, setupOptionNames);
  return traceWith(setupOf("trace", options));
}

/** The same with a setup that is made already. */
export function traceWith(setup: Setup): Layer {
  return {
    before(request) {
      contextOf(request, setup.ports);
      return startTrace(stateOf(request), setup) as undefined;
    },
    after: (request) => endTrace(stateOf(request)),
    onError: (request) => endTrace(stateOf(request)),
  };
}

/** Begins the span of a piece of work where it is sampled. */
export function startTrace(_state: RequestState, _setup: Setup): void | Promise<void> {}

/** Ends the span of a piece of work with its outcome. */
export function endTrace(state: RequestState): void {
  state.segment?.end();
}
