import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { costMicroUsd, priceBookVersion, pricedModels, type Usage } from "#domain/price-book.ts";

const none: Usage = { inputTokens: 0, outputTokens: 0, cacheWriteTokens: 0, cacheReadTokens: 0 };
const usage = (parts: Partial<Usage>): Usage => ({ ...none, ...parts });
const cost = (model: string, parts: Partial<Usage>, instant: string) =>
  costMicroUsd(model, usage(parts), Date.parse(instant));

const million = 1_000_000;
/** The prices of a million tokens of each kind, read as what a call of that many costs. */
const perMillion = (model: string, instant: string) => [
  cost(model, { inputTokens: million }, instant),
  cost(model, { outputTokens: million }, instant),
  cost(model, { cacheWriteTokens: million }, instant),
  cost(model, { cacheReadTokens: million }, instant),
];
const unpriced = [undefined, undefined, undefined, undefined];
const late = "2026-11-23T00:00:00.000Z";

describe("the price book", () => {
  test("has the models that these tests check", () => {
    expect([...pricedModels].sort()).toEqual([
      "claude-haiku-4-5",
      "claude-haiku-5-5",
      "claude-opus-5-5",
      "claude-sonnet-5-5",
    ]);
    expect(priceBookVersion).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  // Input, output, cache write, cache read; for Haiku 5.5 a million tokens are in the upper tier.
  test.each([
    ["claude-opus-5-5", "2025-12-31T23:59:59.999Z", unpriced],
    ["claude-opus-5-5", "2026-01-01T00:00:00.000Z", [4_000_000, 20_000_000, 5_000_000, 400_000]],
    ["claude-sonnet-5-5", "2025-12-31T23:59:59.999Z", unpriced],
    ["claude-sonnet-5-5", "2026-01-01T00:00:00.000Z", [2_000_000, 10_000_000, 2_500_000, 200_000]],
    ["claude-sonnet-5-5", "2026-10-06T23:59:59.999Z", [2_000_000, 10_000_000, 2_500_000, 200_000]],
    ["claude-sonnet-5-5", "2026-10-07T00:00:00.000Z", [2_000_000, 10_000_000, 2_500_000, 100_000]],
    ["claude-haiku-4-5", "2025-09-30T23:59:59.999Z", unpriced],
    ["claude-haiku-4-5", "2025-10-01T00:00:00.000Z", [1_000_000, 5_000_000, 1_250_000, 100_000]],
    ["claude-haiku-5-5", "2025-12-31T23:59:59.999Z", unpriced],
    ["claude-haiku-5-5", "2026-01-01T00:00:00.000Z", [500_000, 500_000, 625_000, 50_000]],
  ])("prices a million tokens of %s at %s", (model, instant, expected) => {
    expect(perMillion(model, instant)).toEqual(expected);
  });

  test.each([
    [{ inputTokens: 100_000 }, 10_000],
    [{ inputTokens: 100_001 }, 50_001],
    [{ inputTokens: 1, cacheReadTokens: 99_999 }, 1001],
    [{ inputTokens: 1, cacheReadTokens: 100_000 }, 5001],
    [{ inputTokens: 1, cacheWriteTokens: 99_999 }, 12_500],
    [{ inputTokens: 1, cacheWriteTokens: 100_000 }, 62_501],
    [{ cacheWriteTokens: 50_000, cacheReadTokens: 50_000 }, 6750],
    [{ cacheWriteTokens: 50_000, cacheReadTokens: 50_001 }, 33_751],
    [{ inputTokens: 100_000, outputTokens: 1000 }, 10_500],
    [{ inputTokens: 100_001, outputTokens: 1000 }, 52_501],
    [{ inputTokens: 1, outputTokens: 1_000_000 }, 500_001],
  ])("prices %j of Haiku 5.5 by the length of its prompt, cached tokens included", (parts, expected) => {
    expect(cost("claude-haiku-5-5", parts, late)).toBe(expected);
  });

  test("prices a whole page: 300 tokens in and 900 out", () => {
    const page = { inputTokens: 300, outputTokens: 900 };
    expect(cost("claude-sonnet-5-5", page, late)).toBe(9600);
    expect(cost("claude-haiku-5-5", page, late)).toBe(480);
  });

  test("adds all four kinds of token up before it rounds", () => {
    const one = { inputTokens: 1, outputTokens: 1, cacheWriteTokens: 1, cacheReadTokens: 1 };
    expect(cost("claude-sonnet-5-5", one, late)).toBe(15); // 2 + 10 + 2.5 + 0.1
  });

  test.each([
    [1, 1],
    [10, 1],
    [11, 2],
    [0, 0],
  ])("rounds %i tokens at a tenth of a micro-USD up to %i", (tokens, expected) => {
    expect(cost("claude-haiku-5-5", { inputTokens: tokens }, late)).toBe(expected);
  });

  test.each([
    "",
    "claude",
    "claude-sonnet-5-5 ",
    "CLAUDE-SONNET-5-5",
    "constructor",
    "toString",
    "__proto__",
  ])("has no price for a model %j, and does not answer 0", (model) => {
    expect(cost(model, { inputTokens: 1 }, late)).toBeUndefined();
  });

  const tokens = fc.oneof(fc.nat(2_000_000), fc.integer({ min: 99_990, max: 100_010 }));
  const calls = fc.record({
    inputTokens: tokens,
    outputTokens: tokens,
    cacheWriteTokens: tokens,
    cacheReadTokens: tokens,
  });
  const kinds = fc.constantFrom("inputTokens", "outputTokens", "cacheWriteTokens", "cacheReadTokens");

  test.each(pricedModels)("never lets a call of %s with more tokens cost less", (model) => {
    fc.assert(
      fc.property(calls, kinds, fc.oneof(fc.constant(1), fc.nat(200_000)), (call, kind, more) => {
        const fewer = cost(model, call, late) ?? Number.NaN;
        const greater = cost(model, { ...call, [kind]: call[kind] + more }, late) ?? Number.NaN;
        return Number.isSafeInteger(fewer) && greater >= fewer;
      }),
    );
  });
});
