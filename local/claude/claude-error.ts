/** An error as the Messages API answers it (https://platform.claude.com/docs/en/api/errors). */
export class ClaudeError extends Error {
  readonly status: number;
  readonly type: string;
  readonly headers: Record<string, string>;
  /** A stable code for the cause, answered as `error.details.error_code`. */
  readonly errorCode: string | undefined;

  constructor(
    status: number,
    type: string,
    message: string,
    extra: { headers?: Record<string, string>; errorCode?: string } = {},
  ) {
    super(message);
    this.name = "ClaudeError";
    this.status = status;
    this.type = type;
    this.headers = extra.headers ?? {};
    this.errorCode = extra.errorCode;
  }
}

/** A 400 that names the field and what is wrong with it. */
export function invalidRequest(message: string): ClaudeError {
  return new ClaudeError(400, "invalid_request_error", message);
}

/** The body of an error reply. */
export function errorBody(error: ClaudeError, requestId: string | null): Record<string, unknown> {
  const details = error.errorCode && { details: { error_code: error.errorCode } };
  return {
    type: "error",
    error: { ...(details ?? {}), type: error.type, message: error.message },
    request_id: requestId,
  };
}
