import type { Identity } from "./allow-list.ts";

/** How far two clocks may differ, in seconds. */
export const clockSkewSeconds = 60;

/** What a verified token says, and until when, in seconds since the epoch. */
export interface VerifiedToken extends Identity {
  audience: string;
  expires: number;
}

/** A signed token that is not good for us; the name of the class says why in a log. */
export class ClaimError extends Error {
  override readonly name = "ClaimError";
}

/**
 * Checks the claims of a token whose signature holds, at a time in seconds
 * (https://developers.google.com/identity/gsi/web/guides/verify-google-id-token).
 * @throws ClaimError that names the claim.
 */
export function checkClaims(
  claims: Readonly<Record<string, unknown>>,
  audience: string,
  now: number,
): VerifiedToken {
  const { aud, exp, iat, nbf, sub, email, email_verified: verified, hd } = claims;
  ensure(aud === audience, "aud is not this application");
  if (typeof exp !== "number") throw new ClaimError("exp is missing");
  ensure(!isExpired(exp, now), "exp has passed");
  ensure(typeof iat === "number" && iat <= now + clockSkewSeconds, "iat is missing or in the future");
  ensure(
    nbf === undefined || (typeof nbf === "number" && nbf <= now + clockSkewSeconds),
    "nbf is in the future",
  );
  ensure(verified === true, "email_verified is not true");
  if (typeof sub !== "string" || sub === "") throw new ClaimError("sub is missing");
  // Some letters outside of ASCII turn into ASCII ones in lower case.
  if (typeof email !== "string" || !/^[\x21-\x7e]+@[\x21-\x7e]+$/.test(email))
    throw new ClaimError("email is missing");
  const hostedDomain = typeof hd === "string" ? hd : undefined;
  return { email: email.toLowerCase(), sub, hostedDomain, audience, expires: exp };
}

/** Whether a token's time is over, with the clocks' difference allowed for. */
export function isExpired(expires: number, now: number): boolean {
  return now > expires + clockSkewSeconds;
}

function ensure(holds: boolean, reason: string): void {
  if (!holds) throw new ClaimError(reason);
}
