import { AsyncLocalStorage } from "node:async_hooks";
import { type RequestState, runningState } from "../state.ts";
import type { Segment } from "./segment.ts";

interface RunningSpan {
  readonly state: RequestState;
  readonly segment: Segment;
}

const spans = new AsyncLocalStorage<RunningSpan>();

/** The innermost span of the work that runs now; undefined where nothing is traced. */
export function runningSegment(state: RequestState | undefined = runningState()): Segment | undefined {
  if (state?.segment === undefined) return undefined;
  const span = spans.getStore();
  // Work that another traced piece of work starts in the same process has spans of its own.
  return span?.state === state ? span.segment : state.segment;
}

/** Runs `work` with `segment` as its innermost span. */
export function runInSegment<T>(segment: Segment, work: () => T): T {
  const state = runningState();
  return state === undefined ? work() : spans.run({ state, segment }, work);
}
