import type { Clock, Metrics } from "./cloud.ts";

const namespace = "MarketBrewer";

/**
 * Metrics as log lines in CloudWatch's embedded metric format: Lambda ships them with the log, no call is made.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emfMetrics(clock: Clock, write: (line: string) => void): Metrics {
  return {
    count(name, value = 1, dimensions = {}) {
      const definition = {
        Namespace: namespace,
        Dimensions: [Object.keys(dimensions)],
        Metrics: [{ Name: name, Unit: "Count" }],
      };
      write(
        JSON.stringify({
          _aws: { Timestamp: clock.now(), CloudWatchMetrics: [definition] },
          ...dimensions,
          [name]: value,
        }),
      );
    },
  };
}
