import { createChance } from "./chance.ts";
import type { Clock } from "./clock.ts";
import { checkFault } from "./faults/check-fault.ts";

/** A fixed number, or the least and the most of a number that is drawn anew each time. */
export type Range = number | readonly [least: number, most: number];

/** What goes wrong when a fault strikes. */
export type FaultEffect =
  /** The call begins this much later, in milliseconds on the stack's clock. */
  | { kind: "latency"; milliseconds: Range }
  /** The service's own error for too many requests. */
  | { kind: "throttle" }
  /** The service's own error for a fault inside it, a 500. */
  | { kind: "internalError" }
  | { kind: "error"; code: string; message: string; status: number }
  /** The operation is applied and its reply is lost: the client sees a closed connection. */
  | { kind: "dropReply" }
  /**
   * Some entries of a batch are not applied: `Failed` of SQS names them with `code` (`InternalError` when absent),
   * `UnprocessedItems` or `UnprocessedKeys` of DynamoDB holds them.
   */
  | {
      kind: "partialFailure";
      /** The chance of each entry, above 0 to 1; 0.5 when absent. */
      share?: number;
      code?: string;
    }
  /**
   * The environment that runs an invocation ends in the middle of it: so many milliseconds after its start on the
   * stack's clock (0 when absent), or when a function that runs in this thread has had so many calls answered.
   */
  | { kind: "kill"; afterMilliseconds?: Range; afterCalls?: Range };

/** A fault to inject: which calls, how often, when, and what happens to them. */
export interface Fault {
  /** `dynamodb`, `sqs`, `ssm`, or `lambda` for the starts of functions; absent means every service. */
  service?: string;
  /** `PutItem`, `Invoke`, …; absent means every operation. */
  operation?: string;
  /** Narrows it to calls with such an input; that of `Invoke` is `{ FunctionName }`. */
  when?: (input: Readonly<Record<string, unknown>>) => boolean;
  /** The share of calls that are hit, 0 to 1. */
  rate: number;
  /** When it is active, in milliseconds since the epoch; absent means always. */
  from?: number;
  until?: number;
  effect: FaultEffect;
}

/** The faults of one stack; every call of every service asks it first. */
export interface Faults {
  /**
   * Injects `fault` until the returned function is called.
   * @throws Error on a fault that can never strike or makes no sense.
   */
  inject(fault: Fault): () => void;
  /** The effects that strike this call, in the order of injection. */
  strike(service: string, operation: string, input?: Record<string, unknown>): readonly FaultEffect[];
  /** A number from the range; whole milliseconds or calls. */
  draw(range: Range): number;
  /** The source of chance, in [0, 1). */
  random(): number;
}

const none: readonly FaultEffect[] = [];

/**
 * @param random a source of chance in [0, 1), so that a seed can repeat a run.
 * @param offered the operations of each service by its name; absent means that any name is taken.
 */
export function createFaults(
  clock: Clock,
  random: () => number = createChance().random,
  offered?: Readonly<Record<string, readonly string[]>>,
): Faults {
  const active = new Set<Fault>();
  const matches = (fault: Fault, service: string, operation: string, input: Record<string, unknown>) =>
    (fault.service ?? service) === service &&
    (fault.operation ?? operation) === operation &&
    clock.now() >= (fault.from ?? Number.NEGATIVE_INFINITY) &&
    clock.now() < (fault.until ?? Number.POSITIVE_INFINITY) &&
    (fault.when?.(input) ?? true);
  return {
    inject(fault) {
      checkFault(fault, offered);
      const injected = { ...fault };
      active.add(injected);
      return () => active.delete(injected);
    },
    strike(service, operation, input = {}) {
      if (active.size === 0) return none;
      return [...active]
        .filter((fault) => matches(fault, service, operation, input) && random() < fault.rate)
        .map((fault) => fault.effect);
    },
    draw(range) {
      if (typeof range === "number") return range;
      const [least, most] = range;
      return least + Math.floor(random() * (most - least + 1));
    },
    random,
  };
}
