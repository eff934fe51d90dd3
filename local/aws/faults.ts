import type { Clock } from "./clock.ts";

/** What goes wrong when a fault strikes. */
export type FaultEffect =
  | { kind: "latency"; milliseconds: number }
  | { kind: "error"; code: string; message: string; status: number }
  /** The operation is applied and its reply is lost: the client sees a closed connection. */
  | { kind: "dropReply" };

/** A fault to inject: which calls, how often, when, and what happens to them. */
export interface Fault {
  /** `dynamodb`, `sqs`, …; absent means every service. */
  service?: string;
  /** `PutItem`, …; absent means every operation. */
  operation?: string;
  /** The share of calls that are hit, 0 to 1. */
  rate: number;
  /** When it is active, in milliseconds since the epoch; absent means always. */
  from?: number;
  until?: number;
  effect: FaultEffect;
}

/** The faults of one stack; every call of every service asks it first. */
export interface Faults {
  /** Injects `fault` until the returned function is called. */
  inject(fault: Fault): () => void;
  /** The effects that strike this call, in the order of injection. */
  strike(service: string, operation: string): FaultEffect[];
}

/** @param random a source of chance in [0, 1), so that a seed can repeat a run. */
export function createFaults(clock: Clock, random: () => number = Math.random): Faults {
  const active = new Set<Fault>();
  const matches = (fault: Fault, service: string, operation: string) =>
    (fault.service ?? service) === service &&
    (fault.operation ?? operation) === operation &&
    clock.now() >= (fault.from ?? Number.NEGATIVE_INFINITY) &&
    clock.now() < (fault.until ?? Number.POSITIVE_INFINITY);
  return {
    inject(fault) {
      active.add(fault);
      return () => active.delete(fault);
    },
    strike(service, operation) {
      if (active.size === 0) return [];
      return [...active]
        .filter((fault) => matches(fault, service, operation) && random() < fault.rate)
        .map((fault) => fault.effect);
    },
  };
}
