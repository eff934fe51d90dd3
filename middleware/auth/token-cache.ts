import { sha256 } from "../sha256.ts";

/** Remembers what was verified of a token, by the token's hash: the token itself is never kept. */
export interface TokenCache<Value> {
  get(token: string): Value | undefined;
  set(token: string, value: Value): void;
}

/** Makes a cache of at most `limit` tokens; the one that was used longest ago goes first. */
export function tokenCache<Value>(limit: number): TokenCache<Value> {
  const entries = new Map<string, Value>();
  const put = (key: string, value: Value) => {
    entries.delete(key);
    entries.set(key, value);
  };
  return {
    get(token) {
      const key = sha256(token);
      const value = entries.get(key);
      if (value !== undefined) put(key, value);
      return value;
    },
    set(token, value) {
      put(sha256(token), value);
      const [oldest] = entries.keys();
      if (entries.size > limit && oldest !== undefined) entries.delete(oldest);
    },
  };
}
