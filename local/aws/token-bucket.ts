import type { Clock } from "./clock.ts";

/** A limit on the rate of requests that allows short bursts. */
export interface TokenBucket {
  /** Takes a token; false when the bucket is empty. */
  take(): boolean;
}

/** @param rate tokens a second; @param burst the most tokens that it holds, and the number it starts with. */
export function createTokenBucket(clock: Clock, rate: number, burst: number): TokenBucket {
  let tokens = burst;
  let filled = clock.now();
  return {
    take() {
      const now = clock.now();
      tokens = Math.min(burst, tokens + ((now - filled) / 1000) * rate);
      filled = now;
      if (tokens < 1) return false;
      tokens--;
      return true;
    },
  };
}
