import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { virtualClock } from "../../../local/aws/clock.ts";
import { type GoogleStandIn, startGoogle } from "../../../local/google.ts";

let google: GoogleStandIn;
beforeEach(async () => {
  google = await startGoogle({ clientId: "client-1" });
});
afterEach(() => google.close());

/** Verifies as a relying party does: keys from the discovery document, one algorithm, issuer, audience, expiry. */
async function verify(token: string, options = {}) {
  const discovery = (await (await fetch(`${google.url}/.well-known/openid-configuration`)).json()) as {
    issuer: string;
    jwks_uri: string;
  };
  const keys = createRemoteJWKSet(new URL(discovery.jwks_uri));
  const expected = { issuer: discovery.issuer, audience: "client-1", algorithms: ["RS256"] };
  return jwtVerify(token, keys, { ...expected, ...options });
}

describe("a token", () => {
  test("has Google's claims and verifies against the published keys", async () => {
    const { payload, protectedHeader } = await verify(google.token("operator@example.com"));
    expect(payload).toMatchObject({
      iss: google.url,
      aud: "client-1",
      email: "operator@example.com",
      email_verified: true,
      hd: "example.com",
      name: "Olive Operator",
      sub: expect.stringMatching(/^\d{21}$/),
    });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(3_600);
    expect(protectedHeader).toMatchObject({ alg: "RS256", kid: expect.stringMatching(/^[0-9a-f]{40}$/) });
  });

  test("names the same subject for an address every time, and another for another", async () => {
    const other = await startGoogle();
    const subject = (token: string) => decodeJwt(token).sub;
    expect(subject(other.token("admin@example.com"))).toBe(subject(google.token("Admin@example.com")));
    expect(subject(google.token("viewer@example.com"))).not.toBe(subject(google.token("admin@example.com")));
    await other.close();
  });

  test("of a consumer account has no hd", () => {
    expect(decodeJwt(google.token("someone@gmail.com"))).not.toHaveProperty("hd");
  });

  test("takes its times from the clock", async () => {
    const clock = virtualClock(Date.UTC(2026, 0, 1));
    const later = await startGoogle({ clock });
    clock.advance(5_000);
    expect(decodeJwt(later.token("admin@example.com")).iat).toBe(Date.UTC(2026, 0, 1) / 1000 + 5);
    await later.close();
  });

  test("of an old key stays valid after a rotation, and new ones name the new key", async () => {
    const old = google.token("admin@example.com");
    await google.rotate();
    const fresh = google.token("admin@example.com");
    expect(decodeProtectedHeader(fresh).kid).not.toBe(decodeProtectedHeader(old).kid);
    await expect(verify(old)).resolves.toBeDefined();
    await expect(verify(fresh)).resolves.toBeDefined();
  });
});

describe("a bad token on request", () => {
  test.each([
    ["expired", { claims: { exp: 1 } }, "ERR_JWT_EXPIRED"],
    [
      "of another issuer",
      { claims: { iss: "https://accounts.google.com.evil.example" } },
      "ERR_JWT_CLAIM_VALIDATION_FAILED",
    ],
    ["for another audience", { claims: { aud: "client-2" } }, "ERR_JWT_CLAIM_VALIDATION_FAILED"],
    ["of an unknown key", { header: { kid: "0".repeat(40) } }, "ERR_JWKS_NO_MATCHING_KEY"],
    ["of RS512", { header: { alg: "RS512" } }, "ERR_JOSE_ALG_NOT_ALLOWED"],
    ["of HS256 with the public key", { header: { alg: "HS256" } }, "ERR_JOSE_ALG_NOT_ALLOWED"],
    ["without a signature", { header: { alg: "none" } }, "ERR_JOSE_ALG_NOT_ALLOWED"],
  ])("%s is refused", async (_, overrides, code) => {
    await expect(verify(google.token("admin@example.com", overrides))).rejects.toMatchObject({ code });
  });

  test("signed by a stranger under our key's name is refused", async () => {
    const stranger = await startGoogle({ clientId: "client-1" });
    const { kid } = decodeProtectedHeader(google.token("admin@example.com"));
    const forged = stranger.token("admin@example.com", { claims: { iss: google.url }, header: { kid } });
    await expect(verify(forged)).rejects.toMatchObject({ code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" });
    await stranger.close();
  });

  test("leaves out a claim that is set to undefined", () => {
    const token = google.token("admin@example.com", { claims: { email: undefined } });
    expect(decodeJwt(token)).not.toHaveProperty("email");
  });

  test("cannot be asked for with an algorithm that is not known", () => {
    expect(() => google.token("admin@example.com", { header: { alg: "XS1" } })).toThrow(RangeError);
  });
});

test("the keys are published with a lifetime and without their private part", async () => {
  const response = await fetch(google.jwksUri);
  expect(response.headers.get("cache-control")).toBe("public, max-age=3600, must-revalidate");
  const { keys } = (await response.json()) as { keys: Record<string, string>[] };
  expect(keys).toHaveLength(1);
  expect(Object.keys(keys[0] ?? {}).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
});
