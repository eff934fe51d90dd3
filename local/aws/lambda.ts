import { randomUUID } from "node:crypto";
import { AwsError } from "./aws-error.ts";
import type { Clock } from "./clock.ts";
import { createConcurrency } from "./lambda/concurrency.ts";
import { Environment, type LogLine, type Outcome } from "./lambda/environment.ts";
import { type Account, functionArn, type LambdaFunction } from "./lambda/function.ts";
import type { InvokeError } from "./lambda/protocol.ts";
import { traceHeader } from "./lambda/trace-header.ts";

export interface LambdaOptions extends Account {
  clock: Clock;
  /** The most environments of one function; an invocation beyond it waits in line. AWS has no such cap. */
  maximumEnvironments?: number;
  onLog?: (line: LogLine) => void;
  /** A source of chance in [0, 1), for `kill`. */
  random?: () => number;
}

/** How an invocation ended. Exactly one of `payload` and `error` is there. */
export interface InvokeResult {
  payload?: unknown;
  error?: InvokeError;
  coldStart: boolean;
  durationMs: number;
}

/** What a function has done since the start, and what it is doing. */
export interface FunctionCounters {
  name: string;
  invocations: number;
  errors: number;
  throttles: number;
  coldStarts: number;
  /** Environments alive, and invocations running or waiting, at this moment. */
  environments: number;
  concurrent: number;
}

/** The Lambda service: functions that run in worker threads under Lambda's rules. */
export interface Lambda {
  /** @throws Error when the name is taken. */
  define(fn: LambdaFunction): void;
  /**
   * Runs a function and waits for its end. A failing function is a result with `error`.
   * @throws AwsError ResourceNotFoundException, TooManyRequestsException or RequestTooLargeException.
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
   */
  invoke(name: string, event: unknown, options?: { traceHeader?: string }): Promise<InvokeResult>;
  functions(): FunctionCounters[];
  /** Ends an environment in the middle of an invocation; false when nothing is running. */
  kill(functionName?: string): boolean;
  /** Ends every environment; invocations under way fail. */
  close(): Promise<void>;
}

// Synchronous invocations: gettingstarted-limits in the developer guide; the exact figure is in AWS's own error.
const largestPayload = 6_291_556;

/** Makes an empty Lambda service. */
export function createLambda(options: LambdaOptions): Lambda {
  const { clock, onLog = () => {}, maximumEnvironments = 4, random = Math.random } = options;
  const functions = new Map<string, ReturnType<typeof createFunction>>();

  function createFunction(fn: LambdaFunction) {
    const counters = { invocations: 0, errors: 0, throttles: 0, coldStarts: 0 };
    const concurrency = createConcurrency({
      clock,
      maximumEnvironments,
      reserved: fn.reservedConcurrency,
      start: () => new Environment({ id: logStreamName(clock), fn, account: options, clock, onLog }),
    });
    return { fn, counters, concurrency };
  }

  function named(name: string) {
    const found = functions.get(name);
    if (found) return found;
    throw new AwsError("ResourceNotFoundException", `Function not found: ${functionArn(options, name)}`, 404);
  }

  return {
    define(fn) {
      if (functions.has(fn.name)) throw new Error(`Two functions are named ${fn.name}: rename one.`);
      functions.set(fn.name, createFunction(fn));
    },
    async invoke(name, event, { traceHeader: sent } = {}) {
      const { counters, concurrency } = named(name);
      const text = serialize(event);
      const lease = await concurrency.acquire().catch((error: unknown) => {
        counters.throttles++;
        throw error;
      });
      counters.invocations++;
      if (lease.coldStart) counters.coldStarts++;
      const started = clock.now();
      const outcome = await lease.environment.invoke({
        requestId: randomUUID(),
        event: text,
        traceHeader: traceHeader(started, sent),
      });
      lease.release();
      const result = resultOf(outcome);
      if (result.error) counters.errors++;
      return { ...result, coldStart: lease.coldStart, durationMs: clock.now() - started };
    },
    functions: () =>
      [...functions.values()].map(({ fn, counters, concurrency }) => ({
        name: fn.name,
        ...counters,
        environments: concurrency.environments(),
        concurrent: concurrency.concurrent(),
      })),
    kill(functionName) {
      const candidates = functionName === undefined ? [...functions.values()] : [named(functionName)];
      const busy = candidates.flatMap(({ concurrency }) => concurrency.busy());
      const victim = busy[Math.floor(random() * busy.length)];
      void victim?.end();
      return victim !== undefined;
    },
    async close() {
      await Promise.all([...functions.values()].map(({ concurrency }) => concurrency.close()));
    },
  };
}

function serialize(event: unknown): string {
  const text = JSON.stringify(event) ?? "null";
  if (text.length <= largestPayload && Buffer.byteLength(text) <= largestPayload) return text;
  const message = `Request must be smaller than ${largestPayload} bytes for the InvokeFunction operation`;
  throw new AwsError("RequestTooLargeException", message, 413);
}

function resultOf(outcome: Outcome): { payload?: unknown; error?: InvokeError } {
  if ("error" in outcome) return outcome;
  if (Buffer.byteLength(outcome.payload) <= largestPayload)
    return { payload: JSON.parse(outcome.payload) as unknown };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${largestPayload} bytes).`;
  return { error: { errorType: "Function.ResponseSizeTooLarge", errorMessage } };
}

function logStreamName(clock: Clock): string {
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[$LATEST]${randomUUID().replaceAll("-", "")}`;
}
