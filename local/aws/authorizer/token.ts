import { type KeyObject, verify } from "node:crypto";

/** A JSON Web Token, read and not yet trusted. */
export interface Token {
  algorithm: string;
  keyId: string;
  claims: Readonly<Record<string, unknown>>;
  /** What the signature stands for. */
  signed: string;
  signature: Buffer;
}

// Only those based on RSA: http-api-jwt-authorizer in the developer guide.
const hashes: Readonly<Record<string, string>> = { RS256: "sha256", RS384: "sha384", RS512: "sha512" };

/** Reads a token, with `Bearer` before it or not; a text that says what is wrong with it when it is none. */
export function readToken(text: string): Token | string {
  const [header, payload, signature, ...more] = text.replace(/^Bearer +/i, "").split(".");
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0)
    return "token contains an invalid number of segments";
  const head = readJson(header);
  const claims = readJson(payload);
  if (!head || !claims || !isBase64Url(signature)) return "the token is malformed";
  const { alg, kid } = head;
  if (typeof alg !== "string" || !Object.hasOwn(hashes, alg))
    return "the token is not signed with an RSA algorithm";
  if (typeof kid !== "string" || kid === "") return "the token does not name its key";
  return {
    algorithm: alg,
    keyId: kid,
    claims,
    signed: `${header}.${payload}`,
    signature: Buffer.from(signature, "base64url"),
  };
}

/** Whether a token was signed with the private key that belongs to a public one. */
export const isSignedWith = ({ algorithm, signed, signature }: Token, key: KeyObject): boolean =>
  key.asymmetricKeyType === "rsa" && verify(hashes[algorithm], Buffer.from(signed), key, signature);

const isBase64Url = (text: string) => /^[\w-]+$/.test(text);

function readJson(segment: string): Record<string, unknown> | undefined {
  if (!isBase64Url(segment)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
