import { isPromise } from "../schema/check.ts";
import { keepResult, newAttempt, releaseKey, replay, takeKey } from "./attempt.ts";
import type { IdempotencyBackend } from "./idempotency-backend.ts";

/** The key path of this package itself. */
export const leanIdempotency: IdempotencyBackend = {
  async run(call, work, ports) {
    const attempt = newAttempt(call, ports);
    const taken = takeKey(attempt);
    const earlier = isPromise(taken) ? await taken : taken;
    if (earlier !== undefined) return { result: replay(attempt, earlier), replayed: true };
    let result: unknown;
    try {
      result = await work();
    } catch (error) {
      await releaseKey(attempt);
      throw error;
    }
    const kept = keepResult(attempt, result);
    if (kept !== undefined) await kept;
    return { result, replayed: false };
  },
};
