import { fields, type HttpResponse } from "../http/http-event.ts";
import { Problem, type ProblemOptions } from "../http/problem-error.ts";

const replayHeader = "idempotency-replayed";

// These say "not now"; the same request may get another answer later.
const passing: readonly number[] = [408, 409, 425, 429];

/** Whether an answer ends the matter: a success, or on wish a refusal that stays one. */
export function isFinal(status: number, keepRefusals: boolean): boolean {
  if (status >= 200 && status < 300) return true;
  return keepRefusals && status >= 400 && status < 500 && !passing.includes(status);
}

/** The status of an answer; API Gateway takes one without a status as 200. */
export function statusOf(answer: unknown): number {
  const { statusCode = 200 } = fields(answer);
  return Number(statusCode);
}

/** A refusal that was thrown, in a form that can be kept. */
export interface KeptRefusal {
  readonly statusCode: number;
  readonly refused: { readonly code: string; readonly options: ProblemOptions };
}

/** Puts a thrown problem into a form that can be kept. */
export function keptRefusal({ code, ...problem }: Problem): KeptRefusal {
  const { status, title, detail, errors, retryable, headers } = problem;
  const options = { status, title, detail, errors, retryable, headers } as ProblemOptions;
  return { statusCode: status, refused: { code, options } };
}

/**
 * Marks an answer of an earlier call as a replay.
 * @throws Problem where that call was refused.
 */
export function markReplay(kept: unknown): HttpResponse {
  const answer = fields(kept) as Partial<KeptRefusal & HttpResponse>;
  const { refused } = answer;
  if (refused !== undefined) {
    const headers = { ...refused.options.headers, [replayHeader]: "true" };
    throw new Problem(refused.code, { ...refused.options, headers });
  }
  if (answer.statusCode !== undefined)
    answer.headers = { ...withoutId(answer.headers), [replayHeader]: "true" };
  return kept as HttpResponse;
}

// The id is that of the earlier request; this one has its own.
function withoutId(headers: HttpResponse["headers"] = {}): HttpResponse["headers"] {
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== "x-request-id");
  return Object.fromEntries(others);
}
