import type { ResolvedPorts } from "../ports.ts";
import type { Segment } from "./segment.ts";

/** The piece of work that a trace tells of. */
export interface TracedWork {
  /** The subsegment's name: the function's name. */
  readonly name: string;
  /** X-Ray's header of this work: `Root=…;Parent=…;Sampled=1`. */
  readonly traceHeader: string;
}

/** How spans leave the process. */
export interface TracingBackend {
  /**
   * Begins the subsegment of a sampled piece of work; a promise is returned only where something has to be loaded
   * first. Undefined where it cannot be traced.
   */
  begin(work: TracedWork, ports: ResolvedPorts): Segment | undefined | Promise<Segment | undefined>;
}
