import type { GroupedMetric, MetricGroup } from "./metric-groups.ts";
import type { MetricsScope } from "./metrics-backend.ts";

/** What tells CloudWatch which fields of a line are metrics, as JSON. */
export function directiveText(
  namespace: string,
  dimensions: readonly string[],
  metrics: Iterable<Pick<GroupedMetric, "name" | "unit">>,
): string {
  const definitions = Array.from(metrics, ({ name, unit }) => ({ Name: name, Unit: unit }));
  return JSON.stringify({
    Namespace: namespace,
    Dimensions: [["service", ...dimensions]],
    Metrics: definitions,
  });
}

/** The directive of a group. */
export function groupDirective({ dimensions, metrics }: MetricGroup, namespace: string): string {
  return directiveText(namespace, Object.keys(dimensions), metrics.values());
}

/** A group's dimensions and values as JSON members, each with a comma before it. */
export function groupMembers({ dimensions, metrics }: MetricGroup): string {
  let members = "";
  for (const name of Object.keys(dimensions)) members += member(name, dimensions[name]);
  for (const { name, values } of metrics.values())
    members += member(name, values.length === 1 ? values[0] : values);
  return members;
}

function member(name: string, value: unknown): string {
  return `,${JSON.stringify(name)}:${JSON.stringify(value)}`;
}

/** The member that makes a line a document in CloudWatch's embedded metric format. */
export function awsMember(now: number, directives: string): string {
  return `"_aws":{"Timestamp":${Math.trunc(now)},"CloudWatchMetrics":[${directives}]}`;
}

/** A line of metrics alone. */
export function metricsLine({ now, service }: MetricsScope, directives: string, members: string): string {
  return `{${awsMember(now, directives)},"service":${JSON.stringify(service)}${members}}`;
}
