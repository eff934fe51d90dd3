import type { CountedMetric, MetricUnit } from "./metric.ts";

// Of one document: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
const mostMetrics = 100;
const mostValues = 100;

/** What was counted under one name. */
export interface GroupedMetric {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly values: number[];
}

/** As much as one document takes of what was counted with the same dimensions. */
export interface MetricGroup {
  /** Besides `service`. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly metrics: Map<string, GroupedMetric>;
}

/** Sorts what was counted by its dimensions, into groups that fit into one document each. */
export function groupMetrics(counted: readonly CountedMetric[]): MetricGroup[] {
  const groups = new Map<string, MetricGroup[]>();
  for (const metric of counted) {
    const key = keyOf(metric.dimensions);
    const alike = groups.get(key) ?? [];
    groups.set(key, alike);
    const group = alike.find((known) => hasRoom(known, metric)) ?? newGroup(metric.dimensions, alike);
    addTo(group, metric);
  }
  return [...groups.values()].flat();
}

function keyOf(dimensions: MetricGroup["dimensions"]): string {
  const entries = Object.entries(dimensions);
  return entries.length === 0 ? "" : JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

// A document holds one value or list of values under a name, in one unit.
function hasRoom({ metrics }: MetricGroup, { name, unit }: CountedMetric): boolean {
  const known = metrics.get(name);
  if (known === undefined) return metrics.size < mostMetrics;
  return known.unit === unit && known.values.length < mostValues;
}

function newGroup(dimensions: MetricGroup["dimensions"], alike: MetricGroup[]): MetricGroup {
  const group = { dimensions, metrics: new Map() };
  alike.push(group);
  return group;
}

function addTo({ metrics }: MetricGroup, { name, unit, value }: CountedMetric): void {
  const known = metrics.get(name);
  if (known === undefined) metrics.set(name, { name, unit, values: [value] });
  else known.values.push(value);
}
