import { contextOf, httpOf } from "../context.ts";
import type { HttpResponse } from "../http/http-event.ts";
import type { Layer, LayerRequest } from "../layer.ts";
import { ownMetricNames } from "../metrics/own-metrics.ts";
import { type Published, publishMetrics } from "../metrics/publish-metrics.ts";
import { checkOptions } from "../options.ts";
import type { Redactor } from "../redact/default-redactor.ts";
import { type Setup, type SetupOptions, setupOf, setupOptionNames } from "../setup.ts";
import { type RequestContext, type RequestState, stateOf } from "../state.ts";
import type { Level } from "./level.ts";
import { type LogFields, RequestLog } from "./logger.ts";

/** Options of the log layer. */
export type LogOptions = SetupOptions;

/** The layer that writes one wide line for each HTTP request. */
export function log(options: LogOptions = {}): Layer {
  checkOptions("log", options, setupOptionNames);
  return logWith(setupOf("log", options));
}

/** The same with a setup that is made already. */
export function logWith(setup: Setup): Layer {
  return {
    before(request) {
      startLog(stateOf(request), contextOf(request, setup.ports), setup);
    },
    after: (request) => logRequest(request, setup),
    onError: (request) => logRequest(request, setup),
  };
}

/** Gives the state its logger and its starting time. */
export function startLog(state: RequestState, context: RequestContext, setup: Setup): RequestLog {
  const { ports, write, redactor } = setup;
  const { requestId, functionName } = context;
  const coldStart = ports.coldStart();
  const base: LogFields = {
    requestId,
    service: setup.service ?? functionName,
    function: functionName,
    coldStart,
  };
  if (state.traceId !== undefined) base.traceId = state.traceId;
  const level = context.debug === true ? setup.debugLevel : setup.level;
  state.startedAt = ports.now();
  state.coldStart = coldStart;
  state.log = new RequestLog({ write, now: ports.now, level, redactor }, base);
  return state.log;
}

function logRequest(request: LayerRequest, setup: Setup): void | Promise<void> {
  const state = stateOf(request);
  if (state.logged || state.log === undefined) return;
  const { statusCode = 500 } = (request.response ?? {}) as Partial<HttpResponse>;
  const error = state.error ?? (statusCode >= 500 ? request.error : undefined);
  const own = target(request, setup.redactor);
  own.status = statusCode;
  if (state.user !== undefined) own.role = state.user.role;
  return writeWideLine(state, setup, { message: "request", status: statusCode, own, error });
}

/** What the wide line tells. */
export interface Ending {
  message: "request" | "record" | "task";
  /** The HTTP status, or its like for work that has none. */
  status: number;
  own: LogFields;
  error?: unknown;
}

/** The same with what is known only at the end. */
interface Ended extends Ending {
  readonly level: Level;
  readonly durationMs: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Writes the one line that ends a request, record or task, with its metrics, which do not depend on the log's level;
 * a promise is returned only where something has to be loaded for them.
 */
export function writeWideLine(state: RequestState, setup: Setup, ending: Ending): void | Promise<void> {
  const { log, startedAt } = state;
  if (log === undefined) return;
  state.logged = true;
  const { message, status, own, error } = ending;
  const level = levelOf(status);
  const now = setup.ports.now();
  const ended = { message, status, own, error, level, durationMs: now - (startedAt ?? now), now };
  const line = log.writes(level) ? wideLine(state, log, ended) : undefined;
  const { more, pending } = metricsOf(state, setup, ended, line);
  if (line !== undefined) log.write(level, line, more);
  return pending?.catch(ignore);
}

function wideLine(state: RequestState, log: RequestLog, ended: Ended): LogFields {
  const { level, message, status, own, error, durationMs } = ended;
  if (status >= 500 && error !== undefined) log.add({ error });
  const line = Object.assign(log.begin(level, message), own);
  line.durationMs = durationMs;
  line.outcome = outcomeOf(status, state);
  addReason(line, state);
  log.complete(line, ownMetricNames);
  return line;
}

// Metrics that cannot be published must not fail the work that they tell of.
function metricsOf(state: RequestState, setup: Setup, ended: Ended, line: LogFields | undefined): Published {
  const { message, status, durationMs, now } = ended;
  const service = setup.service ?? state.context?.functionName ?? "unknown";
  const namespace = setup.metrics.namespace ?? service;
  const coldStart = state.coldStart === true;
  try {
    const measured = { message, status, durationMs, coldStart, namespace, service, now };
    return publishMetrics(state, setup, measured, setup.linesCarryMetrics ? line : undefined);
  } catch {
    return unpublished;
  }
}

const unpublished: Published = {};

function ignore(): void {}

function target(request: LayerRequest, redactor: Redactor): LogFields {
  const { method, route, path } = httpOf(request);
  if (route !== undefined) return { method, route };
  return { method, path: redactor.redactText(withoutEscapes(path.slice(0, 1024))) };
}

// An escape in front of a secret hides where it begins; escapes can be escaped themselves.
function withoutEscapes(path: string): string {
  return path.replace(/%(?:25){0,8}([0-7][\da-f])/gi, (_escape, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

// The class of the cause tells an expired token from a forged one; its message may quote the caller.
function addReason(line: LogFields, { problem }: RequestState): void {
  if (problem === undefined) return;
  line.code = problem.code;
  if (problem.cause instanceof Error && problem.status < 500) line.reason = problem.cause.name;
}

function levelOf(status: number): Level {
  if (status >= 500) return "error";
  return status >= 400 ? "warn" : "info";
}

/** The outcome in one word, for lines and traces. */
export function outcomeOf(
  status: number,
  { duplicate }: RequestState,
): "ok" | "duplicate" | "refused" | "failed" {
  if (status >= 500) return "failed";
  if (status >= 400) return "refused";
  return duplicate === true ? "duplicate" : "ok";
}
