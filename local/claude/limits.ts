import type { Clock } from "../aws/clock.ts";
import { ClaudeError } from "./claude-error.ts";
import type { ClaudeSettings } from "./settings.ts";

// What the headers show where no limit is set; nothing is counted against it.
const unlimited = 1_000_000;

interface Bucket {
  name: string;
  label: string;
  limit: (settings: ClaudeSettings) => number;
  capacity: number;
  /** How much is left, as of `at`. */
  left: number;
  at: number;
}

/** What one call takes out of the buckets. */
export interface Demand {
  inputTokens: number;
  outputTokens: number;
}

/** The token buckets of the API's rate limits (https://platform.claude.com/docs/en/api/rate-limits). */
export interface Limits {
  /** @throws ClaudeError 429 `rate_limit_error` with `retry-after` when a bucket holds too little. */
  take(settings: ClaudeSettings, demand: Demand): void;
  /** The `anthropic-ratelimit-*` headers as they stand now. */
  headers(settings: ClaudeSettings): Record<string, string>;
}

function refill(bucket: Bucket, settings: ClaudeSettings, now: number) {
  const limit = bucket.limit(settings);
  if (limit !== bucket.capacity) {
    bucket.capacity = limit;
    bucket.left = limit;
  }
  bucket.left = Math.min(limit, bucket.left + (limit * (now - bucket.at)) / 60_000);
  bucket.at = now;
}

const secondsUntil = (bucket: Bucket, amount: number) =>
  Math.max(1, Math.ceil(((amount - bucket.left) / bucket.capacity) * 60));

function refuse(bucket: Bucket, retryAfter: number): ClaudeError {
  const message = `This request would exceed your organization's rate limit of ${bucket.capacity} ${bucket.label} per minute.`;
  return new ClaudeError(429, "rate_limit_error", message, {
    headers: { "retry-after": String(retryAfter) },
  });
}

/** @returns full buckets that refill on `clock`; a limit changed at run time starts with a full bucket. */
export function createLimits(clock: Clock): Limits {
  const bucket = (name: string, label: string, limit: Bucket["limit"]): Bucket => ({
    name,
    label,
    limit,
    capacity: 0,
    left: 0,
    at: clock.now(),
  });
  const requests = bucket("requests", "requests", (settings) => settings.requestsPerMinute);
  const input = bucket("input-tokens", "input tokens", (settings) => settings.inputTokensPerMinute);
  const output = bucket("output-tokens", "output tokens", (settings) => settings.outputTokensPerMinute);
  const all = [requests, input, output];
  const refillAll = (settings: ClaudeSettings) => {
    for (const each of all) refill(each, settings, clock.now());
  };
  return {
    take(settings, demand) {
      refillAll(settings);
      const amounts = [1, demand.inputTokens, demand.outputTokens];
      const takes = all.map((each, index) => ({ each, amount: amounts[index] ?? 0 }));
      for (const { each, amount } of takes) {
        // An answer longer than the whole bucket is let through when the bucket is full, and leaves a debt.
        const needed = each === output ? Math.min(amount, each.capacity) : amount;
        if (each.capacity > 0 && each.left + 1e-9 < needed) throw refuse(each, secondsUntil(each, needed));
      }
      for (const { each, amount } of takes) if (each.capacity > 0) each.left -= amount;
    },
    headers(settings) {
      refillAll(settings);
      return { ...Object.assign({}, ...all.map(describe)), ...describeTokens(input, output) };
    },
  };
}

function describe(bucket: Bucket): Record<string, string> {
  const prefix = `anthropic-ratelimit-${bucket.name}`;
  return {
    [`${prefix}-limit`]: String(bucket.capacity || unlimited),
    [`${prefix}-remaining`]: String(remaining(bucket)),
    [`${prefix}-reset`]: isoSeconds(fullAt(bucket)),
  };
}

function describeTokens(input: Bucket, output: Bucket): Record<string, string> {
  return {
    "anthropic-ratelimit-tokens-limit": String(
      (input.capacity || unlimited) + (output.capacity || unlimited),
    ),
    "anthropic-ratelimit-tokens-remaining": String(remaining(input) + remaining(output)),
    "anthropic-ratelimit-tokens-reset": isoSeconds(Math.max(fullAt(input), fullAt(output))),
  };
}

const remaining = (bucket: Bucket) =>
  bucket.capacity === 0 ? unlimited : Math.max(0, Math.floor(bucket.left + 1e-9));

const fullAt = (bucket: Bucket) =>
  bucket.capacity === 0
    ? bucket.at
    : bucket.at + ((bucket.capacity - bucket.left) / bucket.capacity) * 60_000;

const isoSeconds = (at: number) => `${new Date(Math.ceil(at / 1000) * 1000).toISOString().slice(0, 19)}Z`;
