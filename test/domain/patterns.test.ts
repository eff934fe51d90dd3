import { describe, expect, test } from "@jest/globals";
import { contract, ProblemDetails, shapes } from "#domain/contract.ts";
import { ambiguitiesOf } from "./ambiguity.ts";

function patternsIn(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === "pattern" && typeof value === "string" ? [value] : patternsIn(value),
  );
}

const patterns = [...new Set(patternsIn(JSON.parse(JSON.stringify([contract, shapes, ProblemDetails]))))];

describe("the patterns of the contract", () => {
  test("there are some", () => {
    expect(patterns.length).toBeGreaterThan(10);
  });

  test.each(patterns)("%s is anchored at both ends and cannot have ever more ways to match", (pattern) => {
    expect(pattern).toMatch(/^\^.*[^\\]\$$/s);
    expect(ambiguitiesOf(pattern)).toEqual([]);
  });
});

describe("the check for patterns with ever more ways to match", () => {
  test.each([
    "^(a+)+$",
    "^(a*)*$",
    "^(a?)*$",
    "^(a|a)*$",
    "^a*a*$",
    "^ *\\s+x$",
    "^(\\w+\\.?)+$",
    "^(a?){2,3}$",
    "^a{1,9}a+$",
    "^(ab|a)(b|bc)*(bc|c)*$",
    "^(ab?)*(ba?)*$",
    "^[^x]*[a-c]*$",
    "^([a-z]+-?)+$",
  ])("refuses %s", (pattern) => {
    expect(ambiguitiesOf(pattern)).not.toEqual([]);
  });

  test.each([
    "^a$",
    "^a*b$",
    "^(a|ab)*c$",
    "^a{1,3}a$",
    "^[^x]*[a-c]$",
    "^[a-c]*x[a-x]*$",
    "^(ab|cd)*$",
    "^[a-z]+(-[a-z]+)*$",
    "^x{2,5}y$",
    "^(?:a|b)?c$",
    "^\\d{5}(-\\d{4})?$",
  ])("passes %s", (pattern) => {
    expect(ambiguitiesOf(pattern)).toEqual([]);
  });

  test.each(["^(?=a)b$", "^(a)\\1$", "^(a$", "^a)$", "^\\bword$"])("knows no %s and says so", (pattern) => {
    expect(() => ambiguitiesOf(pattern)).toThrow(pattern.slice(1, -1));
  });
});
