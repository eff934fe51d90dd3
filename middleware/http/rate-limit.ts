import type { Layer } from "../layer.ts";
import type { Ports } from "../ports.ts";

/** Options of the rate limit: a token bucket for each principal. */
export interface RateLimitOptions {
  /** How many requests may come at once. */
  burst: number;
  /** How many requests a second are allowed in the long run. */
  perSecond: number;
  ports?: Ports;
}

/** The layer that refuses more mutating requests of one principal than agreed: 429 with `Retry-After`. */
export function rateLimit(_options: RateLimitOptions): Layer {
  return {};
}

/** @throws Error where an option has a value that makes no sense. */
export function checkRateLimit(_owner: string, _options: RateLimitOptions | undefined): void {}
