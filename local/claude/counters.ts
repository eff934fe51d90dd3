import type { Answer } from "./answer.ts";
import type { ClaudeError } from "./claude-error.ts";
import { InjectedError } from "./injected-error.ts";
import { type FailureKind, failureKinds } from "./settings.ts";

const unasked = ["limited", "rejected", "abandoned"] as const;

/**
 * How calls ended that were not answered as asked: by a failure of the settings or, unasked, `limited` by a rate
 * limit, `rejected` with any other 4xx, `abandoned` by a caller who hung up during the latency.
 */
export type FailedKind = FailureKind | (typeof unasked)[number];

/** What the stand-in has counted since its start. Calls of `POST /v1/messages` only. */
export interface ClaudeCounters {
  requests: number;
  /** Calls that got a whole answer. */
  answered: number;
  failed: Record<FailedKind, number>;
  /** Tokens of every 200, also of a refusal or a cut answer. */
  inputTokens: number;
  outputTokens: number;
}

/** All counters at 0. */
export function createCounters(): ClaudeCounters {
  const failed = Object.fromEntries([...failureKinds, ...unasked].map((kind) => [kind, 0]));
  return {
    requests: 0,
    answered: 0,
    failed: failed as ClaudeCounters["failed"],
    inputTokens: 0,
    outputTokens: 0,
  };
}

/** Counts a 200 that was spoilt in the way of `kind`, if at all. */
export function countAnswer(counters: ClaudeCounters, answer: Answer, kind?: FailureKind): void {
  counters.inputTokens += answer.inputTokens;
  counters.outputTokens += answer.outputTokens;
  if (kind) counters.failed[kind]++;
  else if (answer.stopReason === "max_tokens") counters.failed.truncated++;
  else counters.answered++;
}

/** Counts an error reply. */
export function countError(counters: ClaudeCounters, error: ClaudeError): void {
  if (error instanceof InjectedError) counters.failed[error.kind]++;
  else counters.failed[error.status === 429 ? "limited" : "rejected"]++;
}
