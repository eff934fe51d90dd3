import type { Deadline } from "./deadline.ts";
import type { Log } from "./log/logger.ts";
import { type CountMetric, metric } from "./metrics/metric.ts";
import type { Running } from "./stack.ts";
import { type RunSpan, span } from "./trace/span.ts";

/** What every handler gets, whatever it handles. */
export interface WorkTools {
  /** The id of this piece of work: it came in, or it was made here. */
  requestId: string;
  log: Log;
  /** Counts a value; it is published when the work ends. */
  metric: CountMetric;
  /** Runs work inside of a span of the running trace. */
  span: RunSpan;
  /** Aborts half a second before Lambda ends the invocation. */
  readonly signal: AbortSignal;
  /** Milliseconds until Lambda ends the invocation. */
  remainingMs: () => number;
}

/** The tools of one piece of work; the signal's timer is set when somebody asks for the signal. */
export class ToolsOf implements WorkTools {
  readonly requestId: string;
  readonly log: Log;
  readonly metric: CountMetric;
  readonly span: RunSpan;
  readonly remainingMs: () => number;
  readonly #time: Deadline;

  constructor({ context, log }: Running, time: Deadline) {
    this.requestId = context.requestId;
    this.log = log;
    this.metric = metric;
    this.span = span;
    this.remainingMs = time.remainingMs;
    this.#time = time;
  }

  get signal(): AbortSignal {
    return this.#time.signal;
  }
}
