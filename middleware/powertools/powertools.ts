import type { Observability } from "../observability.ts";
import { loadPowertoolsIdempotency } from "./load-powertools-idempotency.ts";
import { powertoolsLines } from "./powertools-lines.ts";
import { powertoolsMetrics } from "./powertools-metrics.ts";
import { powertoolsTracing } from "./powertools-tracing.ts";

/** Powertools for AWS Lambda behind the stack's own interfaces. */
export const powertools: Observability = {
  lines: powertoolsLines,
  metrics: powertoolsMetrics,
  tracing: powertoolsTracing,
  idempotency: loadPowertoolsIdempotency,
};
