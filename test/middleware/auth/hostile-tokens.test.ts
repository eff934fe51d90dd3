import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Authenticator, api, cognito, google, oidc } from "#middleware";
import { encode, httpEvent, lambdaContext, outside, signToken } from "../support.ts";
import { audience, claims, key, start, tokenWith } from "./google-like.ts";

// Reading a stack under the test runner costs more than everything that is tested here.
Error.stackTraceLimit = 0;

const numRuns = 10_000;
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeAll(() => void process.on("unhandledRejection", note));
afterAll(() => void process.off("unhandledRejection", note));

const value = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(audience, start / 1000, "constructor"));
const changes = fc.dictionary(
  fc.constantFrom("iss", "aud", "azp", "sub", "email", "email_verified", "exp", "iat", "nbf", "hd", "scope"),
  value,
);
const header = fc.record(
  {
    alg: fc.oneof(fc.constantFrom("RS256", "none", "HS256", "ES256", "EdDSA", "PS256"), value),
    kid: fc.oneof(fc.constantFrom(key.kid, "other"), value),
    typ: value,
    crit: value,
    jwk: value,
    jku: fc.webUrl(),
  },
  { requiredKeys: [] },
);
const good = tokenWith();
const goodParts = good.split(".");
const part = fc.oneof(
  fc.constantFrom(...goodParts),
  fc.string({ maxLength: 40 }),
  header.map(encode),
  changes.map((changed) => encode({ ...claims, ...changed })),
  fc.base64String({ maxLength: 400 }),
  fc.jsonValue().map(encode),
);
// Signing is slow, so there is a choice of well signed tokens of which each says something that is not accepted.
const wellSigned = fc
  .sample(fc.tuple(changes, header), { numRuns: 150, seed: 4 })
  .map(([changed, head], index) => {
    const wrong = [{ sub: "" }, { exp: 0 }, { aud: null }, { email: "stranger@example.com" }, { iss: 7 }];
    return signToken({ ...claims, ...changed, ...wrong[index % wrong.length] }, key, { header: head });
  });
const broken = fc
  .tuple(fc.nat(good.length - 1), fc.string({ minLength: 1, maxLength: 3 }), fc.nat(3))
  .map(([at, text, cut]) => good.slice(0, at) + text + good.slice(at + cut))
  // The last digit has bits that stand for nothing.
  .filter((token) => token.slice(0, -1) !== good.slice(0, -1));
const token = fc.oneof(
  broken,
  fc.constantFrom(...wellSigned),
  fc.array(part, { maxLength: 5 }).map((parts) => parts.join(".")),
  fc.tuple(part, part, part).map((parts) => parts.join(".")),
  fc.string({ unit: "grapheme" }),
  fc.nat(9_000).map((length) => "a.".repeat(length)),
  fc.nat(3_000).map((depth) => `${encode({ alg: "RS256" })}.${btoa("[".repeat(depth))}.a`),
);
const authorization = fc.oneof(
  { weight: 8, arbitrary: token.map((text) => `Bearer ${text}`) },
  { weight: 1, arbitrary: token },
  { weight: 1, arbitrary: fc.tuple(fc.string(), token).map((parts) => parts.join(" ")) },
  { weight: 1, arbitrary: fc.array(token, { maxLength: 3 }).map((all) => all.join(", Bearer ")) },
);

const fetchJwks = async () => ({ keys: [key.jwk] });
const now = () => start;
const known: Record<string, () => Authenticator> = {
  google: () =>
    google({ audience, allowList: [{ email: "kim@example.org", role: "admin" }], fetchJwks, now }),
  cognito: () => cognito({ userPoolId: "eu-west-1_x", clientId: audience, fetchJwks, now }),
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

describe.each(["powertools", "lean"] as const)("with %s, whatever stands in the header", (observability) => {
  // Each of the two modes has the same authenticators below it, so one of them is enough for the others.
  const names = observability === "lean" ? Object.keys(known) : ["google"];
  test.each(names)("%s() answers 401 or 403 and tells nothing of it", async (name) => {
    const { ports, lines } = outside();
    const handler = api({ auth: known[name]?.(), ports, observability }, () => ({ let: "in" }));
    await fc.assert(
      fc.asyncProperty(authorization, async (text) => {
        lines.length = 0;
        const response = await handler(httpEvent({ headers: { authorization: text } }), lambdaContext());
        expect([401, 403]).toContain(response.statusCode);
        const told = JSON.stringify([response, lines]);
        for (const piece of text.split(/[\s.,]/)) if (piece.length >= 16) expect(told).not.toContain(piece);
      }),
      { numRuns },
    );
    expect(unhandled).toEqual([]);
  });
});
