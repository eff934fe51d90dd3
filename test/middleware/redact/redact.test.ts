import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { redact } from "#middleware";
import { planted, untouched } from "./redact-corpus.ts";
import { heldOutPlanted, heldOutUntouched } from "./redact-holdout.ts";

const textOf = (value: unknown) => JSON.stringify(redact(value));

describe("redact()", () => {
  test.each(planted)("hides %s", (_kind, value, secret) => {
    expect(textOf(value)).not.toContain(JSON.stringify(secret).slice(1, -1));
  });

  test.each(untouched.map(([kind, value]) => [kind, JSON.stringify(value), value]))(
    "leaves %s as it is: %s",
    (_kind, _text, value) => {
      expect(redact(value)).toBe(value);
    },
  );

  test.each(heldOutPlanted)("hides, of the samples held out, %s %#", (_kind, value, secret) => {
    expect(textOf(value)).not.toContain(JSON.stringify(secret).slice(1, -1));
  });

  test.each(heldOutUntouched.map((value) => [JSON.stringify(value), value]))(
    "leaves, of the samples held out, %s as it is",
    (_text, value) => {
      expect(redact(value)).toBe(value);
    },
  );

  test("is held to at least 120 samples each way", () => {
    expect(planted.length).toBeGreaterThanOrEqual(120);
    expect(untouched.length).toBeGreaterThanOrEqual(120);
  });

  test("changes nothing at a second pass", () => {
    for (const [, value] of planted) {
      const once = redact(value);
      expect(redact(once)).toEqual(once);
    }
  });

  test("changes nothing at a second pass, whatever comes", () => {
    const words = fc.constantFrom(
      "password",
      "=",
      ": ",
      "jane@example.com",
      "+1 212 555 0123",
      "{",
      '"',
      "token",
      "[",
      "://",
      "Cookie:",
      "Bearer ",
      "[email:7f3a9c]",
      "[redacted:7f3a9c]",
      "%40",
      "&state=",
      "nombre",
      "4111 1111 1111 1111",
      "2001:db8::1",
      "203.0.113.7",
      "\\",
      "'",
      "\n",
    );
    const text = fc.array(fc.oneof(words, fc.string({ maxLength: 8 }))).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(text, fc.jsonValue(), fc.object()), (value) => {
        const once = redact(value);
        expect(redact(once)).toEqual(once);
      }),
      { numRuns: 10_000, seed: 1 },
    );
  });

  test("lets no planted secret through, wherever it stands", () => {
    const secrets = planted
      .filter(([, value]) => typeof value === "string")
      .map(([, value, secret]) => [value as string, secret] as const);
    const wrap = fc.constantFrom<(text: string) => unknown>(
      (text) => text,
      (text) => ({ a: [{ b: text }] }),
      (text) => new Map([["note", new Set([text])]]),
      (text) => new Error(text, { cause: new Error(text) }),
      (text) => JSON.stringify({ note: text }),
      (text) => JSON.stringify(JSON.stringify([text])),
      (text) => ({ Item: { note: { S: text } } }),
      (text) => Object.assign(Object.create(null), { note: text }),
    );
    const around = fc.string({ maxLength: 20, unit: fc.constantFrom(..."abc ,.;()é\n") });
    fc.assert(
      fc.property(fc.constantFrom(...secrets), wrap, around, around, ([text, secret], put, before, after) => {
        expect(textOf(put(`${before} ${text} ${after}`))).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
      { numRuns: 10_000, seed: 1 },
    );
  });

  test("never throws and always yields what JSON can hold", () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withNullPrototype: true,
          withDate: true,
          withSparseArray: true,
        }),
        (value) => {
          expect(() => JSON.stringify(redact(value))).not.toThrow();
        },
      ),
      { numRuns: 10_000, seed: 1 },
    );
  });

  test("ends circles, depth, functions, hostile getters and proxies", () => {
    const circle: Record<string, unknown> = { ok: 1 };
    circle.self = [circle];
    expect(redact(circle)).toEqual({ ok: 1, self: ["[circular]"] });
    const twice = { a: 1 };
    expect(redact([twice, twice])).toEqual([twice, twice]);
    let deep: unknown = "end";
    for (let level = 0; level < 1_000; level++) deep = [deep];
    expect(JSON.stringify(redact(deep))).toContain("[too deep]");
    const hostile = {
      get boom() {
        throw new Error("no");
      },
    };
    expect(redact({ hostile, run: () => 1, mark: Symbol("x") })).toEqual({
      hostile: "[unreadable]",
      run: "[function]",
      mark: "[symbol]",
    });
  });

  test("does not change what it is given", () => {
    const value = Object.freeze({ email: "jane@example.com", list: Object.freeze(["jane@example.com"]) });
    expect(redact(value)).toEqual({
      email: expect.stringMatching(/^\[redacted:[0-9a-f]{6}\]$/),
      list: [expect.stringMatching(/^\[email:[0-9a-f]{6}\]$/)],
    });
    expect(value.email).toBe("jane@example.com");
  });

  test("cuts long text and lets nothing through at the cut", () => {
    for (const length of [65_500, 65_536, 65_540, 1_000_000]) {
      const clean = redact(`${"a ".repeat(length / 2)}jane@example.com${" b".repeat(10)}`) as string;
      expect(clean.length).toBeLessThanOrEqual(65_560);
      expect(clean).not.toContain("jane");
      expect(redact(clean)).toBe(clean);
    }
  });
});
