/** What a problem code means on the wire. */
export interface ProblemFacts {
  status: number;
  title: string;
  /** Whether the same request may succeed later without a change. */
  retryable?: boolean;
}

/** Every code an API error can carry: a closed list, from which the contract's `code` union comes. */
export const problemCodes = {
  "malformed-json": { status: 400, title: "The body is not valid JSON" },
  "malformed-cursor": { status: 400, title: "The cursor was not made by this list" },
  "call-chain-too-long": { status: 400, title: "The request has passed too many queues and calls" },
  "missing-idempotency-key": { status: 400, title: "An Idempotency-Key header is required" },
  unauthenticated: { status: 401, title: "Sign in to go on" },
  "not-listed": { status: 403, title: "This account is not on the allow-list" },
  "role-required": { status: 403, title: "Your role does not allow this" },
  "origin-not-allowed": { status: 403, title: "This origin is not allowed" },
  "not-found": { status: 404, title: "There is nothing at this path" },
  "business-not-found": { status: 404, title: "There is no such business" },
  "profile-not-found": { status: 404, title: "This business has no profile yet" },
  "topic-not-found": { status: 404, title: "There is no such topic" },
  "place-not-found": { status: 404, title: "There is no such place" },
  "prompt-not-found": { status: 404, title: "There is no such prompt version" },
  "job-not-found": { status: 404, title: "There is no such job" },
  "page-not-found": { status: 404, title: "There is no such page in this job" },
  "method-not-allowed": { status: 405, title: "This path does not take this method" },
  "version-conflict": { status: 409, title: "It was changed since you read it" },
  "already-exists": { status: 409, title: "It exists already" },
  "expired-key": { status: 409, title: "This Idempotency-Key belongs to a job that was abandoned" },
  "in-flight": { status: 409, title: "The same request is being carried out", retryable: true },
  "body-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "This content type is not accepted" },
  "invalid-request": { status: 422, title: "The request does not match the contract" },
  "rows-invalid": { status: 422, title: "Some rows cannot be imported; nothing was written" },
  "key-reused": { status: 422, title: "This Idempotency-Key was used with another request" },
  "nothing-to-write": { status: 422, title: "The job would have no pages" },
  "too-many-pages": { status: 422, title: "The job would have too many pages" },
  "job-too-large": { status: 422, title: "The job's data do not fit into one snapshot" },
  "profile-incomplete": { status: 422, title: "The profile is not complete enough to write pages" },
  "unknown-variable": { status: 422, title: "The template uses a variable that does not exist" },
  "unknown-model": { status: 422, title: "The price book has no such model" },
  "estimate-over-cap": { status: 422, title: "The estimate is above the cap" },
  "too-many-requests": { status: 429, title: "Too many requests", retryable: true },
  internal: { status: 500, title: "Something went wrong on our side", retryable: true },
  "sign-in-unavailable": { status: 503, title: "Sign-in cannot be checked right now", retryable: true },
  "deadline-exceeded": { status: 503, title: "The work took too long", retryable: true },
  unavailable: { status: 503, title: "A service we depend on is not available", retryable: true },
} as const satisfies Record<string, ProblemFacts>;

export type ProblemCode = keyof typeof problemCodes;
