import { Problem } from "#middleware";
import { type SigningKey, signingKey, signToken } from "../support.ts";

/** The client id that tokens are made for. */
export const audience = "this-app.example.com";

/** When every test begins, in milliseconds since the epoch. */
export const start = Date.parse("2026-11-23T10:00:00Z");

/** The same in seconds. */
export const seconds = start / 1000;

/** The key that the issuer signs with. */
export const key: SigningKey = signingKey("key-1");

/** What a good token of Google says. */
export const claims = {
  iss: "https://accounts.google.com",
  aud: audience,
  azp: audience,
  sub: "1234567890",
  email: "operator@example.com",
  email_verified: true,
  iat: seconds - 10,
  exp: seconds + 3600,
};

/** A token with these claims changed; one that is undefined is left out. */
export function tokenWith(changes: Record<string, unknown> = {}): string {
  return signToken({ ...claims, ...changes }, key);
}

/** The problem that somebody is refused with. @throws Error where nobody is refused. */
export async function refusalOf(attempt: () => unknown): Promise<Problem> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("The token was accepted.");
}
