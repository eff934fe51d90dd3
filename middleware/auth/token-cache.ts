import { sha256 } from "../sha256.ts";

/** Remembers what was verified of a token, by the token's hash: the token itself is never kept. */
export interface TokenCache<Value> {
  get(token: string): Value | undefined;
  set(token: string, value: Value): void;
}

/**
 * Makes a cache that knows at least the `limit` tokens that were used last, and at most twice as many. Two generations
 * spare a hit the bookkeeping of an exact order.
 */
export function tokenCache<Value>(limit: number): TokenCache<Value> {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  const put = (key: string, value: Value) => {
    young.set(key, value);
    if (young.size < limit) return;
    old = young;
    young = new Map();
  };
  const promote = (key: string) => {
    const value = old.get(key);
    if (value !== undefined) put(key, value);
    return value;
  };
  return {
    get(token) {
      const key = sha256(token);
      return young.get(key) ?? promote(key);
    },
    set(token, value) {
      put(sha256(token), value);
    },
  };
}
