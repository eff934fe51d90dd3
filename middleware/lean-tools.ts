import { leanIdempotency } from "./idempotency/lean-idempotency.ts";
import { leanLines } from "./log/lean-lines.ts";
import { leanMetrics } from "./metrics/lean-metrics.ts";
import type { Observability } from "./observability.ts";
import { leanTracing } from "./trace/lean-tracing.ts";

/** This package's own log line, metrics, traces and key path. */
export const lean: Observability = {
  lines: leanLines,
  metrics: leanMetrics,
  tracing: leanTracing,
  idempotency: async () => leanIdempotency,
};
