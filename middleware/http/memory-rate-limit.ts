import { checkOptions, requireOption } from "../options.ts";
import type { RateLimitStore } from "./rate-limit-store.ts";

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/**
 * Makes a store in this container's memory: with N containers a principal gets up to N times the limit. The
 * principals that were seen longest ago are forgotten above `limit`, by default 10,000.
 */
export function memoryRateLimit(options: { limit?: number } = {}): RateLimitStore {
  checkOptions("memoryRateLimit", options, ["limit"]);
  const { limit = 10_000 } = options;
  requireOption(
    Number.isInteger(limit) && limit > 0,
    "memoryRateLimit",
    "limit must be a whole number above 0.",
  );
  const buckets = new Map<string, Bucket>();
  return {
    take({ key, burst, perSecond, now }) {
      const { tokens, at } = buckets.get(key) ?? { tokens: burst, at: now };
      // A clock that was set back must not take tokens away.
      const filled = Math.min(burst, tokens + (Math.max(0, now - at) / 1_000) * perSecond);
      const allowed = filled >= 1;
      buckets.delete(key);
      buckets.set(key, { tokens: allowed ? filled - 1 : filled, at: now });
      if (buckets.size > limit) dropOldest(buckets, limit - (limit >> 3));
      return { allowed, retryAfterMs: allowed ? 0 : ((1 - filled) / perSecond) * 1_000 };
    },
  };
}

// Many at once, as a map steps over what was deleted at its front each time it is read from there.
function dropOldest(buckets: Map<string, Bucket>, remaining: number): void {
  for (const key of buckets.keys()) {
    if (buckets.size <= remaining) return;
    buckets.delete(key);
  }
}
