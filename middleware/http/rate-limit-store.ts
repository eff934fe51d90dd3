/** What came of asking for one token. */
export interface RateLimitVerdict {
  readonly allowed: boolean;
  /** Milliseconds until the next token, where none was there. */
  readonly retryAfterMs: number;
}

/** Where the token buckets of a rate limit stand. */
export interface RateLimitStore {
  /** Takes one token out of a bucket; `key` is a hash, `now` milliseconds since the epoch. */
  take(taking: {
    readonly key: string;
    readonly burst: number;
    readonly perSecond: number;
    readonly now: number;
  }): RateLimitVerdict | Promise<RateLimitVerdict>;
}
