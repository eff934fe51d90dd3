import { Problem, type ProblemDetail } from "../http/problem-error.ts";

/** At most so many errors are told at once. */
export const errorLimit = 20;

/** The problem of a request that does not fit. */
export function invalidRequest(errors: readonly ProblemDetail[]): Problem {
  const [first] = errors;
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
  return new Problem("invalid-request", {
    status: 422,
    title: "The request does not fit its schema",
    detail: `Correct ${first?.pointer}: ${first?.message}${more}.`,
    errors: errors.slice(0, errorLimit),
  });
}

/** The problem of a handler that returned what its schema forbids; only the log learns where. */
export function invalidOutput(errors: readonly ProblemDetail[]): Problem {
  const list = errors.slice(0, errorLimit).map(({ pointer, message }) => `${pointer} ${message}`);
  return new Problem("internal", {
    status: 500,
    title: "Something went wrong on our side",
    cause: new Error(`The handler's output does not fit its schema: ${list.join("; ")}`),
  });
}
