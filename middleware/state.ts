import { AsyncLocalStorage } from "node:async_hooks";
import type { User } from "./auth/user.ts";
import type { Deadline } from "./deadline.ts";
import type { HttpRequest } from "./http/http-event.ts";
import type { Problem } from "./http/problem-error.ts";
import type { RequestLog } from "./log/logger.ts";
import type { CountedMetric } from "./metrics/metric.ts";
import type { ResolvedPorts } from "./ports.ts";
import type { Segment } from "./trace/segment.ts";

/** The ids of the request, queue record or task that is running now. */
export interface RequestContext {
  requestId: string;
  /** W3C trace context that came in, already checked. */
  traceparent?: string;
  /** W3C trace state that came in with it, already checked. */
  tracestate?: string;
  /** X-Ray's header that came in, already checked: `Root=…;Parent=…;Sampled=…`. */
  traceHeader?: string;
  functionName: string;
  /** How many queues and calls this piece of work has already gone through. */
  callerHops?: number;
  /** True where the edge chose this piece of work for debug lines; it goes on with every message. */
  debug?: boolean;
}

/** What the layers of one request, record or task know of each other. */
export interface RequestState {
  /** True where `api`, `queue` or `task` made the state; a layer used alone then leaves the event as it is. */
  readonly owned: boolean;
  context?: RequestContext;
  log?: RequestLog;
  http?: HttpRequest;
  deadline?: Deadline;
  startedAt?: number;
  /** True in the first piece of work of its container. */
  coldStart?: boolean;
  /** X-Ray's id of the trace, where this work is traced. */
  traceId?: string;
  /** What the context was made with. */
  ports?: ResolvedPorts;
  /** The span of this work, where it is traced. */
  segment?: Segment;
  /** The id under which this work appears to those that it calls. */
  spanId?: string;
  /** What the handler counted so far. */
  metrics?: CountedMetric[];
  body?: unknown;
  query?: unknown;
  path?: unknown;
  headers?: unknown;
  user?: User;
  /** The error that ended the work, for the log, and the problem that was made of it. */
  error?: unknown;
  problem?: Problem;
  /** True for a queue record whose work an earlier delivery had done. */
  duplicate?: boolean;
  /** True once the wide line is written. */
  logged?: boolean;
  /** True once the outermost layer has seen the response. */
  finished?: boolean;
}

// One for the process: a function may hold a second copy of this package, as a bundle or around it as a layer.
const runningKey = Symbol.for("@marketbrewer/middleware/running");
type Shared = typeof globalThis & { [runningKey]?: AsyncLocalStorage<RequestState> };
const shared: Shared = globalThis;
shared[runningKey] ??= new AsyncLocalStorage();
const running = shared[runningKey];
const stateKey = Symbol("state");

interface Stateful {
  [stateKey]?: RequestState;
}

/** The state of a Middy request; a layer that is used alone makes it with its first question. */
export function stateOf(request: object): RequestState {
  const stateful: Stateful = request;
  stateful[stateKey] ??= { owned: false };
  return stateful[stateKey];
}

/** Ties the running state to Middy's request object, so that layers of nested stacks never mix. */
export function attachState(request: object): void {
  const stateful: Stateful = request;
  stateful[stateKey] = running.getStore();
}

/** Runs `work` with its own state, which `currentContext()` and the layers then see. */
export function runWith<T>(state: RequestState, work: () => T): T {
  return running.run(state, work);
}

/** Makes a state the current one for what follows, for a layer without a wrapper around it. */
export function enterState(state: RequestState): void {
  running.enterWith(state);
}

/** The state of the request, record or task that runs now. */
export function runningState(): RequestState | undefined {
  return running.getStore();
}

/** The ids of the request, record or task that runs now; undefined outside of one. */
export function currentContext(): RequestContext | undefined {
  return running.getStore()?.context;
}
