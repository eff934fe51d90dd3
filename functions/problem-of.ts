import { Failure } from "#domain/failure.ts";
import { type ProblemFacts, problemCodes } from "#domain/problem-codes.ts";
import { Problem } from "#middleware";

/** A failure of a use case as the problem that clients read. */
export function problemOf(error: unknown): Problem | undefined {
  if (!(error instanceof Failure)) return undefined;
  const { code, detail, errors } = error;
  const { status, title, retryable }: ProblemFacts = problemCodes[code];
  return new Problem(code, {
    status,
    title,
    detail,
    cause: error,
    ...(errors && { errors: [...errors] }),
    ...(retryable !== undefined && { retryable }),
  });
}
