import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { redact } from "#middleware";
import { quantifiersOf, whyUnbounded } from "../../../middleware/redact/bounded-pattern.ts";

const folder = resolve(import.meta.dirname, "../../../middleware/redact");
const literal =
  /(?<=[=(,:?[|&]\s*|return |^\s+)\/(?![/*])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/[dgimsuvy]*(?=[\s,;.)\]])/gm;

const patterns = readdirSync(folder).flatMap((file) => {
  const text = readFileSync(join(folder, file), "utf8").replace(/^\s*(?:\/\/|\*|\/\*\*).*$/gm, "");
  return [...text.matchAll(literal)].map(([, source = ""]): [file: string, source: string] => [file, source]);
});

describe("the redactor's patterns", () => {
  test("are found", () => {
    expect(patterns.length).toBeGreaterThan(50);
    expect(patterns.every(([, source]) => new RegExp(source, "u") || new RegExp(source))).toBe(true);
  });

  test.each(patterns)("have an upper bound on every quantifier: %s %s", (_file, source) => {
    expect(quantifiersOf(source).filter(({ max }) => max === Number.POSITIVE_INFINITY)).toEqual([]);
  });
});

describe("quantifiersOf()", () => {
  test.each([
    ["a*", [[0, Number.POSITIVE_INFINITY]]],
    ["a+?b", [[1, Number.POSITIVE_INFINITY]]],
    ["[*+]a{2,}", [[2, Number.POSITIVE_INFINITY]]],
    ["\\+\\*(?:a)?(?=b)(?<!c)(?<name>d)", [[0, 1]]],
    [
      "\\p{L}{1,3}x{4}",
      [
        [1, 3],
        [4, 4],
      ],
    ],
  ])("reads %s", (source, expected) => {
    expect(quantifiersOf(source).map(({ min, max }) => [min, max])).toEqual(expected);
  });

  test.each([
    ["(?:a{1,3}){1,3}", "inside of another"],
    ["(?:(?:ab?)c){2,9}", "inside of another"],
    ["\\w+", "upper bound"],
    ["(a)\\1", "reference back"],
    ["a{1,200}b{1,200}c{1,200}", "ways to match"],
  ])("refuses %s", (source, reason) => {
    expect(whyUnbounded(new RegExp(source))).toContain(reason);
  });

  test.each(["CUST-\\d{4,8}", "(?:\\d{3}-){2}\\d{4}", "(?:v\\d{1,3})?x", "[a-z]{1,32}@[a-z]{1,32}"])(
    "lets %s pass",
    (source) => {
      expect(whyUnbounded(new RegExp(source))).toBeUndefined();
    },
  );
});

const repeated = [
  "a",
  "@",
  "a@",
  "a@b.",
  "%40",
  "1 ",
  "1",
  "1.",
  "1-",
  "a:",
  ":",
  "::",
  "f:",
  "+1 ",
  "+1(",
  "eyJ",
  "eyJa.",
  "sk-",
  "AIza",
  "password=",
  'password="',
  "password: ",
  'password:"',
  "password='",
  "Cookie: a=b;",
  "Cookie:",
  "Authorization: digest ",
  'Authorization: oauth "',
  "nombre: Ana ",
  "nombre: A",
  "nombre=Ana de ",
  "x y=",
  "=",
  "&",
  "?token=",
  "&state=a1",
  "-----BEGIN PRIVATE KEY-----",
  "n-----BEGIN ",
  "://",
  "://a:",
  "://a:b@",
  "GB82",
  "GB82 ",
  "bearer a",
  "basic a",
  "secret ",
  "secret key ",
  "token is ",
  "phone ",
  "ein 1",
  "call 2",
  "[",
  "{",
  '{"a":',
  '[["',
  '"\\',
  "\\",
  "[email:",
  "[redacted:000000]",
  "é@",
  "ñ=",
  "_",
  "2-2-",
  "(212) ",
  "https://hooks.slack.com/services/",
];

// The machine may stall any run, so the quickest of some is taken, with room for noise; a square would be 16 times.
const quickest = (text: string) =>
  Math.min(
    ...[1, 2, 3].map(() => {
      const started = process.cpuUsage().user;
      redact(text);
      return (process.cpuUsage().user - started) / 1_000;
    }),
  );

test.each(repeated)("work grows with the length alone on repeated %s", (part) => {
  const text = part.repeat(Math.ceil(60_000 / part.length));
  const [quarter, whole] = [quickest(text.slice(0, 15_000)), quickest(text.slice(0, 60_000))];
  expect(whole).toBeLessThan(Math.max(quarter, 10) * 12);
});
