import type { Setup } from "../setup.ts";
import type { RequestContext } from "../state.ts";
import { headerParentOf, rootOf, samplingOf, splitRoot } from "./trace-header.ts";
import { flagsOf, parentIdOf, traceIdOf } from "./traceparent.ts";

/**
 * X-Ray's header of a trace that is sampled; undefined where it is not. Who comes first decides: X-Ray, the sender
 * of a message or of a `traceparent`; where none of them did, a decision is made once and goes on with the work.
 */
export function sampledTrace(context: RequestContext, setup: Setup): string | undefined {
  const { traceHeader, traceparent } = context;
  const sampled = traceHeader === undefined ? undefined : samplingOf(traceHeader);
  if (sampled !== undefined) return sampled ? traceHeader : undefined;
  if (traceHeader === undefined && traceparent !== undefined) return sampledParent(traceparent);
  return setup.trace.traceRate === 0 ? undefined : decide(context, setup);
}

function sampledParent(traceparent: string): string | undefined {
  if ((flagsOf(traceparent) & 1) === 0) return undefined;
  return `Root=${splitRoot(traceIdOf(traceparent))};Parent=${parentIdOf(traceparent)};Sampled=1`;
}

function decide(context: RequestContext, { ports, trace }: Setup): string | undefined {
  const { traceHeader } = context;
  const root = traceHeader === undefined ? newRoot(ports.now(), ports.spanId) : rootOf(traceHeader);
  const parent = traceHeader === undefined ? undefined : headerParentOf(traceHeader);
  const sampled = ports.random() < trace.traceRate;
  context.traceHeader = `Root=${root}${parent === undefined ? "" : `;Parent=${parent}`};Sampled=${sampled ? 1 : 0}`;
  return sampled ? context.traceHeader : undefined;
}

function newRoot(now: number, spanId: () => string): string {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, "0");
  return `1-${seconds.slice(-8)}-${spanId()}${spanId().slice(0, 8)}`;
}
