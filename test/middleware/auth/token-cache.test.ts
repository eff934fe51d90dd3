import { expect, test } from "@jest/globals";
import { tokenCache } from "../../../middleware/auth/token-cache.ts";

const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `token-${from + index}`);

test("a cache knows the tokens that were used last, and forgets the others", () => {
  const cache = tokenCache<string>(10);
  for (const token of names(0, 10)) cache.set(token, `of ${token}`);
  expect(names(0, 10).every((token) => cache.get(token) === `of ${token}`)).toBe(true);
  for (const token of names(10, 19)) {
    cache.set(token, `of ${token}`);
    expect(cache.get("token-0")).toBe("of token-0");
  }
  for (const token of names(19, 30)) cache.set(token, `of ${token}`);
  expect(names(20, 30).every((token) => cache.get(token) === `of ${token}`)).toBe(true);
  expect(names(0, 10).filter((token) => cache.get(token) !== undefined)).toEqual([]);
});

test("a cache never has more than twice its limit, whatever is set and asked", () => {
  const cache = tokenCache<number>(10);
  for (let turn = 0; turn < 1_000; turn += 1) {
    cache.set(`token-${turn}`, turn);
    cache.get(`token-${turn - 15}`);
  }
  const known = names(0, 1_000).filter((token) => cache.get(token) !== undefined);
  expect(known.length).toBeLessThanOrEqual(20);
});
