import type { Setup } from "../setup.ts";
import type { Segment } from "./segment.ts";

/** A trace that another one has to do with, in the form of a segment document. */
export interface TraceLink {
  readonly trace_id: string;
  readonly id: string;
}

/** The piece of work that a trace tells of. */
export interface TracedWork {
  /** The function's name. */
  readonly name: string;
  /** In X-Ray's form: `1-` with 8 and 24 hexadecimal digits. */
  readonly traceId: string;
  /** The span above; without one the work becomes a segment of its own. */
  readonly parentId: string | undefined;
  /** The traces of the messages that a batch took. */
  readonly links?: readonly TraceLink[];
}

/** How spans leave the process. */
export interface TracingBackend {
  /** Whether it can watch outgoing calls by itself. */
  readonly capturesHttp: boolean;
  /**
   * Begins the subsegment of a sampled piece of work; a promise is returned only where something has to be loaded
   * first. Undefined where it cannot be traced.
   */
  begin(work: TracedWork, setup: Setup): Segment | undefined | Promise<Segment | undefined>;
}
