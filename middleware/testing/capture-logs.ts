import type { Environment, Ports } from "../ports.ts";
import { type PublishedMetric, publishedMetrics } from "./published-metrics.ts";
import { type TestClock, testClock } from "./test-clock.ts";

export type { PublishedMetric } from "./published-metrics.ts";

/** Options of `captureLogs`; every one may be left out. */
export interface CaptureOptions {
  /** Where the clock stands: milliseconds since the epoch; by default the first moment of 2026. */
  now?: number;
  /** X-Ray's header of the invocations; with `Sampled=1` they are traced. */
  traceHeader?: string;
  /** Besides the function's name, which is `test-function`. */
  environment?: Environment;
}

/** Everything that stacks with these ports told the outside. */
export interface CapturedLogs {
  /** The option `ports` of the stacks under test. */
  readonly ports: Ports;
  /** The log lines so far, parsed. */
  readonly lines: Record<string, unknown>[];
  /** What CloudWatch reads out of the lines: metrics in its embedded format. */
  readonly metrics: PublishedMetric[];
  /** X-Ray documents so far, parsed. */
  readonly segments: Record<string, unknown>[];
  /** Stands still until it is set. */
  readonly clock: TestClock;
}

const begin = Date.UTC(2026, 0);

/** Ports that keep in memory what a stack writes; ids are counted and chance is 0.5, so that every run is the same. */
export function captureLogs({ now = begin, traceHeader, environment }: CaptureOptions = {}): CapturedLogs {
  const captured = { lines: [], metrics: [], segments: [], clock: testClock(now) } as Omit<
    CapturedLogs,
    "ports"
  >;
  const { clock, lines, metrics, segments } = captured;
  let requests = 0;
  let spans = 0;
  const ports: Ports = {
    now: () => clock.now,
    timer: clock.timer,
    write(line) {
      const parsed: Record<string, unknown> = JSON.parse(line);
      lines.push(parsed);
      metrics.push(...publishedMetrics(parsed));
    },
    sendSegment: (document) => segments.push(JSON.parse(document)),
    requestId: () => `test-request-${++requests}`,
    spanId: () => (++spans).toString(16).padStart(16, "0"),
    random: () => 0.5,
    traceHeader: () => traceHeader,
    environment: { functionName: "test-function", ...environment },
  };
  return { ports, ...captured };
}
