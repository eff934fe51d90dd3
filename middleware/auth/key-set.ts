import type { Jwk, Jwks } from "aws-jwt-verify/jwk";
import { signInUnavailable, unauthenticated } from "./sign-in-problems.ts";

/** Where keys come from. */
export interface KeySetOptions {
  /** Downloads the key set; a set that is not one is an error too. */
  load: () => Promise<Jwks>;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** The keys of an issuer, by their id. */
export interface KeySet {
  find(id: string): Jwk | undefined;
  /**
   * Nothing where the key is at hand, else a promise of having asked the issuer for it. The promise rejects with a
   * problem: 503 when the issuer does not answer, 401 when it was asked a moment ago.
   */
  ready(id: string): Promise<void> | undefined;
}

// Anybody can make up key ids, so the key set is not fetched again for each of them.
const refetchPauseMs = 10_000;
// A key that the issuer took back must not be good for as long as the container lives.
const maxAgeMs = 3_600_000;

/**
 * Keeps an issuer's keys: one download at a time, and at most one in ten seconds for unknown keys, be it found there
 * or not, once there are keys. A first download that fails may be tried again at once.
 */
export function keySet({ load, now }: KeySetOptions): KeySet {
  let keys: ReadonlyMap<string, Jwk> | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let pausedSince = Number.NEGATIVE_INFINITY;
  let loadedAt = Number.NEGATIVE_INFINITY;
  let failure: { readonly cause: unknown } | undefined;
  let running: Promise<void> | undefined;
  const download = async () => {
    askedAt = now();
    if (keys !== undefined) pausedSince = askedAt;
    try {
      keys = byId(await load());
      loadedAt = askedAt;
      failure = undefined;
    } catch (cause) {
      failure = { cause };
      throw signInUnavailable(cause);
    }
  };
  const refresh = () => {
    running ??= download().finally(() => {
      running = undefined;
    });
    return running;
  };
  // Whoever comes while a download runs waits for it, also in the pause that it began.
  const pauseMs = () => {
    const passed = now() - pausedSince;
    return running !== undefined || passed < 0 ? 0 : Math.max(0, refetchPauseMs - passed);
  };
  const fetchFor = async (id: string) => {
    const left = pauseMs();
    if (left > 0) throw tooSoon(left, failure);
    await refresh();
    if (keys?.has(id) !== true) pausedSince = askedAt;
  };
  const isOld = () => Math.abs(now() - loadedAt) >= maxAgeMs;
  return {
    find: (id) => keys?.get(id),
    ready(id) {
      if (keys?.has(id) !== true) return fetchFor(id);
      // The keys at hand are as good as before when the issuer does not answer.
      return isOld() && pauseMs() === 0 ? refresh().catch(() => undefined) : undefined;
    },
  };
}

function tooSoon(left: number, failure: { readonly cause: unknown } | undefined) {
  if (failure !== undefined) return signInUnavailable(failure.cause, left);
  const detail = "The token's key is unknown so far; try again shortly.";
  return unauthenticated(detail, { retryable: true, retryAfterMs: left });
}

function byId({ keys }: Jwks): Map<string, Jwk> {
  const map = new Map<string, Jwk>();
  for (const key of keys) if (key.kid !== undefined && !map.has(key.kid)) map.set(key.kid, key);
  return map;
}
