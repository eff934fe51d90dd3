import { Problem } from "../http/problem-error.ts";

const retryAfterMs = 1_000;

/** The key belongs to another request. */
export const reused = () =>
  new Problem("idempotency-key-reused", {
    status: 422,
    title: "This idempotency key was used for another request",
    detail: "Make a new key for a new request; repeat a key only with exactly the same request.",
  });

/** The call that holds the key has not ended. */
export const inFlight = () =>
  new Problem("request-in-flight", {
    status: 409,
    title: "The same request is still running",
    detail: "Wait, then send it again with the same key to get its result.",
    retryable: true,
    retryAfterMs,
  });

/** The store did not answer. */
export const unavailable = (cause: unknown) =>
  new Problem("idempotency-unavailable", {
    status: 503,
    title: "The request cannot be protected against repetition right now",
    retryAfterMs,
    cause,
  });
