import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { type Authenticator, api, type OidcOptions, oidc, type User } from "#middleware";
import { bodyOf, encode, httpEvent, lambdaContext, outside, signToken } from "../support.ts";
import { key, refusalOf, seconds, start } from "./google-like.ts";

const issuer = "https://login.example.com/tenant";
const audience = "https://api.example.com";
const claims = {
  iss: issuer,
  aud: audience,
  sub: "u-1",
  email: "Kim@example.com",
  email_verified: true,
  iat: seconds,
  exp: seconds + 3600,
};
const jwks = { keys: [key.jwk] };

let authenticate: Authenticator;
const make = (more: Partial<OidcOptions> = {}) =>
  oidc({ issuer, audience, now: () => start, ...("jwksUri" in more ? {} : { jwks }), ...more });
beforeEach(() => {
  authenticate = make();
});

const signIn = async (changes: Record<string, unknown> = {}) =>
  authenticate(signToken({ ...claims, ...changes }, key), { requestId: "request-1", event: {} });
const refusal = (changes: Record<string, unknown>) => refusalOf(() => signIn(changes));

describe("oidc()", () => {
  test("makes everybody a viewer by default, with an address only where it is verified", async () => {
    expect(await signIn()).toEqual({ email: "kim@example.com", sub: "u-1", role: "viewer" });
    expect(await signIn({ email_verified: undefined })).toEqual({ email: "", sub: "u-1", role: "viewer" });
  });

  test("accepts a list of audiences that has ours, and one of several of ours", async () => {
    expect(await signIn({ aud: ["other", audience] })).toMatchObject({ sub: "u-1" });
    authenticate = make({ audience: ["another", audience] });
    expect(await signIn()).toMatchObject({ sub: "u-1" });
  });

  test.each([
    ["another audience", { aud: "https://api.example.com.evil" }],
    ["a list without ours", { aud: ["other"] }],
    ["a list in a list", { aud: [[audience]] }],
    ["no audience", { aud: undefined }],
    ["another issuer", { iss: "https://login.example.com/other" }],
    ["an old token", { exp: seconds - 61 }],
    ["no subject", { sub: undefined }],
  ])("refuses %s with 401", async (_why, changes) => {
    expect(await refusal(changes)).toMatchObject({ code: "unauthenticated", status: 401 });
  });

  test("makes the user of the claims at each request, and refuses nobody's token with 403", async () => {
    let listed = true;
    const user = ({ sub, email }: Readonly<Record<string, unknown>>) =>
      listed ? { sub: String(sub), email: String(email), role: "admin" as const } : undefined;
    authenticate = make({ user });
    expect(await signIn()).toMatchObject({ role: "admin" });
    listed = false;
    expect(await refusal({})).toMatchObject({ code: "not-listed", status: 403 });
  });

  test("waits for a user that comes later", async () => {
    authenticate = make({ user: async () => undefined });
    expect(await refusal({})).toMatchObject({ status: 403 });
    authenticate = make({ user: async ({ sub }) => ({ sub: String(sub), email: "", role: "operator" }) });
    for (const _time of [1, 2]) expect(await signIn()).toMatchObject({ role: "operator" });
  });

  test("gives the handler the user's own type", async () => {
    interface Member extends User {
      team: string;
    }
    const user = ({ sub, team }: Readonly<Record<string, unknown>>): Member => ({
      sub: String(sub),
      email: "",
      role: "viewer",
      team: String(team),
    });
    const auth = oidc({ issuer, audience, jwks, user, now: () => start });
    const handler = api({ auth, ports: outside().ports }, ({ user }) => ({ team: user.team }));
    const authorization = `Bearer ${signToken({ ...claims, team: "blue" }, key)}`;
    const response = await handler(httpEvent({ headers: { authorization } }), lambdaContext());
    expect(bodyOf(response)).toEqual({ team: "blue" });
  });

  test("keeps what one request does with the claims from the next", async () => {
    const user = (own: Readonly<Record<string, unknown>>) => {
      expect(() => Object.assign(own, { admin: true })).toThrow(TypeError);
      return { sub: String(own.sub), email: "", role: "admin" in own ? "admin" : "viewer" } as const;
    };
    authenticate = make({ user });
    for (const _time of [1, 2]) expect(await signIn()).toMatchObject({ role: "viewer" });
  });
});

describe("algorithms", () => {
  const pair = (alg: string, made: { privateKey: KeyObject; publicKey: KeyObject }) => ({
    privateKey: made.privateKey,
    jwk: { ...made.publicKey.export({ format: "jwk" }), kid: alg, alg },
  });
  const es256 = pair("ES256", generateKeyPairSync("ec", { namedCurve: "P-256" }));
  const edDsa = pair("EdDSA", generateKeyPairSync("ed25519"));
  const tokenOf = (alg: "ES256" | "EdDSA", kid: string = alg) => {
    const input = `${encode({ alg, kid })}.${encode(claims)}`;
    const signature =
      alg === "EdDSA"
        ? sign(null, Buffer.from(input), edDsa.privateKey)
        : sign("sha256", Buffer.from(input), { key: es256.privateKey, dsaEncoding: "ieee-p1363" });
    return `${input}.${signature.toString("base64url")}`;
  };
  const all = { keys: [es256.jwk, edDsa.jwk, key.jwk] };
  const accepts = async (token: string) => authenticate(token, { requestId: "request-1", event: {} });

  test.each(["ES256", "EdDSA"] as const)(
    "%s is accepted where it is asked for, and only there",
    async (alg) => {
      authenticate = make({ jwks: all, algorithms: ["RS256", alg] });
      expect(await accepts(tokenOf(alg))).toMatchObject({ sub: "u-1" });
      authenticate = make({ jwks: all });
      expect(await refusalOf(() => accepts(tokenOf(alg)))).toMatchObject({ status: 401 });
    },
  );

  test("a key of another kind is refused, also where the key set names no algorithm", async () => {
    const { alg: _alg, ...open } = key.jwk;
    authenticate = make({ jwks: { keys: [open] }, algorithms: ["RS256", "ES256", "EdDSA"] });
    for (const alg of ["ES256", "EdDSA"] as const)
      expect(await refusalOf(() => accepts(tokenOf(alg, key.kid)))).toMatchObject({ status: 401 });
    const disguised = signToken(claims, key, { header: { alg: "ES256" } });
    expect(await refusalOf(() => accepts(disguised))).toMatchObject({ status: 401 });
    expect(await signIn()).toMatchObject({ sub: "u-1" });
  });

  test.each(["none", "HS256", "rs256"])("%s is refused at start-up", (alg) => {
    expect(() => make({ algorithms: [alg] as never })).toThrow(`algorithm "${alg}" is not safe`);
  });
});

describe("the keys", () => {
  test("come from their address where one is given", async () => {
    const asked: string[] = [];
    const fetchJwks = async (uri: string) => {
      asked.push(uri);
      return jwks;
    };
    authenticate = make({ jwksUri: "https://login.example.com/keys", fetchJwks });
    await signIn();
    expect(asked).toEqual(["https://login.example.com/keys"]);
  });

  test("are found by discovery over HTTP otherwise, and only with the issuer's own document", async () => {
    let named = "";
    const asked: string[] = [];
    const server = createServer(({ url: path = "", headers: { host } }, response) => {
      asked.push(path);
      const own = `http://${host}/tenant`;
      const document = { issuer: named || own, jwks_uri: `${own}/keys` };
      response.end(JSON.stringify(path === "/tenant/keys" ? jwks : document));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const iss = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tenant`;
    try {
      authenticate = oidc({ issuer: iss, audience, now: () => start });
      named = "https://other.example.com";
      expect(await refusal({ iss })).toMatchObject({ status: 503 });
      named = "";
      expect(await signIn({ iss })).toMatchObject({ sub: "u-1" });
      const document = "/tenant/.well-known/openid-configuration";
      expect(asked).toEqual([document, document, "/tenant/keys"]);
    } finally {
      server.close();
    }
  });

  test.each([
    [{ issuer: "tenant" }, "issuer must be"],
    [{ audience: "" }, "audience must be"],
    [{ audience: [] }, "audience must be"],
    [{ jwks, jwksUri: "https://login.example.com/keys" }, "not both"],
    [{ jwks: [] }, "jwks must be"],
    [{ user: "viewer" }, "user must be"],
    [{ audiense: "x" }, 'unknown option "audiense"'],
  ])("that make no sense are refused at start-up: %j", (options, message) => {
    expect(() => make(options as never)).toThrow(message);
  });
});
