import type { Clock } from "../clock.ts";
import type { Throttle } from "../http/gateway.ts";
import { createTokenBucket } from "../token-bucket.ts";

/** An API key and what its usage plan allows. */
export interface ApiKey {
  id: string;
  value: string;
  throttle?: Throttle;
  quota?: { limit: number; period: "DAY" | "WEEK" | "MONTH" };
}

/** A key's use, counted. */
export interface KeyUse {
  key: ApiKey;
  /** Takes one request out of what the plan allows; says which limit stands against it. */
  take(): "THROTTLED" | "QUOTA_EXCEEDED" | undefined;
}

/** Makes the function that finds a key by its value, and counts its use. */
export function createKeyUses(keys: readonly ApiKey[], clock: Clock): (value: string) => KeyUse | undefined {
  const uses = new Map(keys.map((key) => [key.value, keyUse(key, clock)]));
  return (value) => uses.get(value);
}

function keyUse(key: ApiKey, clock: Clock): KeyUse {
  const bucket = key.throttle && createTokenBucket(clock, key.throttle.rateLimit, key.throttle.burstLimit);
  let period: number | undefined;
  let used = 0;
  return {
    key,
    take() {
      if (bucket?.take() === false) return "THROTTLED";
      if (!key.quota) return undefined;
      const current = periodOf(clock.now(), key.quota.period);
      if (current !== period) [period, used] = [current, 0];
      used++;
      return used > key.quota.limit ? "QUOTA_EXCEEDED" : undefined;
    },
  };
}

const dayMs = 86_400_000;

/** A number that changes when a new period begins, in UTC; weeks begin on Sunday. */
function periodOf(now: number, period: "DAY" | "WEEK" | "MONTH"): number {
  const day = Math.floor(now / dayMs);
  if (period === "DAY") return day;
  // The first day of the epoch was a Thursday.
  if (period === "WEEK") return Math.floor((day + 4) / 7);
  const date = new Date(now);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
