import { type Level, levels } from "./log/level.ts";
import { uuidv7 } from "./uuid.ts";

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
  /** What is otherwise read from `AWS_LAMBDA_FUNCTION_NAME` and `LOG_LEVEL`. */
  environment?: Environment;
}

/** What the stack knows of where it runs. */
export interface Environment {
  functionName?: string;
  logLevel?: Level;
}

/** Ports with every default filled in. */
export interface ResolvedPorts {
  readonly now: () => number;
  readonly write: (line: string) => void;
  readonly requestId: () => string;
  readonly timer: Timer;
  readonly environment: Environment;
  /** Says true once: at the first invocation that goes through these ports. */
  readonly coldStart: () => boolean;
}

/** The names of all ports, for the check of options. */
export const portNames: readonly string[] = ["now", "write", "requestId", "timer", "environment"];

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
  const level = process.env.LOG_LEVEL?.toLowerCase();
  return {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    logLevel: levels.find((known) => known === level),
  };
}
