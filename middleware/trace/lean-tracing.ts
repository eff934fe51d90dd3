import { wayOut } from "./daemon.ts";
import { LeanSegment } from "./lean-segment.ts";
import type { TracingBackend } from "./tracing-backend.ts";

/** X-Ray subsegments as datagrams to the daemon. */
export const leanTracing: TracingBackend = {
  capturesHttp: false,
  begin({ name, traceId, parentId, links }, { ports, redactor }) {
    const { now, spanId } = ports;
    return new LeanSegment({ traceId, now, spanId, redactor, send: wayOut(ports) }, name).attach(
      parentId,
      links,
    );
  },
};
