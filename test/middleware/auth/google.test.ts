import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { type AllowRule, type Authenticator, google } from "#middleware";
import { signingKey, signToken } from "../support.ts";
import { audience, claims, key, refusalOf, seconds, start, tokenWith } from "./google-like.ts";

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
const signIn = async (token: string) => authenticate(token, request);

const refusal = (token: string) => refusalOf(() => signIn(token));

describe("google()", () => {
  test.each(["https://accounts.google.com", "accounts.google.com"])("accepts the issuer %s", async (iss) => {
    const user = await signIn(tokenWith({ iss }));
    expect(user).toEqual({ email: "operator@example.com", sub: "1234567890", role: "operator" });
  });

  test("refuses a custom issuer's neighbour and Google itself once an issuer is given", async () => {
    authenticate = authenticator({ issuer: "http://localhost:4000", jwksUri: "http://localhost:4000/keys" });
    await expect(signIn(tokenWith({ iss: "http://localhost:4000" }))).resolves.toBeDefined();
    expect(await refusal(tokenWith())).toMatchObject({ status: 401 });
    expect(downloads).toEqual(["http://localhost:4000/keys"]);
  });

  test("allows for a minute between the clocks and no more", async () => {
    const token = tokenWith({ exp: seconds });
    now = start + 60_000;
    await expect(signIn(token)).resolves.toBeDefined();
    now = start + 61_000;
    expect(await refusal(token)).toMatchObject({ status: 401 });
  });

  test("refuses a verified person who is not listed with 403", async () => {
    const problem = await refusal(tokenWith({ email: "stranger@example.com" }));
    expect(problem).toMatchObject({ code: "not-listed", status: 403 });
  });

  test("knows a listed address in any case", async () => {
    rules = [{ email: "Operator@Example.com", role: "admin" }];
    const user = await signIn(tokenWith({ email: "OPERATOR@example.COM" }));
    expect(user).toMatchObject({ email: "operator@example.com", role: "admin" });
  });

  test("lets in a domain only when Google names it", async () => {
    rules = [{ domain: "example.com", role: "viewer" }];
    await expect(signIn(tokenWith({ hd: "example.com" }))).resolves.toMatchObject({
      role: "viewer",
    });
    expect(await refusal(tokenWith())).toMatchObject({ code: "not-listed" });
    expect(await refusal(tokenWith({ hd: "evil-example.com" }))).toMatchObject({
      code: "not-listed",
    });
  });

  test("lets nobody in on an empty list", async () => {
    rules = [];
    expect(await refusal(tokenWith({ hd: "" }))).toMatchObject({ code: "not-listed" });
  });

  test("gives an address its own role before its domain's", async () => {
    rules = [
      { domain: "example.com", role: "viewer" },
      { email: "operator@example.com", role: "admin" },
    ];
    await expect(signIn(tokenWith({ hd: "example.com" }))).resolves.toMatchObject({
      role: "admin",
    });
  });

  test("shuts out a person who left the list although the token is remembered", async () => {
    const token = tokenWith();
    await signIn(token);
    rules = [];
    now = start + 60_000;
    expect(await refusal(token)).toMatchObject({ code: "not-listed" });
  });

  test("does not answer from memory for another audience", async () => {
    let expected = audience;
    authenticate = authenticator({ audience: () => expected });
    const token = tokenWith();
    await signIn(token);
    expected = "renamed.example.com";
    now = start + 60_000;
    expect(await refusal(token)).toMatchObject({ status: 401 });
  });

  test("answers a remembered token without its key", async () => {
    const token = tokenWith();
    await signIn(token);
    keys = { keys: [] };
    await refusal(signToken(claims, key, { header: { kid: "unknown" } }));
    await expect(signIn(token)).resolves.toMatchObject({ role: "operator" });
    expect(await refusal(tokenWith({ sub: "2" }))).toMatchObject({ status: 401 });
  });

  test("downloads the keys once for a thousand parallel cold requests", async () => {
    const token = tokenWith();
    await Promise.all(Array.from({ length: 1000 }, () => signIn(token)));
    expect(downloads).toEqual(["https://www.googleapis.com/oauth2/v3/certs"]);
  });

  test("refuses RS512 also where the key set names no algorithm", async () => {
    const { alg: _alg, ...jwk } = key.jwk;
    keys = { keys: [jwk] };
    expect(await refusal(signToken(claims, key, { alg: "RS512" }))).toMatchObject({ status: 401 });
    await expect(signIn(tokenWith())).resolves.toBeDefined();
  });

  test("asks for an unknown key at most once in ten seconds and then finds a new one", async () => {
    await signIn(tokenWith());
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
    expect(await refusal(tokenWith())).toMatchObject({ status: 503, retryable: true });
    fetchNow = async () => keys;
    await expect(signIn(tokenWith())).resolves.toBeDefined();
  });

  test.each(["audience", "allowList"] as const)("answers 503 when the %s cannot be read", async (name) => {
    authenticate = authenticator({ [name]: () => Promise.reject(new Error("store is down")) });
    expect(await refusal(tokenWith())).toMatchObject({ status: 503, retryable: true });
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
      const token = tokenWith({ iss: issuer });
      expect(await refusal(token)).toMatchObject({ status: 503, retryable: true });
      status = 200;
      await expect(signIn(token)).resolves.toMatchObject({ role: "operator" });
    } finally {
      server.close();
    }
  });

  test("answers a known token with the user itself, made anew for each request", async () => {
    const token = tokenWith();
    await signIn(token);
    const [first, second] = [authenticate(token, request), authenticate(token, request)];
    expect(first).toEqual({ email: "operator@example.com", sub: "1234567890", role: "operator" });
    expect(second).not.toBe(first);
  });

  test("sees a new role within the minute although the token is known", async () => {
    const token = tokenWith();
    await signIn(token);
    rules = [{ email: "operator@example.com", role: "viewer" }];
    now = start + 59_999;
    expect(await signIn(token)).toMatchObject({ role: "operator" });
    now = start + 60_000;
    expect(await signIn(token)).toMatchObject({ role: "viewer" });
  });

  test("asks for the list as often as it is told to", async () => {
    authenticate = authenticator({ allowListMaxAgeMs: 0 });
    const token = tokenWith();
    await signIn(token);
    rules = [];
    expect(await refusal(token)).toMatchObject({ code: "not-listed" });
  });

  test.each([
    ["cannot be read", () => Promise.reject(new Error("store is down"))],
    ["is no list", async () => ({ email: "operator@example.com", role: "admin" }) as never],
    ["has a rule without a role", async () => [{ email: "stranger@example.com" }] as never],
    ["has a rule for nobody", async () => [{ role: "admin" }] as never],
    ["has a rule for two", async () => [{ email: "a@b", domain: "b", role: "admin" }] as never],
    ["has an unknown role", async () => [{ email: "operator@example.com", role: "root" }] as never],
  ])(
    "goes by the last good list for fifteen minutes when the list %s, then answers 503",
    async (_why, bad) => {
      let list: () => Promise<readonly AllowRule[]> = async () => rules;
      authenticate = authenticator({ allowList: () => list() });
      const token = tokenWith();
      await signIn(token);
      list = bad;
      now = start + 899_999;
      expect(await signIn(token)).toMatchObject({ role: "operator" });
      expect(await refusal(tokenWith({ email: "stranger@example.com" }))).toMatchObject({
        code: "not-listed",
      });
      now = start + 900_000;
      expect(await refusal(token)).toMatchObject({ code: "sign-in-unavailable", status: 503 });
      list = async () => rules;
      expect(await signIn(token)).toMatchObject({ role: "operator" });
    },
  );

  test("takes a list and a client id as they are", async () => {
    authenticate = google({
      audience,
      allowList: [
        { email: "operator@example.com", role: "admin" },
        { email: "OPERATOR@example.com", role: "viewer" },
      ],
      now: () => now,
      fetchJwks: async () => keys,
    });
    expect(await signIn(tokenWith())).toMatchObject({ role: "admin" });
  });

  test("tells in its cause why, and nothing of a token that cannot be read", async () => {
    const unreadable = `${Buffer.from("a-secret").toString("base64url")}.e30.e30`;
    const { cause } = await refusal(unreadable);
    expect(cause).toMatchObject({ name: "ClaimError", message: "the text is no JSON Web Token" });
    expect(cause).not.toHaveProperty("cause");
    expect(await refusal(tokenWith({ exp: 1 }))).toMatchObject({ cause: { message: "exp has passed" } });
  });

  test("does not remember a failure", async () => {
    const token = tokenWith({ email: "late@example.com" });
    expect(await refusal(token)).toMatchObject({ code: "not-listed" });
    rules = [{ email: "late@example.com", role: "viewer" }];
    now = start + 60_000;
    expect(await signIn(token)).toMatchObject({ role: "viewer" });
  });

  test("lets in a token of another authorized party where it is named", async () => {
    const token = tokenWith({ azp: "mobile.example.com" });
    expect(await refusal(token)).toMatchObject({ status: 401 });
    authenticate = authenticator({ authorizedParties: ["mobile.example.com"] });
    expect(await signIn(token)).toMatchObject({ role: "operator" });
  });

  test("binds an address to the account that came first, asked once a token and only for who is listed", async () => {
    const accounts = new Map<string, string>();
    const asked: string[] = [];
    const bindSub = async (email: string, sub: string) => {
      asked.push(`${email} ${sub}`);
      accounts.set(email, accounts.get(email) ?? sub);
      return accounts.get(email) === sub;
    };
    authenticate = authenticator({ bindSub });
    const token = tokenWith();
    for (const _time of [1, 2, 3]) await signIn(token);
    const taken = tokenWith({ sub: "2" });
    for (const _time of [1, 2])
      expect(await refusal(taken)).toMatchObject({ code: "not-listed", status: 403 });
    await refusal(tokenWith({ email: "stranger@example.com" }));
    expect(asked).toEqual([
      "operator@example.com 1234567890",
      "operator@example.com 2",
      "operator@example.com 2",
    ]);
  });

  test("answers 503 when the account cannot be compared, and lets nobody in for an answer that is not true", async () => {
    authenticate = authenticator({ bindSub: () => Promise.reject(new Error("store is down")) });
    expect(await refusal(tokenWith())).toMatchObject({ status: 503, retryable: true });
    authenticate = authenticator({ bindSub: async () => "yes" as never });
    expect(await refusal(tokenWith())).toMatchObject({ status: 403 });
  });

  test("accepts a rotated key at once, and the next one ten seconds later", async () => {
    await signIn(tokenWith());
    const next = [signingKey("key-2"), signingKey("key-3")] as const;
    keys = { keys: [key.jwk, next[0].jwk] };
    await expect(signIn(signToken(claims, next[0]))).resolves.toBeDefined();
    keys = { keys: [key.jwk, next[0].jwk, next[1].jwk] };
    const problem = await refusal(signToken(claims, next[1]));
    expect(problem).toMatchObject({ status: 401, retryable: true, retryAfterMs: 10_000 });
    now = start + 10_000;
    await expect(signIn(signToken(claims, next[1]))).resolves.toBeDefined();
  });

  test("uses the new key when another one comes under the same id", async () => {
    await signIn(tokenWith());
    const other = { ...signingKey("x"), kid: key.kid };
    keys = { keys: [{ ...other.jwk, kid: key.kid }] };
    await refusal(signToken(claims, key, { header: { kid: "unknown" } }));
    await expect(signIn(signToken(claims, other))).resolves.toBeDefined();
    expect(await refusal(tokenWith({ sub: "2" }))).toMatchObject({ status: 401 });
  });

  test.each([
    ["an expired token", { exp: seconds - 61 }],
    ["a token of another issuer", { iss: "https://login.example.com" }],
  ])("does not download keys for %s", async (_name, changes) => {
    await refusal(tokenWith(changes));
    expect(downloads).toEqual([]);
  });

  test("refuses a typo and a custom issuer without keys at start-up", () => {
    expect(() => authenticator({ audiense: "x" } as never)).toThrow('google(): unknown option "audiense"');
    expect(() => authenticator({ issuer: "http://localhost:4000" })).toThrow("needs a jwksUri");
    expect(() => authenticator({ audience: "" })).toThrow("audience must be");
    expect(() => authenticator({ allowList: "all" as never })).toThrow("allowList must be");
    expect(() => authenticator({ allowListMaxAgeMs: -1 })).toThrow("allowListMaxAgeMs must be");
    expect(() => authenticator({ allowList: [{ email: "a@b", role: "root" as never }] })).toThrow("Rule 1");
  });
});
