import { requireOption } from "../options.ts";

/** Options of ids and traces that every stack can take. */
export interface TraceSetupOptions {
  /**
   * How much of what no service in front has decided on is traced, from 0 to 1; by default nothing. Behind X-Ray its
   * own decision holds.
   */
  traceRate?: number;
  /** How much of what comes in at the edge logs at level `debug`, from 0 to 1; by default nothing. */
  debugRate?: number;
  /** Whether an HTTP caller may ask for debug lines with `x-debug: 1`; by default it is ignored. */
  trustDebugHeader?: boolean;
  /** How many queues and calls a piece of work may pass before it counts as a loop; by default 16. */
  maxHops?: number | false;
  /** Fields of the wide line that become annotations of the trace; by default `jobId`. */
  annotations?: readonly string[];
  /** Powertools only: whether Tracer watches every outgoing call of `http`, `https` and `fetch`; by default not. */
  captureHttp?: boolean;
}

/** The same with every default filled in. */
export type TraceSetup = Readonly<Required<TraceSetupOptions>>;

/** The names of all of them, for the check of options. */
export const traceOptionNames: readonly string[] = [
  "traceRate",
  "debugRate",
  "trustDebugHeader",
  "maxHops",
  "annotations",
  "captureHttp",
];

/** How many queues and calls work may pass where no option says so: as many as Lambda's own loop detection allows. */
export const defaultMaxHops = 16;

/** @throws Error on a value that makes no sense. */
export function traceSetup(owner: string, options: TraceSetupOptions): TraceSetup {
  checkRate(owner, "traceRate", options.traceRate);
  checkRate(owner, "debugRate", options.debugRate);
  checkMaxHops(owner, options.maxHops);
  checkAnnotations(owner, options.annotations);
  return {
    traceRate: options.traceRate ?? 0,
    debugRate: options.debugRate ?? 0,
    trustDebugHeader: options.trustDebugHeader ?? false,
    maxHops: options.maxHops ?? defaultMaxHops,
    annotations: options.annotations ?? ["jobId"],
    captureHttp: options.captureHttp ?? false,
  };
}

function checkRate(owner: string, name: string, rate: number | undefined): void {
  const sensible = rate === undefined || (rate >= 0 && rate <= 1);
  requireOption(sensible, owner, `${name} must be a number from 0 (none) to 1 (all).`);
}

function checkMaxHops(owner: string, maxHops: number | false | undefined): void {
  const sensible = maxHops === undefined || maxHops === false || (Number.isInteger(maxHops) && maxHops > 0);
  requireOption(sensible, owner, "maxHops must be a whole number above 0, or false to exempt the function.");
}

function checkAnnotations(owner: string, names: readonly string[] | undefined): void {
  const sensible =
    names === undefined || (Array.isArray(names) && names.every((name) => /^\w{1,64}$/.test(name)));
  requireOption(
    sensible,
    owner,
    "annotations must be names of letters, digits and underscores, as X-Ray takes them.",
  );
}
