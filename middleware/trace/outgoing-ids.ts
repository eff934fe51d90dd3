import { type RequestContext, type RequestState, runningState } from "../state.ts";
import { runningSegment } from "./running-span.ts";
import { joinedRoot, rootOf, samplingOf, splitRoot, withParent } from "./trace-header.ts";
import { flagsOf, traceIdOf, traceparentOf } from "./traceparent.ts";

/** What goes out with a message or call of the running work. */
export interface OutgoingIds {
  readonly requestId: string;
  /** How many queues and calls the work has passed once this one is received. */
  readonly hops: number;
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
  readonly traceHeader: string | undefined;
  readonly debug: boolean;
}

/** The ids that go out with the work that runs now, as children of its innermost span; undefined outside of work. */
export function runningIds(): OutgoingIds | undefined {
  const state = runningState();
  return state?.context === undefined ? undefined : idsBelow(state.context, spanOf(state));
}

/** The ids that go out for a context; where it is not the one that runs, its traces go on as they came in. */
export function idsOf(context: RequestContext): OutgoingIds {
  const state = runningState();
  return idsBelow(context, state?.context === context ? spanOf(state) : undefined);
}

/** Our place in a trace. */
interface OwnSpan {
  readonly id: string;
  /** Whether anybody will hear of it. */
  readonly recorded: boolean;
}

function spanOf(state: RequestState): OwnSpan | undefined {
  const segment = runningSegment(state);
  if (segment !== undefined) return { id: segment.id, recorded: true };
  state.spanId ??= state.ports?.spanId();
  return state.spanId === undefined ? undefined : { id: state.spanId, recorded: false };
}

function idsBelow(context: RequestContext, span: OwnSpan | undefined): OutgoingIds {
  return {
    requestId: context.requestId,
    hops: (context.callerHops ?? 0) + 1,
    traceparent: outgoingParent(context, span),
    tracestate: context.tracestate,
    traceHeader: outgoingHeader(context, span),
    debug: context.debug === true,
  };
}

function outgoingParent({ traceparent, traceHeader }: RequestContext, span: OwnSpan | undefined) {
  if (span === undefined) return traceparent;
  if (traceparent !== undefined) return traceparentOf(traceIdOf(traceparent), span.id, flagsOf(traceparent));
  if (traceHeader === undefined) return undefined;
  return traceparentOf(joinedRoot(rootOf(traceHeader)), span.id, samplingOf(traceHeader) ? 1 : 0);
}

function outgoingHeader({ traceparent, traceHeader }: RequestContext, span: OwnSpan | undefined) {
  if (span === undefined) return traceHeader;
  if (traceHeader !== undefined) {
    // What is or may yet be sampled must not hang below a span that nobody records.
    const orphaned = !span.recorded && samplingOf(traceHeader) !== false;
    return orphaned ? traceHeader : withParent(traceHeader, span.id);
  }
  if (traceparent === undefined) return undefined;
  return `Root=${splitRoot(traceIdOf(traceparent))};Parent=${span.id};Sampled=${flagsOf(traceparent) & 1}`;
}
