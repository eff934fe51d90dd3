import { type ProblemCode, problemCodes } from "./problem-codes.ts";

/** Where a value of the request is wrong: a JSON pointer into it, and why. */
export interface FailureDetail {
  pointer: string;
  message: string;
}

/** An expected failure of a use case, with a code of the closed list. */
export class Failure extends Error {
  readonly code: ProblemCode;
  /** One sentence for the user: what was wrong and what to do next. */
  readonly detail: string;
  readonly errors: readonly FailureDetail[] | undefined;

  constructor(code: ProblemCode, detail: string, errors?: readonly FailureDetail[]) {
    super(`${problemCodes[code].title}: ${detail}`);
    this.name = "Failure";
    this.code = code;
    this.detail = detail;
    this.errors = errors;
  }
}
