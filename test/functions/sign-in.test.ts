import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { isSameAccount } from "#pipeline/is-same-account.ts";
import { keys } from "#pipeline/keys.ts";
import { type Harness, startHarness } from "../support/harness.ts";
import { sampleBusiness } from "../support/seed.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

test("nobody is let in without a token, and the answer says how to sign in", async () => {
  const reply = await harness.call({ method: "GET", path: "/api/me" }, null);
  expect(reply).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  expect(reply.headers["www-authenticate"]).toBe("Bearer");
});

test("a listed person is known by address and role", async () => {
  const reply = await harness.call({ method: "GET", path: "/api/me" }, "admin@example.com");
  expect(reply).toMatchObject({ status: 200, body: { email: "admin@example.com", role: "admin" } });
});

test("a person with a good token who is on no list is told so", async () => {
  const reply = await harness.call({ method: "GET", path: "/api/me" }, "stranger@example.net");
  expect(reply).toMatchObject({ status: 403, body: { code: "not-listed" } });
});

test.each([
  ["viewer@example.com", "POST", "/api/businesses", 403],
  ["operator@example.com", "DELETE", "/api/businesses/none", 403],
  ["viewer@example.com", "GET", "/api/businesses", 200],
  ["operator@example.com", "POST", "/api/businesses", 201],
  ["admin@example.com", "DELETE", "/api/businesses/none", 404],
])("%s gets for %s %s the status %d", async (email, method, path, status) => {
  const reply = await harness.call(
    { method, path, ...(method === "POST" && { body: sampleBusiness }) },
    email,
  );
  expect(reply.status).toBe(status);
  if (status === 403) expect(reply.body.code).toBe("role-required");
});

test("a token of another application is refused", async () => {
  const token = harness.google.token("operator@example.com", { claims: { aud: "another" } });
  const reply = await harness.call(
    { method: "GET", path: "/api/me", headers: { authorization: `Bearer ${token}` } },
    null,
  );
  expect(reply).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
});

test("an allowed origin reads answers, another one does not, and a preflight needs no sign-in", async () => {
  const from = (origin: string) => harness.call({ method: "GET", path: "/api/me", headers: { origin } });
  expect((await from("https://dashboard.example.com")).headers["access-control-allow-origin"]).toBe(
    "https://dashboard.example.com",
  );
  for (const origin of [
    "https://dashboard.example.com.evil.example",
    "http://dashboard.example.com",
    "null",
    "https://sub.dashboard.example.com",
  ])
    expect((await from(origin)).headers["access-control-allow-origin"]).toBeUndefined();
  const headers = { origin: "https://dashboard.example.com", "access-control-request-method": "POST" };
  const preflight = await harness.call({ method: "OPTIONS", path: "/api/businesses", headers }, null);
  expect(preflight.status).toBe(204);
  expect(preflight.headers["access-control-allow-headers"]).toMatch(/idempotency-key/i);
});

test("no address, token or key of a caller stands in a log line", async () => {
  await harness.call(
    { method: "POST", path: "/api/businesses", body: sampleBusiness },
    "operator@example.com",
  );
  const logs = harness.logs.join("\n");
  expect(logs).toContain('"role":"operator"');
  for (const secret of [
    "operator@example.com",
    sampleBusiness.email,
    sampleBusiness.phone,
    "eyJ",
    "test-key",
  ])
    expect(logs).not.toContain(secret);
});

test("the contract is served to everybody", async () => {
  const { status, body } = await harness.call({ method: "GET", path: "/api/openapi.json" }, null);
  expect({ status, openapi: body.openapi }).toEqual({ status: 200, openapi: "3.1.1" });
});

test("an address that comes with another account is not let in, whoever holds a good token for it", async () => {
  const me = { method: "GET", path: "/api/me" };
  expect((await harness.call(me, "viewer@example.com")).status).toBe(200);
  const token = harness.google.token("viewer@example.com", { claims: { sub: "999999999999999999999" } });
  const headers = { authorization: `Bearer ${token}` };
  expect(await harness.call({ ...me, headers }, null)).toMatchObject({
    status: 403,
    body: { code: "not-listed" },
  });
  const bound = await harness.cloud.table.get(keys.user("viewer@example.com"));
  expect(bound?.sub).not.toBe("999999999999999999999");
});

test("two containers that meet an account at once bind it once", async () => {
  const answers = await Promise.all(
    ["1", "2"].map((sub) => isSameAccount(harness.cloud, "both@example.com", sub)),
  );
  expect(answers.filter(Boolean)).toHaveLength(1);
});
