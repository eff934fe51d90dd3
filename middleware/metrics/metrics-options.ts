import { checkOptions } from "../options.ts";
import type { Environment } from "../ports.ts";

/** Options of the metrics that the stack itself publishes. */
export interface MetricsOptions {
  /** By default `POWERTOOLS_METRICS_NAMESPACE`, else the service's name. */
  namespace?: string;
}

/** The same with every default filled in; without a namespace the service's name stands for it. */
export interface MetricsSetup {
  readonly namespace: string | undefined;
}

/** @throws Error on an option that nobody reads. */
export function metricsSetup(
  owner: string,
  options: MetricsOptions | false | undefined,
  { metricsNamespace }: Environment,
): MetricsSetup | undefined {
  if (options === false) return undefined;
  checkOptions(owner, options, ["namespace"], "metrics.");
  return { namespace: options?.namespace ?? metricsNamespace };
}
