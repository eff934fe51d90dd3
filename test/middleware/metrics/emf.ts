import { MetricUnit } from "@aws-lambda-powertools/metrics";

/** One metric of a document, as CloudWatch would take it up. */
export interface Point {
  namespace: string;
  dimensions: Record<string, string>;
  name: string;
  unit: string;
  values: number[];
}

const units: readonly string[] = Object.values(MetricUnit);
type Fields = Record<string, unknown>;

/**
 * Reads a line by the rules of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @throws Error that names the rule which it breaks.
 */
export function pointsOf(line: Fields): Point[] {
  if (line._aws === undefined) return [];
  const { Timestamp: time, CloudWatchMetrics: directives } = line._aws as Fields;
  must(Number.isInteger(time) && (time as number) > 0, "Timestamp is a whole number of milliseconds");
  must(Array.isArray(directives) && directives.length > 0, "CloudWatchMetrics is a filled array");
  return (directives as Fields[]).flatMap((directive) => pointsOfDirective(line, directive));
}

function pointsOfDirective(line: Fields, directive: Fields): Point[] {
  const { Namespace: namespace, Dimensions: sets, Metrics: metrics } = directive;
  must(typeof namespace === "string" && namespace.length >= 1 && namespace.length <= 255, "Namespace");
  must(Array.isArray(sets) && sets.length > 0, "Dimensions is a filled array");
  must(Array.isArray(metrics) && metrics.length >= 1 && metrics.length <= 100, "1 to 100 metrics");
  return (sets as string[][]).flatMap((set) => {
    must(Array.isArray(set) && set.length <= 30, "at most 30 dimensions");
    const dimensions = Object.fromEntries(set.map((name) => [name, dimensionOf(line, name)]));
    return (metrics as Fields[]).map((metric) => ({
      namespace: String(namespace),
      dimensions,
      ...metricOf(line, metric),
    }));
  });
}

function dimensionOf(line: Fields, name: string): string {
  const value = line[name];
  must(typeof name === "string" && name.length >= 1 && name.length <= 250, "length of a dimension's name");
  must(typeof value === "string", `dimension ${name} is a string at the root`);
  must(/^[ -~]{1,1024}$/.test(String(value)), `dimension ${name} is 1 to 1024 printable characters`);
  return String(value);
}

function metricOf(line: Fields, { Name: name, Unit: unit }: Fields): Pick<Point, "name" | "unit" | "values"> {
  must(typeof name === "string" && name.length >= 1 && name.length <= 1024, "length of a metric's name");
  must(units.includes(String(unit)), `unit ${unit} is one of CloudWatch's`);
  const value = line[String(name)];
  const values = Array.isArray(value) ? value : [value];
  must(values.length >= 1 && values.length <= 100, "1 to 100 values");
  must(values.every(Number.isFinite), `metric ${name} is a number or numbers at the root`);
  return { name: String(name), unit: String(unit), values };
}

function must(holds: boolean, rule: string): void {
  if (!holds) throw new Error(`no valid document: ${rule}`);
}

/** All points of some lines, one value each, in an order of their own: what two modes have in common. */
export function valuesOf(lines: readonly Fields[]): string[] {
  return lines
    .flatMap(pointsOf)
    .flatMap(({ values, dimensions, ...point }) => {
      const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
      return values.map((value) => JSON.stringify({ ...point, dimensions: sorted, value }));
    })
    .sort();
}
