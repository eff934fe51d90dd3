import { type Level, levels } from "./log/level.ts";
import type { LineWriter } from "./log/lines-backend.ts";
import { type MetricsOptions, type MetricsSetup, metricsSetup } from "./metrics/metrics-options.ts";
import { type Observability, type ObservabilityMode, observabilityOf } from "./observability.ts";
import { checkOptions, requireOption } from "./options.ts";
import { type Ports, portNames, type ResolvedPorts, resolvePorts } from "./ports.ts";
import { defaultRedactor, type Redactor } from "./redact/redactor.ts";

/** Options that every stack and every layer that logs can take. */
export interface SetupOptions {
  /** The service's name in each line and metric; by default `POWERTOOLS_SERVICE_NAME`, else the function's name. */
  service?: string;
  /** Lines below this level are not written; by default `LOG_LEVEL`, else `info`. */
  logLevel?: Level;
  /** By default Powertools, where the main entry was imported. */
  observability?: ObservabilityMode;
  /** An instance of Powertools' Logger that lines go through, with its own formatter. */
  logger?: PowertoolsLogger;
  /** What hides secrets and personal data in lines; by default the package's own rules. */
  redactor?: Redactor;
  /** The stack's own metrics in each wide line; `false` leaves them out. */
  metrics?: MetricsOptions | false;
  ports?: Ports;
}

/** As much of Powertools' Logger as the stack calls. */
export interface PowertoolsLogger {
  debug(message: string, fields: Record<string, unknown>): void;
  info(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
  error(message: string, fields: Record<string, unknown>): void;
}

/** The names of all of them, for the check of options. */
export const setupOptionNames: readonly string[] = [
  "service",
  "logLevel",
  "observability",
  "logger",
  "redactor",
  "metrics",
  "ports",
];

/** What a stack writes, counts and traces with: made once a stack, from options, ports and environment. */
export interface Setup {
  readonly ports: ResolvedPorts;
  readonly tools: Observability;
  readonly write: LineWriter;
  readonly redactor: Redactor;
  readonly level: Level;
  readonly service: string | undefined;
  /** Undefined where the stack's own metrics are left out. */
  readonly metrics: MetricsSetup | undefined;
}

/** @throws Error that names the owner and the option which makes no sense. */
export function setupOf(owner: string, options: SetupOptions): Setup {
  checkOptions(owner, options.ports, portNames, "ports.");
  checkLevel(owner, options.logLevel);
  const ports = resolvePorts(options.ports);
  const { environment } = ports;
  const tools = observabilityOf(owner, options.observability ?? environment.observability);
  const service = options.service ?? environment.service;
  return {
    ports,
    tools,
    write: tools.lines.writer(ports, options.logger),
    redactor: options.redactor ?? defaultRedactor,
    level: options.logLevel ?? environment.logLevel ?? "info",
    service,
    metrics: metricsSetup(owner, options.metrics, environment),
  };
}

/** @throws Error where the level is none of ours. */
export function checkLevel(owner: string, level: Level | undefined): void {
  const known = level === undefined || levels.includes(level);
  requireOption(known, owner, `log level "${level}" is unknown; use one of ${levels.join(", ")}.`);
}
