import { checkLogger, linesThrough, type PowertoolsLogger } from "./log/given-lines.ts";
import { type Threshold, thresholds } from "./log/level.ts";
import type { LineWriter } from "./log/lines-backend.ts";
import { type MetricsOptions, type MetricsSetup, metricsSetup } from "./metrics/metrics-options.ts";
import { type Observability, type ObservabilityMode, observabilityOf } from "./observability.ts";
import { checkOptions, requireOption } from "./options.ts";
import { type Environment, type Ports, portNames, type ResolvedPorts, resolvePorts } from "./ports.ts";
import { defaultRedactor, type Redactor, redactorOf } from "./redact/default-redactor.ts";
import {
  type TraceSetup,
  type TraceSetupOptions,
  traceOptionNames,
  traceSetup,
} from "./trace/trace-options.ts";

/** Options that every stack and every layer that logs can take. */
export interface SetupOptions extends TraceSetupOptions {
  /** The service's name in each line and metric; by default `POWERTOOLS_SERVICE_NAME`, else the function's name. */
  service?: string;
  /** Lines below this level are not written; by default `POWERTOOLS_LOG_LEVEL`, else `LOG_LEVEL`, else `info`. */
  logLevel?: Threshold;
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

/** The names of all of them, for the check of options. */
export const setupOptionNames: readonly string[] = [
  "service",
  "logLevel",
  "observability",
  "logger",
  "redactor",
  "metrics",
  "ports",
  ...traceOptionNames,
];

/** What a stack writes, counts and traces with: made once a stack, from options, ports and environment. */
export interface Setup {
  readonly ports: ResolvedPorts;
  readonly tools: Observability;
  readonly write: LineWriter;
  readonly redactor: Redactor;
  /** From which level on lines are written. */
  readonly level: Threshold;
  /** The same for work that was chosen for debug lines. */
  readonly debugLevel: Threshold;
  /** Whether a line may carry metrics: a logger that was handed in might put them where nobody finds them. */
  readonly linesCarryMetrics: boolean;
  readonly service: string | undefined;
  readonly metrics: MetricsSetup;
  readonly trace: TraceSetup;
}

/** @throws Error that names the owner and the option which makes no sense. */
export function setupOf(owner: string, options: SetupOptions): Setup {
  checkOptions(owner, options.ports, portNames, "ports.");
  checkLevel(owner, options.logLevel);
  checkLogger(owner, options.logger);
  const ports = resolvePorts(options.ports);
  const { environment } = ports;
  const tools = observabilityOf(owner, options.observability ?? environment.observability);
  const capturing = options.captureHttp !== true || tools.tracing.capturesHttp;
  requireOption(capturing, owner, 'captureHttp is for observability "powertools"; use fetchWithIds here.');
  const service = options.service ?? environment.service;
  checkService(owner, service);
  return {
    ports,
    tools,
    write: options.logger === undefined ? tools.lines.writer(ports) : linesThrough(options.logger),
    linesCarryMetrics: options.logger === undefined,
    redactor: options.redactor ?? redactorFor(options.ports),
    ...levelsOf(options, environment),
    service,
    metrics: metricsSetup(owner, options.metrics, environment),
    trace: traceSetup(owner, options),
  };
}

/** @throws Error where the level is none of ours. */
export function checkLevel(owner: string, level: Threshold | undefined): void {
  const known = level === undefined || thresholds.includes(level);
  requireOption(known, owner, `log level "${level}" is unknown; use one of ${thresholds.join(", ")}.`);
}

// Lambda drops what is below its own level; a logger that was handed in has a level of its own.
function levelsOf(
  { logLevel, logger }: SetupOptions,
  { lambdaLogLevel, logLevel: fromEnvironment }: Environment,
): Pick<Setup, "level" | "debugLevel"> {
  if (lambdaLogLevel !== undefined) return { level: lambdaLogLevel, debugLevel: lambdaLogLevel };
  const usual = logger === undefined ? (fromEnvironment ?? "info") : "debug";
  return { level: logLevel ?? usual, debugLevel: "debug" };
}

// It is a dimension of each metric, and CloudWatch drops what has a dimension that it does not take.
function checkService(owner: string, service: string | undefined): void {
  const usable = service === undefined || /^[\x21-\x7e][\x20-\x7e]{0,254}$/.test(service);
  requireOption(
    usable,
    owner,
    '"service" must be 1 to 255 printable ASCII characters, not blank at the start.',
  );
}

// Tags change with the day of the stack's own clock.
function redactorFor({ now }: Ports = {}): Redactor {
  return now === undefined ? defaultRedactor : redactorOf({ now });
}
