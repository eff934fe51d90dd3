import { generateKeyPairSync } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type JWTPayload, SignJWT } from "jose";

/** A key pair with an id. */
export function keyPair(kid: string) {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { kid, publicKey, privateKey };
}
export type KeyPair = ReturnType<typeof keyPair>;

/** Signs claims, by RS256 unless another algorithm is named. */
export const sign = (claims: JWTPayload, { kid, privateKey }: KeyPair, alg = "RS256") =>
  new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(privateKey);

/** What a test replaces of an issuer's answers, by path. */
type Answers = Record<string, (response: ServerResponse) => void>;

const closers: (() => Promise<void>)[] = [];

/** Ends every issuer that `startIssuer` started. */
export async function closeIssuers() {
  await Promise.all(closers.splice(0).map((close) => close()));
}

/** An issuer of tokens on loopback: its discovery document and its keys, which can change. */
export async function startIssuer(keys: KeyPair[]) {
  const asked: string[] = [];
  const answers: Answers = {};
  const server = createServer(({ url = "/" }, response) => {
    asked.push(url);
    const special = answers[url];
    if (special) return special(response);
    const documents: Record<string, unknown> = {
      "/.well-known/openid-configuration": { issuer: base, jwks_uri: `${base}/keys` },
      "/keys": { keys: keys.map(publicJwk) },
    };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(documents[url] ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  closers.push(close);
  return { url: base, keys, asked, answers, close };
}

const publicJwk = ({ kid, publicKey }: KeyPair) => ({
  ...publicKey.export({ format: "jwk" }),
  ...{ kid, use: "sig", alg: "RS256" },
});
