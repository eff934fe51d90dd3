import { pagePrompt } from "./page-prompt.ts";
import { costMicroUsd } from "./price-book.ts";
import { pageCount, plannedPage, type Spec } from "./spec.ts";

/** What a job is expected to cost, and what it cannot exceed, in micro-USD. */
export interface Estimate {
  expectedMicroUsd: number;
  maximumMicroUsd: number;
}

const charactersPerToken = 4;
const tokensPerWord = 1.6;
// A token is at least one UTF-8 byte, so bytes bound the input from above.
const bytes = (text: string) => new TextEncoder().encode(text).length;

/**
 * Estimates a job from its first page's prompt.
 * @param at milliseconds since the epoch, which decides the prices.
 * @returns undefined when the price book has no price for the model.
 */
export function estimateJob(spec: Spec, at: number): Estimate | undefined {
  const prompt = pagePrompt(spec, plannedPage(spec, 1));
  const cost = (inputTokens: number, outputTokens: number) =>
    costMicroUsd(spec.model, { inputTokens, outputTokens, cacheWriteTokens: 0, cacheReadTokens: 0 }, at);
  const input = prompt.system.length + prompt.user.length;
  const expected = cost(
    Math.ceil(input / charactersPerToken),
    Math.ceil(spec.prompt.wordCountTarget * tokensPerWord),
  );
  // Places and topics differ in length; a repair call repeats the whole prompt.
  const worst = cost(2 * (bytes(prompt.system) + bytes(prompt.user) + 1000), 2 * prompt.maxTokens);
  if (expected === undefined || worst === undefined) return undefined;
  const pages = pageCount(spec);
  return { expectedMicroUsd: expected * pages, maximumMicroUsd: worst * pages };
}
