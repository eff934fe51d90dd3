import { contextOf, httpOf, newContext } from "../context.ts";
import { fields } from "../http/http-event.ts";
import type { Layer, LayerRequest } from "../layer.ts";
import { startLog, writeWideLine } from "../log/log.ts";
import type { Setup } from "../setup.ts";
import { attachState, type RequestState, runWith } from "../state.ts";
import { endTrace, startTrace } from "../trace/trace.ts";
import { statusOf, withRequestId } from "./answer.ts";
import type { Guard } from "./guard.ts";
import { type Incoming, incomingOf } from "./incoming.ts";

/** What all invocations of one container share. */
export interface Watcher {
  readonly setup: Setup;
  readonly guard: Guard;
  readonly trace: Layer;
  readonly log: Layer;
}

/** How the function ended. */
export type Outcome = { readonly answer: unknown } | { readonly error: unknown };

/** One invocation that is watched. */
export interface Invocation {
  readonly state: RequestState;
  /** Something has to be loaded before the function can run in its trace. */
  readonly starting: Promise<void> | undefined;
  /** Tells of the end, once; a promise is returned while something of that is under way. */
  end(outcome: Outcome): Promise<void> | undefined;
  /** What goes back to the caller. */
  answer(answer: unknown): unknown;
}

const unknownEvent: Incoming = { kind: "other", ids: {}, own: {} };

/** Begins to watch an invocation: ids, trace and log. */
export function watch(watcher: Watcher, event: unknown, lambdaContext: unknown): Invocation {
  const { guard, setup } = watcher;
  const incoming = guard(() => incomingOf(event, setup.redactor)) ?? unknownEvent;
  const state: RequestState = { owned: true };
  // Middy's view of it, for the layers that HTTP requests go through.
  const request = { event, context: lambdaContext, internal: {} } as LayerRequest;
  runWith(state, () => attachState(request));
  const http = incoming.kind === "http";
  if (http) guard(() => contextOf(request, setup.ports, setup.trace));
  else guard(() => giveContext(state, incoming, lambdaContext, setup));
  const starting = guard(() => startTrace(state, setup));
  guard(() => state.context && startLog(state, state.context, setup));
  return {
    state,
    starting: starting instanceof Promise ? guard.pending(starting) : undefined,
    end: once((outcome) =>
      http ? endRequest(watcher, request, state, outcome) : endWork(watcher, incoming, state, outcome),
    ),
    answer: http ? (answer) => showId(watcher, request, state, answer) : (answer) => answer,
  };
}

function once(end: Invocation["end"]): Invocation["end"] {
  let ended = false;
  let ending: Promise<void> | undefined;
  return (outcome) => {
    if (!ended) {
      ended = true;
      ending = end(outcome);
    }
    return ending;
  };
}

function showId({ guard }: Watcher, request: LayerRequest, state: RequestState, answer: unknown): unknown {
  const { context } = state;
  if (context === undefined) return answer;
  const shown = guard(() => ({
    answer: withRequestId(answer, httpOf(request).version, context.requestId),
  }));
  return shown === undefined ? answer : shown.answer;
}

function giveContext(state: RequestState, { ids }: Incoming, lambdaContext: unknown, setup: Setup): void {
  const { ports, trace } = setup;
  const traceHeader = ids.traceHeader ?? (ids.traceparent === undefined ? ports.traceHeader() : undefined);
  state.ports = ports;
  state.context = newContext({ ...ids, traceHeader }, lambdaContext, ports, trace.debugRate);
}

function endRequest(
  { guard, log, trace }: Watcher,
  request: LayerRequest,
  state: RequestState,
  outcome: Outcome,
): Promise<void> | undefined {
  const failed = "error" in outcome;
  if (failed) state.error = outcome.error;
  guard(() => {
    const statusCode = failed ? 500 : statusOf(outcome.answer, httpOf(request).version);
    request.response = { statusCode };
  });
  const written = guard(() => log.after?.(request));
  guard(() => trace.after?.(request));
  return written instanceof Promise ? guard.pending(written) : undefined;
}

function endWork(
  { guard, setup }: Watcher,
  incoming: Incoming,
  state: RequestState,
  outcome: Outcome,
): Promise<void> | undefined {
  const failed = "error" in outcome;
  const failures = failed || incoming.kind !== "sqs" ? undefined : failuresIn(outcome.answer);
  // A failed record is always an error: somebody has to look, or it ends in the dead-letter queue.
  const status = failed || (failures ?? 0) > 0 ? 500 : 200;
  const own = failures === undefined ? incoming.own : { ...incoming.own, failures };
  const error = failed ? outcome.error : undefined;
  if (failed) state.error = error;
  const written = guard(() => writeWideLine(state, setup, { message: "task", status, own, error }));
  guard(() => endTrace(state, setup, status));
  return written instanceof Promise ? guard.pending(written) : undefined;
}

function failuresIn(answer: unknown): number {
  const { batchItemFailures } = fields(answer);
  return Array.isArray(batchItemFailures) ? batchItemFailures.length : 0;
}
