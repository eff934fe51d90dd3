import { runningState } from "../state.ts";

/** Units that CloudWatch knows and that a handler is likely to count in. */
export type MetricUnit = "Count" | "Milliseconds" | "Seconds" | "Bytes" | "Percent" | "None";

/** One value that a handler counted. */
export interface CountedMetric {
  readonly name: string;
  readonly value: number;
  readonly unit: MetricUnit;
  /** Besides `service`; each set of them is a metric of its own that is paid for. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Counts a value for the request, record or task that runs now; outside of one it does nothing. */
export type CountMetric = (
  name: string,
  value?: number,
  options?: { unit?: MetricUnit; dimensions?: Readonly<Record<string, string>> },
) => void;

/** Counts a value for the request, record or task that runs now; it is published when that ends. */
export const metric: CountMetric = (name, value = 1, { unit = "Count", dimensions = {} } = {}) => {
  const state = runningState();
  if (state === undefined) return;
  state.metrics ??= [];
  state.metrics.push({ name, value, unit, dimensions });
};
