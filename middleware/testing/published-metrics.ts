/** One value that CloudWatch would read out of a log line. */
export interface PublishedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly value: number | readonly number[];
  readonly unit: string | undefined;
  /** One value that several sets of dimensions share is listed once for each. */
  readonly dimensions: Readonly<Record<string, unknown>>;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
interface Directive {
  readonly Namespace: string;
  readonly Dimensions?: readonly (readonly string[])[];
  readonly Metrics?: readonly { readonly Name: string; readonly Unit?: string }[];
}

/** The metrics in a log line, by CloudWatch's embedded format. */
export function publishedMetrics(line: Record<string, unknown>): PublishedMetric[] {
  const { CloudWatchMetrics: directives = [] } = (line._aws ?? {}) as { CloudWatchMetrics?: Directive[] };
  return directives.flatMap((directive) => inSets(directive, line));
}

function inSets({ Namespace: namespace, Dimensions = [[]], Metrics = [] }: Directive, line: Values) {
  return Dimensions.flatMap((names) => {
    const dimensions = Object.fromEntries(names.map((name) => [name, line[name]]));
    return Metrics.map(({ Name: name, Unit: unit }): PublishedMetric => {
      return { namespace, name, value: line[name] as PublishedMetric["value"], unit, dimensions };
    });
  });
}

type Values = Record<string, unknown>;
