import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { type AllowRule, type Authenticator, google, Problem } from "#middleware";
import { encode, signingKey, signToken } from "../support.ts";

const audience = "this-app.example.com";
const key = signingKey("key-1");
const start = Date.parse("2026-11-23T10:00:00Z");
const seconds = start / 1000;

const claims = {
  iss: "https://accounts.google.com",
  aud: audience,
  sub: "1234567890",
  email: "operator@example.com",
  email_verified: true,
  iat: seconds - 10,
  exp: seconds + 3600,
};

let now = start;
let downloads: string[] = [];
let keys: unknown = { keys: [key.jwk] };
let rules: readonly AllowRule[] = [];
let authenticate: Authenticator;

function authenticator(more: Partial<Parameters<typeof google>[0]> = {}): Authenticator {
  return google({
    audience: () => audience,
    allowList: async () => rules,
    now: () => now,
    fetchJwks: async (uri) => {
      downloads.push(uri);
      return keys;
    },
    ...more,
  });
}

beforeEach(() => {
  now = start;
  downloads = [];
  keys = { keys: [key.jwk] };
  rules = [{ email: "operator@example.com", role: "operator" }];
  authenticate = authenticator();
});

const request = { requestId: "request-1", event: {} };
const signIn = (token: string) => authenticate(token, request);

async function refusal(token: string): Promise<Problem> {
  try {
    await signIn(token);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("The token was accepted.");
}

function unsigned(header: Record<string, unknown>, signature = ""): string {
  return `${encode(header)}.${encode(claims)}.${signature}`;
}

function signedWithPublicKey(): string {
  const secret = key.publicKey.export({ format: "pem", type: "spki" });
  const input = `${encode({ alg: "HS256", kid: key.kid })}.${encode(claims)}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}

function flipped(token: string): string {
  const dot = token.lastIndexOf(".") + 1;
  const changed = token.charAt(dot) === "A" ? "B" : "A";
  return token.slice(0, dot) + changed + token.slice(dot + 1);
}

const without = (name: keyof typeof claims) => ({ ...claims, [name]: undefined });

const badTokens: [string, () => string][] = [
  ["alg none", () => unsigned({ alg: "none", kid: key.kid }, "x")],
  ["alg none with an empty signature", () => unsigned({ alg: "none", kid: key.kid })],
  ["HS256 signed with the public key", signedWithPublicKey],
  ["RS512", () => signToken(claims, key, { alg: "RS512" })],
  ["an unknown key id", () => signToken(claims, key, { header: { kid: "other" } })],
  ["no key id", () => signToken(claims, key, { header: { kid: undefined } })],
  ["a key id like a path", () => signToken(claims, key, { header: { kid: "../../etc/passwd" } })],
  ["another key under our key id", () => signToken(claims, { ...signingKey("x"), kid: key.kid })],
  ["a flipped signature", () => flipped(signToken(claims, key))],
  [
    "an issuer that only starts like Google",
    () => signToken({ ...claims, iss: "https://accounts.google.com.evil" }, key),
  ],
  ["no issuer", () => signToken(without("iss"), key)],
  ["another audience, same user", () => signToken({ ...claims, aud: "other-app.example.com" }, key)],
  ["a list of audiences", () => signToken({ ...claims, aud: [audience] }, key)],
  ["no expiry", () => signToken(without("exp"), key)],
  ["an expiry that has passed", () => signToken({ ...claims, exp: seconds - 61 }, key)],
  ["issued in two hours", () => signToken({ ...claims, iat: seconds + 7200, exp: seconds + 9000 }, key)],
  ["no time of issue", () => signToken(without("iat"), key)],
  ["valid in two hours", () => signToken({ ...claims, nbf: seconds + 7200 }, key)],
  ["an access token", () => "ya29.a0AfH6SMBx-not-a-json-web-token"],
  ["no e-mail", () => signToken(without("email"), key)],
  ["no subject", () => signToken(without("sub"), key)],
  ["an e-mail that is not verified", () => signToken({ ...claims, email_verified: false }, key)],
  ["an e-mail verified as text", () => signToken({ ...claims, email_verified: "true" }, key)],
  [
    "a letter that lower case turns into k",
    () => signToken({ ...claims, email: "\u212Aim@example.com" }, key),
  ],
  ["an empty text", () => ""],
  ["three dots", () => "..."],
  ["16 KB", () => `${"a".repeat(16_384)}.b.c`],
];

describe("google()", () => {
  test.each(badTokens)("refuses %s with 401", async (_name, make) => {
    rules = [...rules, { email: "kim@example.com", role: "admin" }];
    const problem = await refusal(make());
    expect(problem).toMatchObject({ code: "unauthenticated", status: 401 });
    expect(problem.headers).toEqual({ "www-authenticate": "Bearer" });
  });

  test.each(["https://accounts.google.com", "accounts.google.com"])("accepts the issuer %s", async (iss) => {
    const user = await signIn(signToken({ ...claims, iss }, key));
    expect(user).toEqual({ email: "operator@example.com", sub: "1234567890", role: "operator" });
  });

  test("refuses a custom issuer's neighbour and Google itself once an issuer is given", async () => {
    authenticate = authenticator({ issuer: "http://localhost:4000", jwksUri: "http://localhost:4000/keys" });
    await expect(signIn(signToken({ ...claims, iss: "http://localhost:4000" }, key))).resolves.toBeDefined();
    expect(await refusal(signToken(claims, key))).toMatchObject({ status: 401 });
    expect(downloads).toEqual(["http://localhost:4000/keys"]);
  });

  test("allows for a minute between the clocks and no more", async () => {
    const token = signToken({ ...claims, exp: seconds }, key);
    now = start + 60_000;
    await expect(signIn(token)).resolves.toBeDefined();
    now = start + 61_000;
    expect(await refusal(token)).toMatchObject({ status: 401 });
  });

  test("refuses a verified person who is not listed with 403", async () => {
    const problem = await refusal(signToken({ ...claims, email: "stranger@example.com" }, key));
    expect(problem).toMatchObject({ code: "not-listed", status: 403 });
  });

  test("knows a listed address in any case", async () => {
    rules = [{ email: "Operator@Example.com", role: "admin" }];
    const user = await signIn(signToken({ ...claims, email: "OPERATOR@example.COM" }, key));
    expect(user).toMatchObject({ email: "operator@example.com", role: "admin" });
  });

  test("lets in a domain only when Google names it", async () => {
    rules = [{ domain: "example.com", role: "viewer" }];
    await expect(signIn(signToken({ ...claims, hd: "example.com" }, key))).resolves.toMatchObject({
      role: "viewer",
    });
    expect(await refusal(signToken(claims, key))).toMatchObject({ code: "not-listed" });
    expect(await refusal(signToken({ ...claims, hd: "evil-example.com" }, key))).toMatchObject({
      code: "not-listed",
    });
  });

  test("lets nobody in on an empty list", async () => {
    rules = [];
    expect(await refusal(signToken({ ...claims, hd: "" }, key))).toMatchObject({ code: "not-listed" });
  });

  test("gives an address its own role before its domain's", async () => {
    rules = [
      { domain: "example.com", role: "viewer" },
      { email: "operator@example.com", role: "admin" },
    ];
    await expect(signIn(signToken({ ...claims, hd: "example.com" }, key))).resolves.toMatchObject({
      role: "admin",
    });
  });

  test("shuts out a person who left the list although the token is remembered", async () => {
    const token = signToken(claims, key);
    await signIn(token);
    rules = [];
    expect(await refusal(token)).toMatchObject({ code: "not-listed" });
  });

  test("does not answer from memory for another audience", async () => {
    let expected = audience;
    authenticate = authenticator({ audience: () => expected });
    const token = signToken(claims, key);
    await signIn(token);
    expected = "renamed.example.com";
    expect(await refusal(token)).toMatchObject({ status: 401 });
  });

  test("answers a remembered token without its key", async () => {
    const token = signToken(claims, key);
    await signIn(token);
    keys = { keys: [] };
    await refusal(signToken(claims, key, { header: { kid: "unknown" } }));
    await expect(signIn(token)).resolves.toMatchObject({ role: "operator" });
    expect(await refusal(signToken({ ...claims, sub: "2" }, key))).toMatchObject({ status: 401 });
  });

  test("downloads the keys once for a thousand parallel cold requests", async () => {
    const token = signToken(claims, key);
    await Promise.all(Array.from({ length: 1000 }, () => signIn(token)));
    expect(downloads).toEqual(["https://www.googleapis.com/oauth2/v3/certs"]);
  });

  test("refuses RS512 also where the key set names no algorithm", async () => {
    const { alg: _alg, ...jwk } = key.jwk;
    keys = { keys: [jwk] };
    expect(await refusal(signToken(claims, key, { alg: "RS512" }))).toMatchObject({ status: 401 });
    await expect(signIn(signToken(claims, key))).resolves.toBeDefined();
  });

  test("asks for an unknown key at most once in ten seconds and then finds a new one", async () => {
    await signIn(signToken(claims, key));
    const next = signingKey("key-2");
    for (const kid of ["a", "b", "c"]) await refusal(signToken(claims, key, { header: { kid } }));
    expect(downloads).toHaveLength(2);
    keys = { keys: [key.jwk, next.jwk] };
    expect(await refusal(signToken(claims, next))).toMatchObject({ status: 401, retryAfterMs: 10_000 });
    now = start + 10_000;
    await expect(signIn(signToken(claims, next))).resolves.toBeDefined();
    expect(downloads).toHaveLength(3);
  });

  test.each([
    ["cannot be reached", () => Promise.reject(new Error("no route to host"))],
    ["answers something else", async () => ({ keys: "none" })],
  ])("answers 503 when the key set %s, and recovers", async (_name, fetchJwks) => {
    let fetchNow: () => Promise<unknown> = fetchJwks;
    authenticate = authenticator({ fetchJwks: () => fetchNow() });
    expect(await refusal(signToken(claims, key))).toMatchObject({ status: 503, retryable: true });
    fetchNow = async () => keys;
    await expect(signIn(signToken(claims, key))).resolves.toBeDefined();
  });

  test.each(["audience", "allowList"] as const)("answers 503 when the %s cannot be read", async (name) => {
    authenticate = authenticator({ [name]: () => Promise.reject(new Error("store is down")) });
    expect(await refusal(signToken(claims, key))).toMatchObject({ status: 503, retryable: true });
  });

  test("downloads the keys over HTTP, and takes an error page for no keys", async () => {
    let status = 500;
    const server = createServer((_request, response) => response.writeHead(status).end(JSON.stringify(keys)));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const own = { audience: () => audience, allowList: async () => rules, now: () => now };
      authenticate = google({ ...own, issuer, jwksUri: `${issuer}/keys` });
      const token = signToken({ ...claims, iss: issuer }, key);
      expect(await refusal(token)).toMatchObject({ status: 503, retryable: true });
      status = 200;
      await expect(signIn(token)).resolves.toMatchObject({ role: "operator" });
    } finally {
      server.close();
    }
  });

  test("refuses a typo and a custom issuer without keys at start-up", () => {
    expect(() => authenticator({ audiense: "x" } as never)).toThrow('google(): unknown option "audiense"');
    expect(() => authenticator({ issuer: "http://localhost:4000" })).toThrow("needs a jwksUri");
  });
});
