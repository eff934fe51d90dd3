import { leanMetrics } from "../metrics/lean-metrics.ts";
import type { MetricsBackend } from "../metrics/metrics-backend.ts";
import type { loadMetrics } from "./load-metrics.ts";

type Publish = Awaited<ReturnType<typeof loadMetrics>>;

let publish: Publish | undefined;

/** What a handler counted, through Powertools' Metrics, which is loaded when the first value was counted. */
export const powertoolsMetrics: MetricsBackend = {
  inWideLine: false,
  publish(groups, scope, ports) {
    return publish === undefined ? loadAndPublish(groups, scope, ports) : publish(groups, scope, ports);
  },
};

// What was counted is worth more than the way it goes.
async function loadAndPublish(...given: Parameters<Publish>): Promise<void> {
  try {
    const { loadMetrics } = await import("./load-metrics.ts");
    publish = await loadMetrics();
  } catch {
    publish = leanMetrics.publish as Publish;
  }
  publish(...given);
}
