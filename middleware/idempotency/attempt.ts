import { Problem } from "../http/problem-error.ts";
import { currentLog } from "../log/logger.ts";
import type { ResolvedPorts } from "../ports.ts";
import type { IdempotentCall } from "./idempotency-backend.ts";
import type { IdempotencyRecord } from "./idempotency-store.ts";

/** A call on its way through the store; both modes take the same steps with it. */
export interface Attempt {
  readonly call: IdempotentCall;
  readonly ports: ResolvedPorts;
  /** Names this attempt among all that ever hold the key. */
  readonly token: string;
  /** False where the store failed and the work runs all the same. */
  guarded: boolean;
}

const retryAfterMs = 1_000;

/** Makes an attempt that holds nothing yet. */
export function newAttempt(call: IdempotentCall, ports: ResolvedPorts): Attempt {
  return { call, ports, token: ports.spanId(), guarded: true };
}

/**
 * Takes the key.
 * @returns the record that is in the way; undefined where the work shall run.
 * @throws Problem `idempotency-unavailable` (503) where the store fails and the call shall be refused then.
 */
export async function takeKey(attempt: Attempt): Promise<IdempotencyRecord | undefined> {
  const { call, ports, token } = attempt;
  const now = ports.now();
  try {
    return await call.store.begin(
      {
        key: call.key,
        status: "in-progress",
        payloadHash: call.payloadHash,
        token,
        lockedUntil: now + call.lockMs,
        expiresAt: now + call.ttlMs,
      },
      now,
    );
  } catch (error) {
    if (call.whenStoreFails === "refuse") throw unavailable(error);
    attempt.guarded = false;
    currentLog()?.warn("idempotency store failed; running without it", { error });
    return undefined;
  }
}

/** Keeps a result. Its effect is done, so nothing that goes wrong here may fail the call: it is logged. */
export async function keepResult(attempt: Attempt, result: unknown): Promise<void> {
  const { call, guarded } = attempt;
  if (!guarded) return;
  if (!call.keeps(result)) return releaseKey(attempt);
  const text = JSON.stringify(result) ?? "null";
  if (isLonger(text, call.store.maxResultBytes)) {
    currentLog()?.warn("result is too large to be replayed; its idempotency key is free again");
    return releaseKey(attempt);
  }
  await complete(attempt, text);
}

async function complete({ call, ports, token }: Attempt, result: string): Promise<void> {
  const { key, payloadHash, store } = call;
  const now = ports.now();
  const expiresAt = now + call.ttlMs;
  try {
    const kept = await store.complete({
      key,
      status: "completed",
      payloadHash,
      token,
      lockedUntil: now,
      expiresAt,
      result,
    });
    if (!kept) currentLog()?.warn("result not kept: another call has taken over the idempotency key");
  } catch (error) {
    currentLog()?.warn("result not kept: the idempotency store failed", { error });
  }
}

/** Frees the key of work that failed; where that fails too, the lock runs out by itself. */
export async function releaseKey({ call, token, guarded }: Attempt): Promise<void> {
  if (!guarded) return;
  try {
    await call.store.abandon(call.key, token);
  } catch (error) {
    currentLog()?.warn("idempotency key not freed: the store failed", { error });
  }
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

const reused = () =>
  new Problem("idempotency-key-reused", {
    status: 422,
    title: "This idempotency key was used for another request",
    detail: "Make a new key for a new request; repeat a key only with exactly the same request.",
  });

const inFlight = () =>
  new Problem("request-in-flight", {
    status: 409,
    title: "The same request is still running",
    detail: "Wait, then send it again with the same key to get its result.",
    retryable: true,
    retryAfterMs,
  });

const unavailable = (cause: unknown) =>
  new Problem("idempotency-unavailable", {
    status: 503,
    title: "The request cannot be protected against repetition right now",
    retryAfterMs,
    cause,
  });
