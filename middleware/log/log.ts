import { contextOf, httpOf } from "../context.ts";
import type { HttpResponse } from "../http/http-event.ts";
import type { Layer, LayerRequest } from "../layer.ts";
import { publishMetrics } from "../metrics/publish-metrics.ts";
import { checkOptions } from "../options.ts";
import { redactText } from "../redact/redact-text.ts";
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
export function startLog(
  state: RequestState,
  { requestId, functionName }: RequestContext,
  { ports, write, level, redactor, service = functionName }: Setup,
): RequestLog {
  const base = { requestId, service, function: functionName, coldStart: ports.coldStart() };
  state.startedAt = ports.now();
  state.log = new RequestLog({ write, now: ports.now, level, redactor }, base);
  return state.log;
}

function logRequest(request: LayerRequest, setup: Setup): void | Promise<void> {
  const state = stateOf(request);
  if (state.logged || state.log === undefined) return;
  const { statusCode = 500 } = (request.response ?? {}) as Partial<HttpResponse>;
  const error = state.error ?? (statusCode >= 500 ? request.error : undefined);
  const own = { ...target(request), status: statusCode, ...role(state) };
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

/**
 * Writes the one line that ends a request, record or task, with its metrics; a promise is returned only where
 * something has to be loaded for them.
 */
export function writeWideLine(
  state: RequestState,
  setup: Setup,
  { message, status, own, error }: Ending,
): void | Promise<void> {
  const { log } = state;
  if (log === undefined) return;
  state.logged = true;
  const now = setup.ports.now();
  const durationMs = now - (state.startedAt ?? now);
  if (status >= 500 && error !== undefined) log.add({ error });
  const fields: LogFields = { ...own, durationMs, outcome: outcomeOf(status), ...reason(state) };
  const published = publishMetrics(state, setup, { message, status, durationMs, now }, fields);
  log.wide(levelOf(status), message, fields);
  return published;
}

function target(request: LayerRequest): LogFields {
  const { method, route, path } = httpOf(request);
  return route === undefined ? { method, path: redactText(path.slice(0, 1024)) } : { method, route };
}

function role({ user }: RequestState): LogFields {
  return user === undefined ? {} : { role: user.role };
}

// The class of the cause tells an expired token from a forged one; its message may quote the caller.
function reason({ problem }: RequestState): LogFields {
  if (problem === undefined) return {};
  const { code, cause } = problem;
  return cause instanceof Error && problem.status < 500 ? { code, reason: cause.name } : { code };
}

function levelOf(status: number): Level {
  if (status >= 500) return "error";
  return status >= 400 ? "warn" : "info";
}

/** The outcome in one word, for lines, metrics and traces. */
export function outcomeOf(status: number): "ok" | "refused" | "failed" {
  if (status >= 500) return "failed";
  return status >= 400 ? "refused" : "ok";
}
