import { createHmac, sign as signWith } from "node:crypto";
import type { SigningKey } from "./keys.ts";

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * A compact JWT. `header` may name another `alg` than RS256, to make the bad tokens that a verifier must refuse:
 * `none` leaves the signature empty, `HS256` uses the public key as the secret.
 * @throws RangeError for any other algorithm.
 */
export function signToken(
  key: SigningKey,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): string {
  const full: Record<string, unknown> = { alg: "RS256", kid: key.kid, typ: "JWT", ...header };
  const input = `${encode(full)}.${encode(claims)}`;
  return `${input}.${signature(full.alg, input, key)}`;
}

function signature(algorithm: unknown, input: string, key: SigningKey): string {
  if (algorithm === "none") return "";
  if (algorithm === "HS256") {
    const secret = key.publicKey.export({ type: "spki", format: "pem" });
    return createHmac("sha256", secret).update(input).digest("base64url");
  }
  const digests: Record<string, string> = { RS256: "sha256", RS384: "sha384", RS512: "sha512" };
  const digest = digests[String(algorithm)];
  if (!digest)
    throw new RangeError(`No token can be signed with "${algorithm}": use RS256, RS512, HS256 or none.`);
  return signWith(digest, Buffer.from(input), key.privateKey).toString("base64url");
}
