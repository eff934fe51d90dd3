import { runningState } from "../state.ts";

/** The units that CloudWatch knows: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const metricUnits = [
  "Count",
  "None",
  "Percent",
  "Seconds",
  "Microseconds",
  "Milliseconds",
  "Bytes",
  "Kilobytes",
  "Megabytes",
  "Gigabytes",
  "Terabytes",
  "Bits",
  "Kilobits",
  "Megabits",
  "Gigabits",
  "Terabits",
  "Bytes/Second",
  "Kilobytes/Second",
  "Megabytes/Second",
  "Gigabytes/Second",
  "Terabytes/Second",
  "Bits/Second",
  "Kilobits/Second",
  "Megabits/Second",
  "Gigabits/Second",
  "Terabits/Second",
  "Count/Second",
] as const;

/** What a metric's values are in. */
export type MetricUnit = (typeof metricUnits)[number];

/** One value that a handler counted. */
export interface CountedMetric {
  readonly name: string;
  readonly value: number;
  readonly unit: MetricUnit;
  /** Besides `service`; each set of them is a metric of its own that is paid for. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What may be said of a value besides its name. */
export interface MetricOptions {
  /** By default `Count`. */
  unit?: MetricUnit;
  dimensions?: Readonly<Record<string, string>>;
}

/**
 * Counts a value, by default 1, for the request, record or task that runs now; outside of one it does nothing. It
 * never throws: what CloudWatch would not take is left out, with one warning line for each reason.
 */
export type CountMetric = (name: string, value?: number, options?: MetricOptions) => void;

const noDimensions = {};

/** Counts a value for the request, record or task that runs now; it is published when that ends. */
export const metric: CountMetric = (name, value = 1, options = undefined) => {
  const state = runningState();
  if (state === undefined) return;
  const { unit = "Count", dimensions } = options ?? {};
  const counted = {
    name,
    value,
    unit,
    dimensions: dimensions === undefined ? noDimensions : { ...dimensions },
  };
  if (state.metrics === undefined) state.metrics = [counted];
  else state.metrics.push(counted);
};
