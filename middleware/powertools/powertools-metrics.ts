import { leanMetrics } from "../metrics/lean-metrics.ts";
import type { MetricsBackend } from "../metrics/metrics-backend.ts";

/** Powertools' part in this. */
export const powertoolsMetrics: MetricsBackend = leanMetrics;
