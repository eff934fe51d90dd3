import { signInUnavailable } from "./sign-in-problems.ts";

/** Where a value comes from and how long it counts, in milliseconds. */
export interface FreshValueOptions<Value> {
  load: () => Value | Promise<Value>;
  /** How old a value may be before it is asked for again. */
  maxAgeMs: number;
  /** How old the last good value may be while asking fails. */
  staleMs: number;
  /** Milliseconds since the epoch. */
  now: () => number;
}

interface Kept<Value> {
  readonly value: Value;
  readonly askedAt: number;
}

// While asking fails, not every request waits for the next failure.
const retryPauseMs = 1_000;

/**
 * Keeps a value of another service: the answer is the value itself while it is fresh, else a promise that requests
 * at the same time share. The promise rejects with the problem `sign-in-unavailable` (503) when asking fails and
 * the last good value is too old.
 */
export function freshValue<Value>({
  load,
  maxAgeMs,
  staleMs,
  now,
}: FreshValueOptions<Value>): () => Value | Promise<Value> {
  let kept: Kept<Value> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<Value> | undefined;
  // A clock that is set back must not keep a value for longer.
  const isWithin = (since: number, milliseconds: number) => Math.abs(now() - since) < milliseconds;
  const ask = async () => {
    const askedAt = now();
    try {
      const value = await load();
      kept = { value, askedAt };
      return value;
    } catch (cause) {
      failedAt = now();
      if (kept !== undefined && isWithin(kept.askedAt, staleMs)) return kept.value;
      throw signInUnavailable(cause);
    }
  };
  const askOnce = () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  return () => {
    if (kept === undefined) return askOnce();
    if (isWithin(kept.askedAt, maxAgeMs)) return kept.value;
    const paused = isWithin(failedAt, retryPauseMs) && isWithin(kept.askedAt, staleMs);
    return paused ? kept.value : askOnce();
  };
}
