import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { estimateJob } from "#domain/estimate.ts";
import { pagePrompt } from "#domain/page-prompt.ts";
import { costMicroUsd, pricedModels } from "#domain/price-book.ts";
import { pageCount, plannedPage, type Spec } from "#domain/spec.ts";
import { now, place, spec, specWith, topic } from "./sample.ts";

const at = Date.parse(now);
const bytes = (text: string) => new TextEncoder().encode(text).length;

/** What the pages of a job cost when every token is a byte, every answer is full and every page is repaired. */
function dearest(job: Spec): number {
  const costs = Array.from({ length: pageCount(job) }, (_, index) => {
    const { system, user, maxTokens } = pagePrompt(job, plannedPage(job, index + 1));
    const usage = { inputTokens: 2 * (bytes(system) + bytes(user)), outputTokens: 2 * maxTokens };
    return costMicroUsd(job.model, { ...usage, cacheWriteTokens: 0, cacheReadTokens: 0 }, at) ?? Number.NaN;
  });
  return costs.reduce((sum, cost) => sum + cost, 0);
}

const text = (maxLength: number) => fc.string({ unit: "grapheme", minLength: 1, maxLength });
const jobs = fc
  .record({
    model: fc.constantFrom(...pricedModels),
    template: text(2000),
    wordCountTarget: fc.integer({ min: 100, max: 2000 }),
    topics: fc.array(text(120), { minLength: 1, maxLength: 5 }),
    places: fc.array(text(80), { minLength: 1, maxLength: 5 }),
  })
  .map(({ model, template, wordCountTarget, topics, places }) =>
    spec({
      model,
      prompt: { version: 1, hash: "0", template, wordCountTarget },
      topics: topics.map((name) => topic({ name })),
      places: places.map((city) => place({ city })),
    }),
  );

describe("the estimate of a job", () => {
  test("expects no more than the maximum, and something", () => {
    fc.assert(
      fc.property(jobs, (job) => {
        const { expectedMicroUsd, maximumMicroUsd } = estimateJob(job, at) ?? {};
        expect(expectedMicroUsd).toBeGreaterThan(0);
        expect(maximumMicroUsd).toBeGreaterThanOrEqual(expectedMicroUsd ?? Number.NaN);
        expect(Number.isSafeInteger(expectedMicroUsd) && Number.isSafeInteger(maximumMicroUsd)).toBe(true);
      }),
    );
  });

  test("grows with the number of pages", () => {
    const one = estimateJob(spec(), at);
    const same = { topics: [topic(), topic()], places: [place(), place(), place()] };
    expect(estimateJob(spec(same), at)).toEqual({
      expectedMicroUsd: 6 * (one?.expectedMicroUsd ?? Number.NaN),
      maximumMicroUsd: 6 * (one?.maximumMicroUsd ?? Number.NaN),
    });
  });

  test("expects the words that are asked for, at 1.6 tokens a word", () => {
    const words = (wordCountTarget: number) =>
      estimateJob(spec({ prompt: { version: 1, hash: "0", template: "Write.", wordCountTarget } }), at)
        ?.expectedMicroUsd ?? Number.NaN;
    // 1,000 words are 1,600 tokens at 10 micro-USD; the digits of the number add a token or two of input.
    expect(words(1500) - words(500)).toBeGreaterThanOrEqual(16_000);
    expect(words(1500) - words(500)).toBeLessThan(16_010);
  });

  test("uses the prices of the moment", () => {
    const before = Date.parse("2025-12-01");
    expect(estimateJob(spec(), before)).toBeUndefined();
    expect(estimateJob(spec({ model: "claude-haiku-4-5" }), before)).toBeDefined();
  });

  test.each(["claude-unknown", "", "constructor"])(
    "is undefined for a model without a price: %j",
    (model) => {
      expect(estimateJob(spec({ model }), at)).toBeUndefined();
    },
  );

  test.each([{ topics: [] }, { places: [] }])("is zero for a job without pages: %j", (none) => {
    expect(estimateJob(spec(none), at)).toEqual({ expectedMicroUsd: 0, maximumMicroUsd: 0 });
  });
});

describe("the maximum of a job", () => {
  test("covers the dearest course of pages that are alike", () => {
    const job = spec({ topics: [topic(), topic({ name: "Pipe repair" })], places: [place(), place()] });
    expect(estimateJob(job, at)?.maximumMicroUsd).toBeGreaterThanOrEqual(dearest(job));
  });

  test("covers pages whose topics are longer than the first one", () => {
    const topics = [
      topic({ name: "A" }),
      ...["é", "ñ", "ó"].map((letter) => topic({ name: letter.repeat(120) })),
    ];
    const job = specWith("Mention {{topic}}. ".repeat(20), { topics });
    expect(estimateJob(job, at)?.maximumMicroUsd).toBeGreaterThanOrEqual(dearest(job));
  });

  test("covers pages whose places are longer than the first one", () => {
    const address = "1 Long Street".padEnd(200, " é");
    const places = [
      place(),
      ...["B", "C"].map((city) => place({ city, address, name: address.slice(0, 120) })),
    ];
    const job = specWith("At {{place_address}}. ".repeat(20), { places });
    expect(estimateJob(job, at)?.maximumMicroUsd).toBeGreaterThanOrEqual(dearest(job));
  });
});
