import type { LogFields } from "../log/logger.ts";
import type { ResolvedPorts } from "../ports.ts";
import type { CountedMetric } from "./metric.ts";

/** What the metrics of one piece of work belong to. */
export interface MetricsScope {
  readonly namespace: string;
  readonly service: string;
}

/** How what was counted leaves the process. */
export interface MetricsBackend {
  /**
   * Publishes what a handler counted. It may put fields into `line`, the wide line that is about to be written, or
   * write lines of its own; a promise is returned only where something has to be loaded first.
   */
  publish(
    counted: readonly CountedMetric[],
    scope: MetricsScope,
    line: LogFields,
    ports: ResolvedPorts,
  ): void | Promise<void>;
}
