import { Problem } from "../http/problem-error.ts";

/** What a refusal may say besides its reason. */
export interface RefusalOptions {
  cause?: unknown;
  retryable?: boolean;
  retryAfterMs?: number;
}

/** The problem of a token that is missing or not accepted (401). */
export function unauthenticated(detail: string, more: RefusalOptions = {}): Problem {
  return new Problem("unauthenticated", {
    status: 401,
    title: "Sign in again",
    detail,
    headers: { "www-authenticate": "Bearer" },
    ...more,
  });
}

/** The problem of a person whom a good token names and nobody let in (403). */
export function notListed(detail = "Ask an administrator to add your address to the allow-list."): Problem {
  return new Problem("not-listed", {
    status: 403,
    title: "You are signed in but not on the list",
    detail,
  });
}

/** The problem of a sign-in that cannot be checked, as something that it needs did not answer (503). */
export function signInUnavailable(cause: unknown, retryAfterMs = 5_000): Problem {
  return new Problem("sign-in-unavailable", {
    status: 503,
    title: "Sign-in cannot be checked right now",
    retryAfterMs,
    cause,
  });
}
