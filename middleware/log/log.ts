import { contextOf, httpOf } from "../context.ts";
import type { HttpResponse } from "../http/http-event.ts";
import type { Layer, LayerRequest } from "../layer.ts";
import { checkOptions } from "../options.ts";
import { type Ports, portNames, type ResolvedPorts, resolvePorts } from "../ports.ts";
import { redactText } from "../redact/redact-text.ts";
import { type RequestContext, type RequestState, stateOf } from "../state.ts";
import type { Level } from "./level.ts";
import { checkLevel, type LogFields, RequestLog } from "./logger.ts";

/** Options of the log layer. */
export interface LogOptions {
  /** The service's name in each line; by default the function's name. */
  service?: string;
  /** Lines below this level are not written; by default `LOG_LEVEL`, else `info`. */
  logLevel?: Level;
  ports?: Ports;
}

/** The names of the options of the log layer. */
export const logOptionNames: readonly string[] = ["service", "logLevel", "ports"];

/** The layer that writes one wide line for each HTTP request. */
export function log(options: LogOptions = {}): Layer {
  checkOptions("log", options, logOptionNames);
  checkLogOptions("log", options);
  const ports = resolvePorts(options.ports);
  return {
    before(request) {
      startLog(stateOf(request), contextOf(request, ports), options, ports);
    },
    after: (request) => logRequest(request, ports),
    onError: (request) => logRequest(request, ports),
  };
}

/** @throws Error on an unknown level or port. */
export function checkLogOptions(owner: string, options: LogOptions): void {
  checkLevel(owner, options.logLevel);
  checkOptions(owner, options.ports, portNames, "ports.");
}

/** Gives the state its logger and its starting time. */
export function startLog(
  state: RequestState,
  { requestId, functionName }: RequestContext,
  { service = functionName, logLevel }: LogOptions,
  ports: ResolvedPorts,
): RequestLog {
  const level = logLevel ?? ports.environment.logLevel ?? "info";
  const base = { requestId, service, function: functionName, coldStart: ports.coldStart() };
  state.startedAt = ports.now();
  state.log = new RequestLog({ write: ports.write, now: ports.now, level }, base);
  return state.log;
}

function logRequest(request: LayerRequest, ports: ResolvedPorts): void {
  const state = stateOf(request);
  if (state.logged || state.log === undefined) return;
  const { statusCode = 500 } = (request.response ?? {}) as Partial<HttpResponse>;
  const error = state.error ?? (statusCode >= 500 ? request.error : undefined);
  const own = { ...target(request), status: statusCode, ...role(state) };
  writeWideLine(state, { message: "request", status: statusCode, own, error, now: ports.now() });
}

/** What the wide line tells. */
export interface Ending {
  message: "request" | "record" | "task";
  /** The HTTP status, or its like for work that has none. */
  status: number;
  own: LogFields;
  error?: unknown;
  /** Milliseconds since the epoch. */
  now: number;
}

/** Writes the one line that ends a request, record or task. */
export function writeWideLine(state: RequestState, { message, status, own, error, now }: Ending): void {
  state.logged = true;
  const durationMs = now - (state.startedAt ?? now);
  if (status >= 500 && error !== undefined) state.log?.add({ error });
  state.log?.wide(levelOf(status), message, {
    ...own,
    durationMs,
    outcome: outcomeOf(status),
    ...reason(state),
  });
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

function outcomeOf(status: number): string {
  if (status >= 500) return "failed";
  return status >= 400 ? "refused" : "ok";
}
