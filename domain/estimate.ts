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
  const cost = (inputTokens: number, outputTokens: number) =>
    costMicroUsd(spec.model, { inputTokens, outputTokens, cacheWriteTokens: 0, cacheReadTokens: 0 }, at);
  if (cost(0, 0) === undefined) return undefined;
  const pages = pageCount(spec);
  if (pages === 0) return { expectedMicroUsd: 0, maximumMicroUsd: 0 };
  const prompt = pagePrompt(spec, plannedPage(spec, 1));
  const input = prompt.system.length + prompt.user.length;
  const expected = cost(
    Math.ceil(input / charactersPerToken),
    Math.ceil(spec.prompt.wordCountTarget * tokensPerWord),
  );
  // A repair call repeats the whole prompt and adds complaints.
  const worst = cost(2 * (longestPrompt(spec) + 1000), 2 * prompt.maxTokens);
  if (expected === undefined || worst === undefined) return undefined;
  return { expectedMicroUsd: expected * pages, maximumMicroUsd: worst * pages };
}

/** The bytes of a job's longest prompt: what a topic adds to it does not depend on the place, nor the other way round. */
function longestPrompt(spec: Spec): number {
  const size = (n: number) => {
    const { system, user } = pagePrompt(spec, plannedPage(spec, n));
    return bytes(system) + bytes(user);
  };
  const ofTopics = spec.topics.map((_, index) => size(1 + index * spec.places.length));
  const ofPlaces = spec.places.map((_, index) => size(1 + index));
  const most = (sizes: number[]) => sizes.reduce((a, b) => Math.max(a, b), 0);
  return most(ofTopics) + most(ofPlaces) - size(1);
}
