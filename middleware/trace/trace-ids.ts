const requestIdShape = /^[\w-]{8,64}$/;
const traceparentShape = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const traceHeaderShape = /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}(?:;[A-Za-z]{1,16}=[\w:.-]{1,128}){0,8}$/;
const hopsShape = /^\d{1,4}$/;

/** What may travel with a request, message or task, as it came in. */
export interface IncomingIds {
  requestId?: string | undefined;
  traceparent?: string | undefined;
  traceHeader?: string | undefined;
  callerHops?: string | undefined;
}

/** The ids that passed their check. */
export interface AcceptedIds {
  requestId: string;
  traceparent?: string;
  traceHeader?: string;
  callerHops?: number;
}

/**
 * Keeps the ids that have the right shape and drops the others, as they come from anybody. Without a usable
 * request id it is the trace id of the W3C trace context (https://www.w3.org/TR/trace-context/), else a new one.
 */
export function acceptIds(incoming: IncomingIds, makeId: () => string): AcceptedIds {
  const traceId = incoming.traceparent === undefined ? undefined : traceIdOf(incoming.traceparent);
  const accepted: AcceptedIds = {
    requestId: matching(incoming.requestId, requestIdShape) ?? traceId ?? makeId(),
  };
  if (traceId !== undefined) accepted.traceparent = incoming.traceparent;
  const traceHeader = matching(incoming.traceHeader, traceHeaderShape);
  if (traceHeader !== undefined) accepted.traceHeader = traceHeader;
  const hops = matching(incoming.callerHops, hopsShape);
  if (hops !== undefined) accepted.callerHops = Number(hops);
  return accepted;
}

function traceIdOf(traceparent: string): string | undefined {
  return traceparentShape.exec(traceparent)?.[1];
}

function matching(value: string | undefined, shape: RegExp): string | undefined {
  return value !== undefined && shape.test(value) ? value : undefined;
}
