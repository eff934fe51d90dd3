import type { Jwk, Jwks } from "aws-jwt-verify/jwk";
import type { Json } from "aws-jwt-verify/safe-json-parse";
import { type Algorithm, keyTypes } from "./algorithm.ts";
import { hasDuplicateNames } from "./duplicate-names.ts";
import { type KeySet, keySet } from "./key-set.ts";
import { unauthenticated } from "./sign-in-problems.ts";
import { ClaimError, type Claims, ensure } from "./token-claims.ts";

/** Whose tokens are verified, and with which keys. */
export interface VerifierOptions<Known> {
  issuers: readonly string[];
  /** Downloads the key set as parsed JSON. */
  loadKeys: () => Promise<unknown>;
  algorithms: readonly Algorithm[];
  /** Takes from the claims what is needed, at a time in seconds; throws a `ClaimError` where one is wrong. */
  readClaims: (claims: Claims, seconds: number) => Known;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Checks a token's header, claims, issuer and signature, and returns what was read from the claims. */
export type TokenVerifier<Known> = (token: string) => Promise<Known>;

type Library = typeof import("./jwt-library.ts");

/** Makes a verifier; its library is loaded here, so ask only when a token is there. */
export async function tokenVerifier<Known>(options: VerifierOptions<Known>): Promise<TokenVerifier<Known>> {
  const { assertIsJwks, createPublicKey, decomposeUnverifiedJwt, verifyJwtSync } = await import(
    "./jwt-library.ts"
  );
  const library = { assertIsJwks, createPublicKey, decomposeUnverifiedJwt, verifyJwtSync };
  const { issuers, loadKeys, readClaims, now } = options;
  const keys = keySet({ load: () => readKeys(library, loadKeys), now });
  const verifySignature = signatureVerifier(library, issuers);
  return async (token) => {
    const { keyId, algorithm, claims } = readToken(library, token, options);
    // What is wrong without its signature costs neither a download nor a verification.
    const known = readClaims(claims, now() / 1000);
    await keys.ready(keyId);
    verifySignature(token, keyOf(keys, keyId, algorithm));
    return known;
  };
}

async function readKeys(library: Library, loadKeys: () => Promise<unknown>): Promise<Jwks> {
  const assertIsJwks: Library["assertIsJwks"] = library.assertIsJwks;
  const jwks = (await loadKeys()) as Json;
  assertIsJwks(jwks);
  return jwks;
}

interface ReadToken {
  readonly keyId: string;
  readonly algorithm: Algorithm;
  readonly claims: Claims;
}

function readToken(
  library: Library,
  token: string,
  { issuers, algorithms }: Pick<VerifierOptions<unknown>, "issuers" | "algorithms">,
): ReadToken {
  const { header, headerB64, payload, payloadB64 } = decompose(library, token);
  const algorithm = algorithms.find((name) => name === header.alg);
  if (algorithm === undefined) throw new ClaimError("alg is not accepted");
  // Who signs says here what a reader must understand (RFC 7515, section 4.1.11), and we know no such extension.
  ensure(!("crit" in header), "crit names an extension");
  if (typeof header.kid !== "string") throw new ClaimError("kid is missing");
  ensure(typeof payload.iss === "string" && issuers.includes(payload.iss), "iss is another issuer");
  const unique = !hasDuplicateNames(textOf(headerB64)) && !hasDuplicateNames(textOf(payloadB64));
  ensure(unique, "a name stands there twice");
  return { keyId: header.kid, algorithm, claims: payload };
}

// The error of a parser quotes the text, which has no place in a log.
function decompose({ decomposeUnverifiedJwt }: Library, token: string) {
  try {
    return decomposeUnverifiedJwt(token);
  } catch {
    throw new ClaimError("the text is no JSON Web Token");
  }
}

function textOf(part: string): string {
  return Buffer.from(part, "base64").toString("utf8");
}

function keyOf(keys: KeySet, id: string, algorithm: Algorithm): Jwk {
  const key = keys.find(id);
  if (key === undefined) throw unauthenticated("The token's key is not one of its issuer's.");
  ensure(key.kty === keyTypes[algorithm], "alg does not fit the key");
  return key;
}

// Synchronous, as that keeps a verification off the thread pool, which spares the slowest ones a queue. The library
// knows the machine's clock only, so the times are checked by us.
function signatureVerifier({ verifyJwtSync, createPublicKey }: Library, issuers: readonly string[]) {
  const made = new WeakMap<Jwk, object>();
  const publicKey = (jwk: Jwk) => {
    const key = made.get(jwk) ?? createPublicKey({ key: jwk, format: "jwk" });
    made.set(jwk, key);
    return key;
  };
  const options = { issuer: [...issuers], audience: null, graceSeconds: Number.POSITIVE_INFINITY };
  return (token: string, key: Jwk) => verifyJwtSync(token, key, options, publicKey);
}
