import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** An issuer of tokens with its keys, and one token. */
export interface SignedIn {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  readonly jwks: { keys: { kty: string; kid: string; alg: string; use: string; n: string; e: string }[] };
  readonly token: string;
}

/** Makes an issuer with a new RSA key, and a token that holds for an hour. */
export async function signedIn(): Promise<SignedIn> {
  const issuer = "https://accounts.google.com";
  const audience = "client.apps.example.com";
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const { n = "", e = "" } = await exportJWK(publicKey);
  const token = await new SignJWT({ email: "operator@example.com", email_verified: true })
    .setProtectedHeader({ alg: "RS256", kid: "key-1" })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject("100000000000000000001")
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(privateKey);
  const key = { kty: "RSA", kid: "key-1", alg: "RS256", use: "sig", n, e };
  return { issuer, audience, jwksUri: "https://keys.example.com/jwks", jwks: { keys: [key] }, token };
}
