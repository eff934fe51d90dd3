import type { ResolvedPorts } from "../ports.ts";
import type { IdempotencyStore } from "./idempotency-store.ts";

/** What happens where the store does not answer: the call is refused (503), or it runs without protection. */
export type WhenStoreFails = "refuse" | "run";

/** One call that shall have its effect once. */
export interface IdempotentCall {
  /** Scoped to route, principal and the caller's key already; safe to store. */
  readonly key: string;
  /** The hash of what was asked for: the same key with another one is refused. */
  readonly payloadHash: string;
  /** Names this call among all that ever hold the key. */
  readonly token: string;
  readonly store: IdempotencyStore;
  readonly whenStoreFails: WhenStoreFails;
  /** How long a result is replayed, in milliseconds. */
  readonly ttlMs: number;
  /** How long a call that never ended keeps others out, in milliseconds. */
  readonly lockMs: number;
  /** Whether a result is final; where it is not, the key is free again. */
  readonly keeps: (result: unknown) => boolean;
}

/** What came of it: the result, and whether it is one of an earlier call. */
export interface IdempotentOutcome {
  readonly result: unknown;
  readonly replayed: boolean;
}

/** How results are kept and replayed. */
export interface IdempotencyBackend {
  /**
   * @throws Problem `idempotency-key-reused` (422), `request-in-flight` (409) or `idempotency-unavailable` (503). What
   * `work` throws is thrown on and not kept.
   */
  run(call: IdempotentCall, work: () => Promise<unknown>, ports: ResolvedPorts): Promise<IdempotentOutcome>;
}

/** Loads what keeps and replays results; called where the first idempotent work is about to run. */
export type LoadIdempotency = () => Promise<IdempotencyBackend>;
