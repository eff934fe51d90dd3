import { beforeEach, describe, expect, test } from "@jest/globals";
import { type KeySet, keySet } from "../../../middleware/auth/key-set.ts";

const second = 1_000;
const hour = 3_600 * second;
const jwk = (kid: string, n = kid) => ({ kty: "RSA", kid, n });

let now = 0;
let published = [jwk("a")];
let down = false;
let downloads = 0;
let keys: KeySet;
beforeEach(() => {
  now = 1_000_000;
  published = [jwk("a")];
  down = false;
  downloads = 0;
  const load = async () => {
    downloads += 1;
    const answer = { keys: [...published] };
    await Promise.resolve();
    if (down) throw new Error("no route to host");
    return answer;
  };
  keys = keySet({ load, now: () => now });
});

const refusal = (id: string) =>
  expect(keys.ready(id)).rejects as unknown as { toMatchObject(expected: object): Promise<void> };

describe("a key set", () => {
  test("has a known key at hand without a promise", async () => {
    await keys.ready("a");
    expect(keys.ready("a")).toBeUndefined();
    expect(keys.find("a")).toMatchObject({ kid: "a" });
    expect(keys.find("constructor")).toBeUndefined();
  });

  test("is downloaded once for a thousand who ask at the same time, cold and after a rotation", async () => {
    await Promise.all(Array.from({ length: 1_000 }, () => keys.ready("a")));
    expect(downloads).toBe(1);
    published = [jwk("b")];
    await Promise.all(Array.from({ length: 1_000 }, () => keys.ready("b")));
    expect(downloads).toBe(2);
    expect([keys.find("a"), keys.find("b")]).toEqual([undefined, jwk("b")]);
  });

  test("is downloaded at most once in ten seconds for keys that nobody has", async () => {
    await keys.ready("a");
    await keys.ready("x");
    for (let passed = 0; passed < 10; passed += 1) {
      await refusal(`y${passed}`).toMatchObject({ status: 401, retryAfterMs: 10 * second - passed * second });
      now += second;
    }
    expect(downloads).toBe(2);
    await keys.ready("z");
    expect(downloads).toBe(3);
  });

  test("is not downloaded again at once when the first download lacks the key", async () => {
    await keys.ready("x");
    await refusal("y").toMatchObject({ status: 401, retryable: true });
    expect(downloads).toBe(1);
  });

  test("has a new key as soon as one download is allowed, be it that the last one found another", async () => {
    await keys.ready("a");
    published = [jwk("a"), jwk("b")];
    await keys.ready("b");
    published = [jwk("a"), jwk("b"), jwk("c")];
    await refusal("c").toMatchObject({ status: 401, retryAfterMs: 10 * second });
    now += 10 * second;
    await keys.ready("c");
    expect(keys.find("c")).toBeDefined();
  });

  test("lets those wait who come while a download runs, also in the pause", async () => {
    await keys.ready("a");
    published = [jwk("b")];
    const first = keys.ready("b");
    const second = keys.ready("b");
    await Promise.all([first, second]);
    expect(keys.find("b")).toBeDefined();
    expect(downloads).toBe(2);
  });

  test("may be tried again at once while there are no keys", async () => {
    down = true;
    for (const tries of [1, 2]) {
      await refusal("a").toMatchObject({ code: "sign-in-unavailable", status: 503 });
      expect(downloads).toBe(tries);
    }
    down = false;
    await keys.ready("a");
    expect(keys.find("a")).toBeDefined();
  });

  test("keeps its keys when a download fails, and then waits too", async () => {
    await keys.ready("a");
    down = true;
    await refusal("b").toMatchObject({ status: 503 });
    now += second;
    await refusal("b").toMatchObject({ status: 503, retryAfterMs: 9 * second });
    expect(downloads).toBe(2);
    expect(keys.ready("a")).toBeUndefined();
    down = false;
    published = [jwk("b")];
    now += 9 * second;
    await keys.ready("b");
    expect(keys.find("b")).toBeDefined();
  });

  test("is fetched anew each hour, so that a key that was taken back is not good for ever", async () => {
    await keys.ready("a");
    published = [jwk("b")];
    now += hour - 1;
    expect(keys.ready("a")).toBeUndefined();
    now += 1;
    await keys.ready("a");
    expect([downloads, keys.find("a")]).toEqual([2, undefined]);
  });

  test("serves on when it is old and its issuer is down, and asks every ten seconds", async () => {
    await keys.ready("a");
    down = true;
    now += hour;
    await keys.ready("a");
    expect(keys.find("a")).toBeDefined();
    expect(keys.ready("a")).toBeUndefined();
    now += 10 * second;
    await keys.ready("a");
    expect(downloads).toBe(3);
  });

  test("takes the first of two keys with one id, and leaves out keys without one", async () => {
    published = [jwk("a", "first"), jwk("a", "second"), { kty: "RSA", n: "x" } as never];
    await keys.ready("a");
    expect(keys.find("a")).toMatchObject({ n: "first" });
  });
});
