import { checkOptions, requireOption } from "../options.ts";
import type { Environment } from "../ports.ts";

/** Options of the metrics that the stack itself publishes. */
export interface MetricsOptions {
  /** By default `POWERTOOLS_METRICS_NAMESPACE`, else the service's name. */
  namespace?: string;
}

/** The same with every default filled in. */
export interface MetricsSetup {
  /** Without one the service's name stands for it. */
  readonly namespace: string | undefined;
  /** Whether the stack publishes its own. */
  readonly own: boolean;
  /** Whether nothing at all is published, not even what handlers count. */
  readonly disabled: boolean;
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
const namespaceShape = /^(?!AWS\/)[\w.\-/#: ]{0,254}[\w.\-/#:]$/;

/** @throws Error on an option that nobody reads, or a namespace that CloudWatch does not take. */
export function metricsSetup(
  owner: string,
  options: MetricsOptions | false | undefined,
  { metricsNamespace, metricsDisabled = false }: Environment,
): MetricsSetup {
  if (options !== false) checkOptions(owner, options, ["namespace"], "metrics.");
  const namespace = (options === false ? undefined : options?.namespace) ?? metricsNamespace;
  const usable = namespace === undefined || namespaceShape.test(namespace);
  const reason = `metrics namespace "${namespace}" must be 1 to 255 letters, digits and . - _ / # :, and not begin with AWS/.`;
  requireOption(usable, owner, reason);
  return { namespace, own: options !== false && !metricsDisabled, disabled: metricsDisabled };
}
