import { AwsError } from "./aws-error.ts";
import { type Chance, createChance } from "./chance.ts";
import type { Clock } from "./clock.ts";
import { createFaults, type FaultEffect, type Faults } from "./faults.ts";
import { type InProcessHandler, inProcessHandler } from "./in-process/request-handler.ts";
import { createConcurrency } from "./lambda/concurrency.ts";
import { Environment, type Invocation, type LogLine } from "./lambda/environment.ts";
import { type Account, functionArn, type LambdaFunction } from "./lambda/function.ts";
import { resultOf, serialize } from "./lambda/payload.ts";
import type { InvokeError } from "./lambda/protocol.ts";
import { traceHeader } from "./lambda/trace-header.ts";
import { beforeCall, checkReply } from "./with-faults.ts";

export interface LambdaOptions extends Account {
  clock: Clock;
  /** The most environments of one function; an invocation beyond it waits in line. AWS has no such cap. */
  maximumEnvironments?: number;
  onLog?: (line: LogLine) => void;
  /** A source of chance in [0, 1), for `kill`. */
  random?: () => number;
  /** Where ids come from; the machine's chance when absent. */
  chance?: Chance;
  /** Strike invocations, as the operation Invoke of the service lambda. */
  faults?: Faults;
  /** For functions that run in this thread. */
  requestHandler?: InProcessHandler;
}

/** How an invocation ended. Exactly one of `payload` and `error` is there. */
export interface InvokeResult {
  payload?: unknown;
  error?: InvokeError;
  coldStart: boolean;
  durationMs: number;
}

export interface InvokeOptions {
  traceHeader?: string;
  /** Collects the lines that the function logs meanwhile. */
  tail?: string[];
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
  invoke(name: string, event: unknown, options?: InvokeOptions): Promise<InvokeResult>;
  functions(): FunctionCounters[];
  /** Ends an environment in the middle of an invocation; false when nothing is running. */
  kill(functionName?: string): boolean;
  /** Ends every environment; invocations under way fail. */
  close(): Promise<void>;
}

/** Makes an empty Lambda service. */
export function createLambda(options: LambdaOptions): Lambda {
  const { clock, onLog = () => {}, maximumEnvironments = 4, chance = createChance() } = options;
  const { random = chance.random, requestHandler = unanswered } = options;
  const faults = options.faults ?? createFaults(clock, random);
  const functions = new Map<string, ReturnType<typeof createFunction>>();

  function createFunction(fn: LambdaFunction) {
    const counters = { invocations: 0, errors: 0, throttles: 0, coldStarts: 0 };
    const shared = { fn, account: options, clock, requestHandler, onLog };
    const concurrency = createConcurrency({
      clock,
      maximumEnvironments,
      reserved: fn.reservedConcurrency,
      start: () => new Environment({ ...shared, id: logStreamName(clock, chance) }),
    });
    return { fn, counters, concurrency };
  }

  function named(name: string) {
    const found = functions.get(name);
    if (found) return found;
    throw new AwsError("ResourceNotFoundException", `Function not found: ${functionArn(options, name)}`, 404);
  }

  async function start({ counters, concurrency }: ReturnType<typeof named>, effects: readonly FaultEffect[]) {
    try {
      if (effects.length > 0) await beforeCall(effects, { faults, clock, ...invokeOperation });
      return await concurrency.acquire();
    } catch (error) {
      if (error instanceof AwsError && error.status === 429) counters.throttles++;
      throw error;
    }
  }

  return {
    define(fn) {
      if (functions.has(fn.name)) throw new Error(`Two functions are named ${fn.name}: rename one.`);
      functions.set(fn.name, createFunction(fn));
    },
    async invoke(name, event, { traceHeader: sent, tail } = {}) {
      const found = named(name);
      const { counters } = found;
      const text = serialize(event);
      const effects = faults.strike("lambda", "Invoke", { FunctionName: name });
      const lease = await start(found, effects);
      counters.invocations++;
      if (lease.coldStart) counters.coldStarts++;
      const started = clock.now();
      const outcome = await lease.environment.invoke({
        requestId: chance.uuid(),
        event: text,
        traceHeader: traceHeader(started, sent, chance.hex),
        ...killPlan(effects, faults),
        ...(tail && { tail }),
      });
      lease.release();
      const result = resultOf(outcome);
      if (result.error) counters.errors++;
      checkReply(effects, "lambda", "Invoke");
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

const invokeOperation = { service: "lambda", operation: "Invoke" };

// A Lambda without the other services: nobody answers the calls of its functions.
const unanswered = inProcessHandler({
  dispatch: async () => ({ status: 0, headers: {}, body: "", dropped: true }),
});

function killPlan(effects: readonly FaultEffect[], faults: Faults): Pick<Invocation, "kill"> | undefined {
  const kill = effects.find((effect) => effect.kind === "kill");
  if (!kill) return undefined;
  if (kill.afterCalls !== undefined) return { kill: { afterCalls: faults.draw(kill.afterCalls) } };
  return { kill: { afterMilliseconds: faults.draw(kill.afterMilliseconds ?? 0) } };
}

function logStreamName(clock: Clock, chance: Chance): string {
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[$LATEST]${chance.hex(16)}`;
}
