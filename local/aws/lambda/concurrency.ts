import { AwsError } from "../aws-error.ts";
import type { Clock, Timer } from "../clock.ts";
import type { Environment } from "./environment.ts";

export interface ConcurrencyOptions {
  clock: Clock;
  /** Beyond it, a request for an environment waits in line. */
  maximumEnvironments: number;
  /** Beyond it, a request is throttled. */
  reserved?: number;
  start: () => Environment;
}

/** An environment that is held for one invocation. */
interface Lease {
  environment: Environment;
  coldStart: boolean;
  release(): void;
}

/** The environments of one function. */
export interface Concurrency {
  /** @throws AwsError TooManyRequestsException beyond the reserved concurrency. */
  acquire(): Promise<Lease>;
  /** Environments alive. */
  environments(): number;
  /** Invocations running or waiting. */
  concurrent(): number;
  /** The environments that are running an invocation. */
  busy(): Environment[];
  close(): Promise<void>;
}

const idleMilliseconds = 60_000;

/** Hands out environments: a warm one first (the last used), else a new one, else the next that comes free. */
export function createConcurrency(options: ConcurrencyOptions): Concurrency {
  const { clock, maximumEnvironments, start } = options;
  const alive = new Set<Environment>();
  const idle: { environment: Environment; expiry: Timer }[] = [];
  const waiting: { take(lease: Lease): void; refuse(error: Error): void }[] = [];
  let concurrent = 0;
  let closed = false;

  function startCold(): Lease {
    const environment = start();
    alive.add(environment);
    return lease(environment, true);
  }
  function lease(environment: Environment, coldStart: boolean): Lease {
    return { environment, coldStart, release: () => release(environment) };
  }
  function release(environment: Environment) {
    concurrent--;
    if (environment.ended) alive.delete(environment);
    const next = waiting.shift();
    if (next) next.take(environment.ended ? startCold() : lease(environment, false));
    else if (!environment.ended) rest(environment);
  }
  function rest(environment: Environment) {
    const entry = {
      environment,
      expiry: clock.schedule(clock.now() + idleMilliseconds, () => expire(entry)),
    };
    idle.push(entry);
  }
  function expire(entry: (typeof idle)[number]) {
    idle.splice(idle.indexOf(entry), 1);
    alive.delete(entry.environment);
    void entry.environment.end();
  }
  function takeWarm(): Lease | undefined {
    for (let entry = idle.pop(); entry; entry = idle.pop()) {
      entry.expiry.cancel();
      if (!entry.environment.ended) return lease(entry.environment, false);
      alive.delete(entry.environment);
    }
    return undefined;
  }

  return {
    async acquire() {
      if (closed) throw shutDown();
      if (concurrent >= (options.reserved ?? Number.POSITIVE_INFINITY)) throw throttled();
      concurrent++;
      const ready = takeWarm() ?? (alive.size < maximumEnvironments ? startCold() : undefined);
      return ready ?? new Promise<Lease>((take, refuse) => waiting.push({ take, refuse }));
    },
    environments: () => [...alive].filter(({ ended }) => !ended).length,
    concurrent: () => concurrent,
    busy: () => [...alive].filter((environment) => !idle.some((entry) => entry.environment === environment)),
    async close() {
      closed = true;
      for (const { refuse } of waiting.splice(0)) refuse(shutDown());
      for (const entry of idle) entry.expiry.cancel();
      await Promise.all([...alive].map((environment) => environment.end()));
    },
  };
}

const throttled = () =>
  new AwsError("TooManyRequestsException", "Rate Exceeded.", 429, {
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
  });

const shutDown = () => new AwsError("ServiceException", "The stand-in is shutting down.", 500);
