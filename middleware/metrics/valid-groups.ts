import type { Redactor } from "../redact/default-redactor.ts";
import type { Setup } from "../setup.ts";
import type { RequestState } from "../state.ts";
import type { CountedMetric } from "./metric.ts";
import { metricFault } from "./metric-fault.ts";
import { groupMetrics, type MetricGroup } from "./metric-groups.ts";

/** The groups of what can be published; of the rest a warning tells, once a container for each reason. */
export function validGroups(
  counted: readonly CountedMetric[],
  { log }: RequestState,
  { redactor, ports }: Setup,
): MetricGroup[] {
  const valid = counted.filter((metric) => {
    const fault = faultOf(metric, redactor);
    if (fault !== undefined && isNews(fault, ports)) log?.warn(`a metric was left out: ${fault}`);
    return fault === undefined;
  });
  return groupMetrics(valid);
}

function faultOf(metric: CountedMetric, redactor: Redactor): string | undefined {
  try {
    return metricFault(metric, redactor);
  } catch {
    return "it could not be read";
  }
}

const told = new WeakMap<object, Set<string>>();
const mostTold = 100;

function isNews(fault: string, container: object): boolean {
  const known = told.get(container) ?? new Set<string>();
  told.set(container, known);
  if (known.has(fault) || known.size >= mostTold) return false;
  known.add(fault);
  return true;
}
