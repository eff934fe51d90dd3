/** One reason among several why input was refused. */
export interface ProblemDetail {
  /** A JSON pointer such as `/body/topics/0/name`. */
  pointer: string;
  message: string;
}

/** What a problem says besides its code. */
export interface ProblemOptions {
  /** The HTTP status. */
  status: number;
  /** What happened, in a few words that are the same each time. */
  title: string;
  /** What happened this time and what to do next; never sent with a status of 500 or more. */
  detail?: string;
  errors?: readonly ProblemDetail[];
  /** Whether the same request may succeed later; by default true for 429, 502, 503 and 504. */
  retryable?: boolean;
  retryAfterMs?: number;
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
}

const passing: readonly number[] = [429, 502, 503, 504];

/** A failure that the caller is told about, as RFC 9457 describes it: throw it anywhere below a stack. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly ProblemDetail[] | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;

  constructor(code: string, options: ProblemOptions) {
    super(options.detail ?? options.title, { cause: options.cause });
    this.code = code;
    this.status = isErrorStatus(options.status) ? options.status : 500;
    this.title = options.title;
    this.detail = options.detail;
    this.errors = options.errors;
    this.retryable = options.retryable ?? passing.includes(this.status);
    this.retryAfterMs = options.retryAfterMs;
    this.headers = options.headers;
  }
}

function isErrorStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 400 && status <= 599;
}

/** What a caller learns of an error that nobody foresaw: nothing but that it happened. */
export function internalProblem(cause: unknown): Problem {
  return new Problem("internal", { status: 500, title: "Something went wrong on our side", cause });
}
