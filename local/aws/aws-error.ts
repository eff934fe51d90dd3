/** An error that AWS would answer, with AWS's own name and wording. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the error body, such as `Item` or `CancellationReasons`. */
  readonly fields: Record<string, unknown>;
  /** Further headers of the reply, such as `x-amzn-query-error`. */
  readonly headers: Record<string, string>;

  /** @param code the error's short name, as in the service's API reference (`ResourceNotFoundException`). */
  constructor(
    code: string,
    message: string,
    status = 400,
    fields: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.fields = fields;
    this.headers = headers;
  }
}
