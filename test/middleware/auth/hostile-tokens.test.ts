import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { api, cognito, google, oidc } from "#middleware";
import { encode, httpEvent, lambdaContext, outside, signToken } from "../support.ts";
import { audience, claims, key, refusalOf, start, tokenWith } from "./google-like.ts";

// Reading a stack under the test runner costs more than everything that is tested here.
Error.stackTraceLimit = 0;

const numRuns = 10_000;
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeAll(() => void process.on("unhandledRejection", note));
afterAll(() => void process.off("unhandledRejection", note));

// What every one of the three would take, though nobody of it is let in.
const cognitoIssuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x";
const other = fc.sample(fc.jsonValue({ maxDepth: 1 }), { numRuns: 100, seed: 5 });
const oneOf = (...values: unknown[]) => fc.oneof(fc.constantFrom(...values), fc.constantFrom(...other));
const times = [0, start / 1000, 9e15, -1, 1e300];
const claimChanges = fc.record(
  {
    iss: oneOf(claims.iss, cognitoIssuer, `${claims.iss}/`),
    aud: oneOf(audience, [audience], "other"),
    azp: oneOf("other"),
    sub: oneOf("", "constructor"),
    email: oneOf("", "OPERATOR@EXAMPLE.COM", "operator@example.com\u0000", ["a@example.com"]),
    email_verified: oneOf(true, "true", 1),
    hd: oneOf("example.com", "constructor"),
    exp: oneOf(...times),
    iat: oneOf(...times),
    nbf: oneOf(...times),
    scope: oneOf("openid", ["openid"]),
    token_use: oneOf("access"),
    "cognito:groups": oneOf(["constructor"], "staff"),
  },
  { requiredKeys: [] },
);
const headerChanges = fc.record(
  {
    alg: oneOf("none", "HS256", "ES256", "EdDSA", "PS256", "rs256"),
    kid: oneOf("other", "constructor", ""),
    typ: oneOf("at+jwt"),
    crit: oneOf([]),
    jwk: oneOf(key.jwk),
    jku: fc.constant("https://attacker.example.com/keys"),
    x5u: fc.constant("https://attacker.example.com/keys"),
  },
  { requiredKeys: [] },
);
// Of many changes at once only the first would be looked at.
const few = <T extends object>(changes: fc.Arbitrary<T>) =>
  fc.tuple(changes, fc.nat(2), fc.nat()).map(([all, count, from]) => {
    const entries = Object.entries(all);
    const first = entries.length === 0 ? 0 : from % entries.length;
    return Object.fromEntries(entries.slice(first, first + count));
  });
const header = few(headerChanges).map((changes) => ({ alg: "RS256", kid: key.kid, ...changes }));
const payload = fc.tuple(few(claimChanges), fc.boolean()).map(([changes, pool]) => ({
  ...claims,
  ...(pool && { iss: cognitoIssuer, token_use: "id" }),
  ...changes,
}));
// Signing is slow, so there is a choice.
const wellSigned = fc
  .sample(fc.tuple(payload, header), { numRuns: 400, seed: 4 })
  .map(([said, head]) => signToken(said, key, { header: head }));
const good = tokenWith();
const signature = fc.oneof(
  fc.constantFrom(...wellSigned.map((each) => each.split(".")[2] ?? "")),
  fc
    .base64String({ minLength: 344, maxLength: 344 })
    .map((text) => text.slice(0, 342).replace(/[+/=]/g, "_")),
);
const broken = fc
  .tuple(fc.nat(good.length - 1), fc.string({ minLength: 1, maxLength: 3 }), fc.nat(3))
  .map(([at, text, cut]) => good.slice(0, at) + text + good.slice(at + cut));
const anyPart = fc.oneof(
  fc.string({ maxLength: 40 }),
  header.map(encode),
  fc.constantFrom(...other).map(encode),
);
const token = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...wellSigned) },
  {
    weight: 5,
    arbitrary: fc.tuple(header.map(encode), payload.map(encode), signature).map((parts) => parts.join(".")),
  },
  { weight: 3, arbitrary: broken },
  { weight: 2, arbitrary: fc.array(anyPart, { maxLength: 5 }).map((parts) => parts.join(".")) },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme" }) },
  { weight: 1, arbitrary: fc.nat(900).map((length) => "a.".repeat(10 * length)) },
  {
    weight: 1,
    arbitrary: fc.nat(3_000).map((depth) => `${encode({ alg: "RS256" })}.${btoa("[".repeat(depth))}.a`),
  },
);
const authorization = fc.oneof(
  { weight: 8, arbitrary: token.map((text) => `Bearer ${text}`) },
  { weight: 1, arbitrary: token },
  { weight: 1, arbitrary: fc.tuple(fc.string(), token).map((parts) => parts.join(" ")) },
  { weight: 1, arbitrary: fc.array(token, { maxLength: 3 }).map((all) => all.join(", Bearer ")) },
);

const fetchJwks = async () => ({ keys: [key.jwk] });
const now = () => start;
const known = {
  google: () =>
    google({ audience, allowList: [{ email: "kim@example.org", role: "admin" }], fetchJwks, now }),
  cognito: () =>
    cognito({
      userPoolId: "eu-west-1_x",
      clientId: audience,
      groups: { staff: "viewer" },
      fetchJwks,
      now,
    }),
  oidc: () =>
    oidc({
      issuer: "https://accounts.google.com",
      jwksUri: "https://login.example.com/keys",
      audience,
      algorithms: ["RS256", "ES256", "EdDSA"],
      user: () => undefined,
      fetchJwks,
      now,
    }),
};

/** What of a header's text is long enough to be recognized, and stands in what was told. */
function toldOf(text: string, told: unknown): string | undefined {
  const output = JSON.stringify(told);
  return text.split(/[\s.,]+/).find((piece) => piece.length >= 16 && output.includes(piece));
}

describe.each(["powertools", "lean"] as const)("with %s", (observability) => {
  test("whatever stands in the header, the answer is 401 or 403 and nothing tells of it", async () => {
    const { ports, lines } = outside();
    const handler = api({ auth: known.google(), ports, observability }, () => ({ let: "in" }));
    await fc.assert(
      fc.asyncProperty(authorization, async (text) => {
        lines.length = 0;
        const response = await handler(httpEvent({ headers: { authorization: text } }), lambdaContext());
        const { statusCode } = response;
        return (statusCode === 401 || statusCode === 403) && toldOf(text, [response, lines]) === undefined;
      }),
      { numRuns },
    );
    expect(unhandled).toEqual([]);
  });
});

// What is above them is the same for all.
test.each(["cognito", "oidc"] as const)(
  "whatever the token, %s() refuses it with 401 or 403",
  async (name) => {
    const authenticate = known[name]();
    await fc.assert(
      fc.asyncProperty(token, async (text) => {
        const { status, detail } = await refusalOf(() => authenticate(text, { requestId: "id", event: {} }));
        return (status === 401 || status === 403) && toldOf(text, detail) === undefined;
      }),
      { numRuns },
    );
    expect(unhandled).toEqual([]);
  },
);
