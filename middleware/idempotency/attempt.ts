import { currentLog } from "../log/logger.ts";
import type { ResolvedPorts } from "../ports.ts";
import { isPromise } from "../schema/check.ts";
import type { IdempotentCall } from "./idempotency-backend.ts";
import { inFlight, reused, unavailable } from "./idempotency-problems.ts";
import type { IdempotencyRecord } from "./idempotency-store.ts";

/** A call on its way through the store; both modes take the same steps with it. */
export interface Attempt {
  readonly call: IdempotentCall;
  readonly ports: ResolvedPorts;
  /** False where the store failed and the work runs all the same. */
  guarded: boolean;
}

type Earlier = IdempotencyRecord | undefined;

/** Makes an attempt that holds nothing yet. */
export function newAttempt(call: IdempotentCall, ports: ResolvedPorts): Attempt {
  return { call, ports, guarded: true };
}

/**
 * Takes the key. This and the steps below return a promise only where the store does, as a store in memory has
 * nothing to wait for.
 * @returns the record that is in the way; undefined where the work shall run.
 * @throws Problem `idempotency-unavailable` (503) where the store fails and the call shall be refused then.
 */
export function takeKey(attempt: Attempt): Earlier | Promise<Earlier> {
  const { call, ports } = attempt;
  const now = ports.now();
  try {
    const earlier = call.store.begin(inProgress(call, now), now);
    return isPromise(earlier) ? earlier.catch((error) => goOnWithout(attempt, error)) : earlier;
  } catch (error) {
    return goOnWithout(attempt, error);
  }
}

function inProgress(
  { key, payloadHash, token, lockMs, ttlMs }: IdempotentCall,
  now: number,
): IdempotencyRecord {
  return {
    key,
    status: "in-progress",
    payloadHash,
    token,
    lockedUntil: now + lockMs,
    expiresAt: now + ttlMs,
  };
}

function goOnWithout(attempt: Attempt, error: unknown): undefined {
  if (attempt.call.whenStoreFails === "refuse") throw unavailable(error);
  attempt.guarded = false;
  currentLog()?.warn("idempotency store failed; running without it", { error });
}

/** Keeps a result. Its effect is done, so nothing that goes wrong here may fail the call: it is logged. */
export function keepResult(attempt: Attempt, result: unknown): void | Promise<void> {
  const { call, guarded } = attempt;
  if (!guarded) return;
  if (!call.keeps(result)) return releaseKey(attempt);
  const text = textOf(result);
  if (text !== undefined && !isLonger(text, call.store.maxResultBytes)) return complete(attempt, text);
  const reason = text === undefined ? "is no JSON" : "is too large";
  currentLog()?.warn(`result ${reason} and cannot be replayed; its idempotency key is free again`);
  return releaseKey(attempt);
}

function textOf(result: unknown): string | undefined {
  try {
    return JSON.stringify(result) ?? "null";
  } catch {
    return undefined;
  }
}

function complete({ call, ports }: Attempt, result: string): void | Promise<void> {
  const { key, payloadHash, token, store, ttlMs } = call;
  const now = ports.now();
  try {
    const kept = store.complete({
      key,
      status: "completed",
      payloadHash,
      token,
      lockedUntil: now,
      expiresAt: now + ttlMs,
      result,
    });
    return isPromise(kept) ? kept.then(warnUnlessKept, notKept) : warnUnlessKept(kept);
  } catch (error) {
    notKept(error);
  }
}

function warnUnlessKept(kept: boolean): void {
  if (!kept) currentLog()?.warn("result not kept: another call has taken over the idempotency key");
}

function notKept(error: unknown): void {
  currentLog()?.warn("result not kept: the idempotency store failed", { error });
}

/** Frees the key of work that failed; where that fails too, the lock runs out by itself. */
export function releaseKey({ call, guarded }: Attempt): void | Promise<void> {
  if (!guarded) return;
  try {
    const freed = call.store.abandon(call.key, call.token);
    return isPromise(freed) ? freed.catch(notFreed) : undefined;
  } catch (error) {
    notFreed(error);
  }
}

function notFreed(error: unknown): void {
  currentLog()?.warn("idempotency key not freed: the store failed", { error });
}

/**
 * The result of the call that is in the way.
 * @throws Problem where that call asked for something else (422) or has not ended (409).
 */
export function replay({ call }: Attempt, { status, payloadHash, result }: IdempotencyRecord): unknown {
  if (payloadHash !== call.payloadHash) throw reused();
  if (status === "in-progress") throw inFlight();
  return JSON.parse(result ?? "null");
}

// A UTF-16 unit is at most three bytes, so most results need no count.
function isLonger(text: string, bytes: number): boolean {
  return text.length > bytes || (text.length * 3 > bytes && Buffer.byteLength(text) > bytes);
}
