import type { GroupedMetric, MetricGroup } from "../metrics/metric-groups.ts";
import type { MetricsScope } from "../metrics/metrics-backend.ts";
import type { ResolvedPorts } from "../ports.ts";
import type { LineMetrics } from "./line-metrics.ts";

/** Loads Powertools' Metrics and returns what publishes through it. */
export async function loadMetrics(): Promise<
  (groups: readonly MetricGroup[], scope: MetricsScope, ports: ResolvedPorts) => void
> {
  const { LineMetrics } = await import("./line-metrics.ts");
  const known = new WeakMap<ResolvedPorts, Map<string, LineMetrics>>();
  return (groups, scope, ports) => {
    const ofPorts = known.get(ports) ?? new Map<string, LineMetrics>();
    known.set(ports, ofPorts);
    const metrics = ofPorts.get(scope.namespace) ?? new LineMetrics(scope.namespace, ports.write);
    ofPorts.set(scope.namespace, metrics);
    for (const group of groups) publishGroup(metrics, group, scope);
  };
}

// Nothing awaits in between, so that no other work's values can get among these.
function publishGroup(metrics: LineMetrics, group: MetricGroup, { service, now }: MetricsScope): void {
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ service, ...group.dimensions });
  for (const metric of group.metrics.values()) addAll(metrics, metric, now);
  if (metrics.hasStoredMetrics()) metrics.setTimestamp(Math.trunc(now)).publishStoredMetrics();
}

// Powertools publishes by itself when a document is full, and the time has to be there already.
function addAll(metrics: LineMetrics, { name, unit, values }: GroupedMetric, now: number): void {
  for (const value of values) metrics.setTimestamp(Math.trunc(now)).addMetric(name, unit, value);
}
