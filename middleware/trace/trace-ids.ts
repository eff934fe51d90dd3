import { readTraceHeader } from "./trace-header.ts";
import { readTraceparent, traceIdOf } from "./traceparent.ts";
import { readTracestate } from "./tracestate.ts";

const requestIdShape = /^[\w-]{8,64}$/;
const hopsShape = /^\d{1,4}$/;

/** What may travel with a request, message or task, as it came in. */
export interface IncomingIds {
  requestId?: string | undefined;
  traceparent?: string | undefined;
  tracestate?: string | undefined;
  traceHeader?: string | undefined;
  callerHops?: string | undefined;
  /** `1` where the sender wants debug lines. */
  debug?: string | undefined;
}

/** The ids that passed their check. */
export interface AcceptedIds {
  requestId: string;
  traceparent?: string;
  tracestate?: string;
  traceHeader?: string;
  callerHops?: number;
}

/**
 * Keeps the ids that have the right shape and drops the others, as they come from anybody. Without a usable
 * request id it is the trace id of the W3C trace context (https://www.w3.org/TR/trace-context-2/), else a new one.
 */
export function acceptIds(incoming: IncomingIds, makeId: () => string): AcceptedIds {
  const traceparent = incoming.traceparent === undefined ? undefined : readTraceparent(incoming.traceparent);
  const accepted: AcceptedIds = {
    requestId:
      matching(incoming.requestId, requestIdShape) ??
      (traceparent === undefined ? makeId() : traceIdOf(traceparent)),
  };
  if (traceparent !== undefined) acceptTrace(accepted, traceparent, incoming.tracestate);
  const traceHeader = incoming.traceHeader === undefined ? undefined : readTraceHeader(incoming.traceHeader);
  if (traceHeader !== undefined) accepted.traceHeader = traceHeader;
  const hops = matching(incoming.callerHops, hopsShape);
  if (hops !== undefined) accepted.callerHops = Number(hops);
  return accepted;
}

// A state without a valid parent tells of a trace that nobody knows.
function acceptTrace(accepted: AcceptedIds, traceparent: string, state: string | undefined): void {
  accepted.traceparent = traceparent;
  const tracestate = state === undefined ? undefined : readTracestate(state);
  if (tracestate !== undefined) accepted.tracestate = tracestate;
}

function matching(value: unknown, shape: RegExp): string | undefined {
  return typeof value === "string" && shape.test(value) ? value : undefined;
}
