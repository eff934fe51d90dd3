/** How far two clocks may differ, in seconds. */
export const clockSkewSeconds = 60;

/** The claims of a token as they came. */
export type Claims = Readonly<Record<string, unknown>>;

/** What every good token says: whom it speaks of, and until when, in seconds since the epoch. */
export interface CheckedClaims {
  sub: string;
  expires: number;
}

/** A token that is not good for us; its message says why in a log. */
export class ClaimError extends Error {
  override readonly name = "ClaimError";
}

/**
 * Checks what has to hold for the token of any issuer at a time in seconds (RFC 7519, section 4.1).
 * @throws ClaimError that names the claim.
 */
export function checkClaims({ exp, iat, nbf, sub }: Claims, now: number): CheckedClaims {
  if (typeof exp !== "number") throw new ClaimError("exp is missing");
  ensure(!isExpired(exp, now), "exp has passed");
  ensure(typeof iat === "number" && iat <= now + clockSkewSeconds, "iat is missing or in the future");
  ensure(
    nbf === undefined || (typeof nbf === "number" && nbf <= now + clockSkewSeconds),
    "nbf is in the future",
  );
  if (typeof sub !== "string" || sub === "") throw new ClaimError("sub is missing");
  return { sub, expires: exp };
}

/** The address in lower case, where the issuer says that it has verified it. */
export function verifiedEmail({ email, email_verified: verified }: Claims): string | undefined {
  // Some letters outside of ASCII turn into ASCII ones in lower case.
  const usable = verified === true && typeof email === "string" && /^[\x21-\x7e]+@[\x21-\x7e]+$/.test(email);
  return usable ? email.toLowerCase() : undefined;
}

/** Whether a token's time is over, with the clocks' difference allowed for. */
export function isExpired(expires: number, now: number): boolean {
  return now > expires + clockSkewSeconds;
}

/** @throws ClaimError with the reason. */
export function ensure(holds: boolean, reason: string): asserts holds {
  if (!holds) throw new ClaimError(reason);
}
