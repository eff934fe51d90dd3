import type { ResolvedPorts } from "../ports.ts";
import type { MetricGroup } from "./metric-groups.ts";

/** What the metrics of one piece of work belong to. */
export interface MetricsScope {
  readonly namespace: string;
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How what a handler counted leaves the process. */
export interface MetricsBackend {
  /** Whether groups may stand in the wide line as well. */
  readonly inWideLine: boolean;
  /** Publishes groups in lines of their own; a promise is returned only where something has to be loaded first. */
  publish(groups: readonly MetricGroup[], scope: MetricsScope, ports: ResolvedPorts): void | Promise<void>;
}
