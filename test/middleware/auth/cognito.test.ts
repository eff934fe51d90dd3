import { beforeEach, describe, expect, test } from "@jest/globals";
import { type Authenticator, type CognitoOptions, cognito } from "#middleware";
import { signToken } from "../support.ts";
import { key, refusalOf, seconds, start } from "./google-like.ts";

const userPoolId = "eu-central-1_AbCdEfGhI";
const issuer = `https://cognito-idp.eu-central-1.amazonaws.com/${userPoolId}`;
const clientId = "1example23456789";
const common = { iss: issuer, sub: "u-1", iat: seconds, exp: seconds + 3600, "cognito:groups": ["staff"] };
const idClaims = {
  ...common,
  token_use: "id",
  aud: clientId,
  email: "Kim@example.com",
  email_verified: true,
};
const accessClaims = {
  ...common,
  token_use: "access",
  client_id: clientId,
  scope: "openid",
  username: "kim",
};

let downloads: string[] = [];
let authenticate: Authenticator;
const make = (more: Partial<CognitoOptions> = {}) => {
  const fetchJwks = async (uri: string) => {
    downloads.push(uri);
    return { keys: [key.jwk] };
  };
  return cognito({ userPoolId, clientId, now: () => start, fetchJwks, ...more });
};
beforeEach(() => {
  downloads = [];
  authenticate = make();
});

const signIn = async (claims: Record<string, unknown>) =>
  authenticate(signToken(claims, key), { requestId: "request-1", event: {} });
const refusal = (claims: Record<string, unknown>) => refusalOf(() => signIn(claims));

describe("cognito()", () => {
  test("knows the bearer of an ID token, with the keys of the pool", async () => {
    expect(await signIn(idClaims)).toEqual({ email: "kim@example.com", sub: "u-1", role: "viewer" });
    expect(downloads).toEqual([`${issuer}/.well-known/jwks.json`]);
  });

  test("accepts the other form of the pool's issuer", async () => {
    const iss = `https://issuer-cognito-idp.eu-central-1.amazonaws.com/${userPoolId}`;
    expect(await signIn({ ...idClaims, iss })).toMatchObject({ sub: "u-1" });
  });

  test("asks another region where it is told to", async () => {
    authenticate = make({ region: "eu-west-1" });
    expect(await refusal(idClaims)).toMatchObject({ status: 401 });
    const iss = `https://cognito-idp.eu-west-1.amazonaws.com/${userPoolId}`;
    expect(await signIn({ ...idClaims, iss })).toMatchObject({ sub: "u-1" });
  });

  test("knows the bearer of an access token, whose address is empty", async () => {
    authenticate = make({ tokenUse: "access" });
    expect(await signIn(accessClaims)).toEqual({ email: "", sub: "u-1", role: "viewer" });
    expect(await refusal(idClaims)).toMatchObject({ status: 401 });
  });

  test.each([
    ["an access token", accessClaims],
    ["an access token with an audience", { ...accessClaims, aud: clientId }],
    ["a token for another client", { ...idClaims, aud: "other" }],
    ["a token for several clients", { ...idClaims, aud: [clientId, "other"] }],
    ["a token that names its client only elsewhere", { ...idClaims, aud: undefined, client_id: clientId }],
    ["another pool", { ...idClaims, iss: `${issuer}x` }],
    ["no token_use", { ...idClaims, token_use: undefined }],
    ["an old token", { ...idClaims, exp: seconds - 61 }],
    ["no subject", { ...idClaims, sub: undefined }],
  ])("refuses %s where ID tokens are asked for", async (_why, claims) => {
    expect(await refusal(claims)).toMatchObject({ code: "unauthenticated", status: 401 });
  });

  test("does not believe in an address that is not verified", async () => {
    expect(await signIn({ ...idClaims, email_verified: false })).toMatchObject({ email: "" });
  });

  test("gives the highest role of all groups, and refuses who is in none of them with 403", async () => {
    authenticate = make({ groups: { staff: "operator", chiefs: "admin", guests: "viewer" } });
    const roleIn = async (groups: unknown) => (await signIn({ ...idClaims, "cognito:groups": groups })).role;
    expect(await roleIn(["staff"])).toBe("operator");
    expect(await roleIn(["guests", "chiefs", "staff", "unknown"])).toBe("admin");
    for (const groups of [["unknown"], ["constructor"], [], undefined, "chiefs", [["chiefs"]], [null]])
      expect(await refusal({ ...idClaims, "cognito:groups": groups })).toMatchObject({
        code: "not-listed",
        status: 403,
      });
  });

  test.each([
    [{ userPool: "x" }, 'unknown option "userPool"'],
    [{ userPoolId: "https://example.com/pool" }, "userPoolId must be"],
    [{ clientId: "" }, "clientId must be"],
    [{ tokenUse: "refresh" }, "tokenUse must be"],
    [{ groups: { staff: "root" } }, 'role "root" of a group is unknown'],
  ])("refuses the options %j at start-up", (options, message) => {
    expect(() => make(options as never)).toThrow(message);
  });
});
