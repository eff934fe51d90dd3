import type { Setup } from "../setup.ts";
import { wayOut } from "./daemon.ts";
import { LeanSegment } from "./lean-segment.ts";
import type { Segment } from "./segment.ts";
import type { TracedWork } from "./tracing-backend.ts";

/** Begins a span that this package's own emitter sends. */
export function beginSegment(
  { name, traceId, parentId, links }: TracedWork,
  { ports, redactor }: Setup,
): Segment {
  const { now, spanId } = ports;
  return new LeanSegment({ traceId, now, spanId, redactor, send: wayOut(ports) }, name).attach(
    parentId,
    links,
  );
}
