import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { redact } from "#middleware";
import { planted, untouched } from "./redact-corpus.ts";

const textOf = (value: unknown) => JSON.stringify(redact(value));

describe("redact()", () => {
  test.each(planted)("hides %s", (_kind, value, secret) => {
    expect(textOf(value)).not.toContain(JSON.stringify(secret).slice(1, -1));
  });

  test.each(untouched.map((value) => [JSON.stringify(value), value]))(
    "leaves %s as it is",
    (_text, value) => {
      expect(redact(value)).toBe(value);
    },
  );

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
    );
    const text = fc.array(fc.oneof(words, fc.string({ maxLength: 8 }))).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(text, fc.jsonValue(), fc.object()), (value) => {
        const once = redact(value);
        expect(redact(once)).toEqual(once);
      }),
      { numRuns: 3_000 },
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
      { numRuns: 2_000 },
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
    expect(redact(value)).toEqual({ email: "[redacted]", list: ["[email]"] });
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

  // Work that grows with the square of the length would take minutes here, not milliseconds.
  test.each([
    ["a".repeat(60_000)],
    ["@".repeat(60_000)],
    ["a@".repeat(30_000)],
    ["1 ".repeat(30_000)],
    ["1".repeat(60_000)],
    ["1.".repeat(30_000)],
    ["a:".repeat(30_000)],
    [":".repeat(60_000)],
    ["+1 ".repeat(20_000)],
    ["eyJ".repeat(20_000)],
    ["eyJa.".repeat(12_000)],
    ["sk-".repeat(20_000)],
    ["password=".repeat(6_500)],
    ["-----BEGIN PRIVATE KEY-----".repeat(2_200)],
    ["://".repeat(20_000)],
    ["GB82".repeat(15_000)],
    ["Cookie:".repeat(8_500)],
    ["&token=".repeat(8_500)],
    ["{".repeat(60_000)],
    ["[".repeat(60_000)],
    [`"${"\\".repeat(60_000)}`],
  ])("stays fast on hostile text %#", (text) => {
    const started = process.cpuUsage().user;
    redact(text);
    expect((process.cpuUsage().user - started) / 1_000).toBeLessThan(5_000);
  });
});
