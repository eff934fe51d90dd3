import { type Threshold, thresholdNamed } from "./log/level.ts";
import type { ObservabilityMode } from "./observability.ts";
import { randomFraction, randomHex, uuidv7 } from "./uuid.ts";

/** Sets `run` to happen after `milliseconds`; the returned function takes it back. */
export type Timer = (run: () => void, milliseconds: number) => () => void;

/** The stack's whole touch with the outside, for tests, simulations and several containers in one process. */
export interface Ports {
  /** Milliseconds since the epoch; by default `Date.now`. */
  now?: () => number;
  /** Takes one log line without its line end; by default it goes to standard output. */
  write?: (line: string) => void;
  /** Makes a request id where none came in; by default a UUIDv7. */
  requestId?: () => string;
  /** Sets the timer of an abort signal; by default one that does not keep the process alive. */
  timer?: Timer;
  /** Chance between 0 and 1, for sampling. */
  random?: () => number;
  /** Makes the id of a span: 16 hexadecimal digits. */
  spanId?: () => string;
  /** Takes one X-Ray document; by default it goes to the daemon over UDP. */
  sendSegment?: (document: string) => void;
  /** X-Ray's header of the running invocation; by default `_X_AMZN_TRACE_ID`. */
  traceHeader?: () => string | undefined;
  /** What is otherwise read from the environment's variables. */
  environment?: Environment;
}

/** What the stack knows of where it runs. */
export interface Environment {
  functionName?: string;
  /** From `POWERTOOLS_LOG_LEVEL`, else `LOG_LEVEL`. */
  logLevel?: Threshold;
  /** From `AWS_LAMBDA_LOG_LEVEL`, which stands for what the function's own log settings say and wins over all. */
  lambdaLogLevel?: Threshold;
  /** From `MIDDLEWARE_OBSERVABILITY`. */
  observability?: ObservabilityMode;
  /** From `POWERTOOLS_SERVICE_NAME`. */
  service?: string;
  /** From `POWERTOOLS_METRICS_NAMESPACE`. */
  metricsNamespace?: string;
  /** From `POWERTOOLS_METRICS_DISABLED`: no metric at all is published. */
  metricsDisabled?: boolean;
  /** From `POWERTOOLS_IDEMPOTENCY_DISABLED`, for tests and local runs: idempotent work just runs, in both modes. */
  idempotencyDisabled?: boolean;
  /** From `AWS_XRAY_DAEMON_ADDRESS`: host and port. */
  daemonAddress?: string;
}

/** Ports with every default filled in. */
export interface ResolvedPorts {
  readonly now: () => number;
  readonly write: (line: string) => void;
  readonly requestId: () => string;
  readonly timer: Timer;
  readonly random: () => number;
  readonly spanId: () => string;
  readonly sendSegment: ((document: string) => void) | undefined;
  readonly traceHeader: () => string | undefined;
  readonly environment: Environment;
  /** Says true once: at the first invocation that goes through these ports. */
  readonly coldStart: () => boolean;
}

/** The names of all ports, for the check of options. */
export const portNames: readonly string[] = [
  "now",
  "write",
  "requestId",
  "timer",
  "random",
  "spanId",
  "sendSegment",
  "traceHeader",
  "environment",
];

const processPorts: Ports = {};
const resolved = new WeakMap<Ports, ResolvedPorts>();

/** Fills in the defaults; the same ports give the same answer, so that the cold start is counted once. */
export function resolvePorts(ports: Ports = processPorts): ResolvedPorts {
  const known = resolved.get(ports) ?? withDefaults(ports);
  resolved.set(ports, known);
  return known;
}

function withDefaults(ports: Ports): ResolvedPorts {
  const now = ports.now ?? Date.now;
  let cold = true;
  return {
    now,
    write: ports.write ?? writeLine,
    requestId: ports.requestId ?? (() => uuidv7(now())),
    timer: ports.timer ?? quietTimer,
    random: ports.random ?? randomFraction,
    spanId: ports.spanId ?? (() => randomHex(8)),
    sendSegment: ports.sendSegment,
    traceHeader: ports.traceHeader ?? (() => process.env._X_AMZN_TRACE_ID),
    environment: ports.environment ?? processEnvironment(),
    coldStart() {
      const first = cold;
      cold = false;
      return first;
    },
  };
}

function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

const quietTimer: Timer = (run, milliseconds) => {
  const handle = setTimeout(run, milliseconds);
  handle.unref();
  return () => clearTimeout(handle);
};

function processEnvironment(): Environment {
  const { env } = process;
  return {
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    logLevel: thresholdNamed(env.POWERTOOLS_LOG_LEVEL) ?? thresholdNamed(env.LOG_LEVEL),
    lambdaLogLevel: thresholdNamed(env.AWS_LAMBDA_LOG_LEVEL),
    observability: modeOf(env.MIDDLEWARE_OBSERVABILITY),
    service: env.POWERTOOLS_SERVICE_NAME,
    metricsNamespace: env.POWERTOOLS_METRICS_NAMESPACE,
    metricsDisabled: isOn(env.POWERTOOLS_METRICS_DISABLED),
    idempotencyDisabled: isOn(env.POWERTOOLS_IDEMPOTENCY_DISABLED),
    daemonAddress: env.AWS_XRAY_DAEMON_ADDRESS,
  };
}

// As Powertools reads its switches.
function isOn(text = ""): boolean {
  return /^(?:1|y|yes|t|true|on)$/i.test(text);
}

function modeOf(text: string | undefined): ObservabilityMode | undefined {
  return text === undefined || text === "" ? undefined : (text as ObservabilityMode);
}
