import { beforeEach, describe, expect, test } from "@jest/globals";
import { freshValue } from "../../../middleware/auth/fresh-value.ts";

const minute = 60_000;

let now = 0;
let asked = 0;
let answer: () => Promise<string>;
let value: () => string | Promise<string>;
beforeEach(() => {
  now = 1_000_000;
  asked = 0;
  answer = async () => `answer ${asked}`;
  const load = () => {
    asked += 1;
    return answer();
  };
  value = freshValue({ load, maxAgeMs: minute, staleMs: 15 * minute, now: () => now });
});

const fail = () => {
  answer = () => Promise.reject(new Error("down"));
};

describe("a fresh value", () => {
  test("is the value itself once it is known, and asked for again at its age", async () => {
    expect(await value()).toBe("answer 1");
    now += minute - 1;
    expect(value()).toBe("answer 1");
    now += 1;
    expect(await value()).toBe("answer 2");
  });

  test("is asked for once by many at the same time, at first and when it is old", async () => {
    for (const turn of [1, 2]) {
      const all = await Promise.all(Array.from({ length: 100 }, value));
      expect(new Set(all)).toEqual(new Set([`answer ${turn}`]));
      expect(asked).toBe(turn);
      now += minute;
    }
  });

  test("is as old as the question was, not the answer", async () => {
    answer = async () => {
      now += minute;
      return "slow";
    };
    await value();
    await value();
    expect(asked).toBe(2);
  });

  test("counts for its stale time while asking fails, and is a 503 from then on", async () => {
    await value();
    fail();
    now += minute;
    expect(await value()).toBe("answer 1");
    now += 14 * minute - 1;
    expect(await value()).toBe("answer 1");
    now += 1;
    await expect(value()).rejects.toMatchObject({ code: "sign-in-unavailable", status: 503 });
  });

  test("is asked for once a second while asking fails, and is new when it works again", async () => {
    await value();
    fail();
    now += minute;
    await value();
    expect(value()).toBe("answer 1");
    expect(asked).toBe(2);
    answer = async () => "new";
    now += 1_000;
    expect(await value()).toBe("new");
  });

  test("that never came is asked for again by the next request", async () => {
    fail();
    await expect(value()).rejects.toMatchObject({ status: 503 });
    answer = async () => "there";
    expect(await value()).toBe("there");
  });

  test("whose source throws at once is asked for again too", async () => {
    answer = () => {
      throw new Error("down");
    };
    await expect(value()).rejects.toMatchObject({ status: 503 });
    answer = async () => "there";
    expect(await value()).toBe("there");
  });

  test("does not live longer on a clock that is set back", async () => {
    await value();
    now -= 60 * minute;
    expect(await value()).toBe("answer 2");
  });
});
