/** Prices of one model from a moment on, in micro-USD per million tokens. */
interface Price {
  /** ISO date (UTC) from which it holds. */
  from: string;
  /** Prompts of at most this many input tokens pay this price; absent means any length. */
  upToInputTokens?: number;
  input: number;
  output: number;
  cacheWrite: number;
  cacheRead: number;
}

/** The tokens that one call is billed for. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  cacheWriteTokens: number;
  cacheReadTokens: number;
}

/** Changes whenever a price below does; a job keeps the version that it was estimated with. */
export const priceBookVersion = "2026-11-01";

const usd = (amount: number) => Math.round(amount * 1_000_000);

// Published list prices (USD per million tokens); a new price is a new row, never a change of an old one.
const prices: Record<string, readonly Price[]> = {
  "claude-opus-5-5": [
    { from: "2026-01-01", input: usd(4), output: usd(20), cacheWrite: usd(5), cacheRead: usd(0.4) },
  ],
  "claude-sonnet-5-5": [
    { from: "2026-01-01", input: usd(2), output: usd(10), cacheWrite: usd(2.5), cacheRead: usd(0.2) },
    { from: "2026-10-07", input: usd(2), output: usd(10), cacheWrite: usd(2.5), cacheRead: usd(0.1) },
  ],
  "claude-haiku-4-5": [
    { from: "2025-10-01", input: usd(1), output: usd(5), cacheWrite: usd(1.25), cacheRead: usd(0.1) },
  ],
  "claude-haiku-5-5": [
    {
      from: "2026-01-01",
      upToInputTokens: 100_000,
      input: usd(0.1),
      output: usd(0.5),
      cacheWrite: usd(0.125),
      cacheRead: usd(0.01),
    },
    { from: "2026-01-01", input: usd(0.5), output: usd(2.5), cacheWrite: usd(0.625), cacheRead: usd(0.05) },
  ],
};

/** The models that may be called: the ones with a price. */
export const pricedModels = Object.keys(prices);

/** The input tokens that decide the tier: cached ones count too. */
const promptTokens = (usage: Usage) => usage.inputTokens + usage.cacheWriteTokens + usage.cacheReadTokens;

function priceOf(model: string, at: number, tokens: number): Price | undefined {
  const valid = (Object.hasOwn(prices, model) ? (prices[model] ?? []) : []).filter(
    ({ from, upToInputTokens }) =>
      Date.parse(from) <= at && tokens <= (upToInputTokens ?? Number.POSITIVE_INFINITY),
  );
  const newest = valid
    .map(({ from }) => from)
    .sort()
    .at(-1);
  return valid.find(({ from }) => from === newest);
}

/**
 * What a call costs, in whole micro-USD, rounded up.
 * @param at when the call was made, in milliseconds since the epoch.
 * @returns undefined when the book has no price for the model at that time: refuse the call, never price it at 0.
 */
export function costMicroUsd(model: string, usage: Usage, at: number): number | undefined {
  const price = priceOf(model, at, promptTokens(usage));
  if (!price) return undefined;
  const total =
    usage.inputTokens * price.input +
    usage.outputTokens * price.output +
    usage.cacheWriteTokens * price.cacheWrite +
    usage.cacheReadTokens * price.cacheRead;
  return Math.ceil(total / 1_000_000);
}
