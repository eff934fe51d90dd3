import { createHash } from "node:crypto";

/** Someone who can sign in. */
export interface GoogleUser {
  email: string;
  name: string;
}

const lifetimeSeconds = 3_600;

/** A 21-digit subject that stays the same for an address, as Google's does for an account. */
export function subjectOf(email: string): string {
  const digest = createHash("sha256").update(email.toLowerCase()).digest("hex");
  return `1${(BigInt(`0x${digest}`) % 10n ** 20n).toString().padStart(20, "0")}`;
}

/**
 * The claims of an ID token (https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload).
 * @param now milliseconds since the epoch.
 */
export function claimsOf(
  user: GoogleUser,
  issuer: string,
  audience: string,
  now: number,
): Record<string, unknown> {
  const domain = user.email.slice(user.email.lastIndexOf("@") + 1).toLowerCase();
  const issuedAt = Math.floor(now / 1000);
  return {
    iss: issuer,
    azp: audience,
    aud: audience,
    sub: subjectOf(user.email),
    // Consumer accounts belong to no organization.
    ...(domain !== "gmail.com" && domain !== "googlemail.com" && { hd: domain }),
    email: user.email,
    email_verified: true,
    name: user.name,
    iat: issuedAt,
    exp: issuedAt + lifetimeSeconds,
  };
}
