import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Cloud } from "#cloud/cloud.ts";
import { readEnvironment } from "#cloud/environment.ts";
import { ssmSecrets } from "#cloud/ssm-secrets.ts";
import type { Authenticator } from "#middleware";
import { signIn } from "../../functions/sign-in.ts";
import { type GoogleStandIn, startGoogle } from "../../local/google.ts";
import { startWire, type Wire } from "../cloud/wire.ts";

const minute = 60_000;
const kim = { email: "kim@example.com", role: "operator" };
const down = { kind: "error", code: "InternalServerError", message: "Oops", status: 500 } as const;

let wire: Wire;
let google: GoogleStandIn;
let authenticate: Authenticator;
let token: string;
beforeEach(async () => {
  wire = await startWire();
  const clock = { now: wire.clock.now } as never;
  google = await startGoogle({ clientId: "this-app", clock });
  await put("/client-id", "this-app");
  await put("/allow-list", JSON.stringify([kim]));
  const environment = readEnvironment({
    STAGE: "local",
    AWS_ENDPOINT_URL: wire.url,
    GOOGLE_CLIENT_ID_PARAMETER: "/client-id",
    ALLOW_LIST_PARAMETER: "/allow-list",
    GOOGLE_ISSUER: google.url,
    GOOGLE_JWKS_URI: google.jwksUri,
  });
  const secrets = ssmSecrets(wire.clients.ssm, wire.retry, wire.clock);
  const table = { get: async () => undefined, put: async () => ({ applied: true }) };
  authenticate = signIn({ secrets, table, clock: wire.clock } as unknown as Cloud, environment);
  token = google.token(kim.email);
  expect(await enter()).toMatchObject(kim);
});
afterEach(async () => void (await Promise.all([wire.close(), google.close()])));

const put = (Name: string, Value: string) =>
  wire.ssm.call("PutParameter", { Name, Value, Type: "SecureString", Overwrite: true });
const enter = async () => authenticate(token, { requestId: "request-1", event: {} });

test("a person who left the list is shut out within a minute, though the token is known", async () => {
  await put("/allow-list", "[]");
  wire.clock.advance(minute - 1);
  expect(await enter()).toMatchObject(kim);
  wire.clock.advance(1);
  await expect(enter()).rejects.toMatchObject({ code: "not-listed", status: 403 });
});

test("the last good list counts for fifteen minutes while the store is down, then sign-in is a 503", async () => {
  wire.strike({ service: "ssm", operation: "GetParameter", effect: down }, 999);
  const readAt = wire.clock.now();
  wire.clock.advance(14 * minute);
  expect(await enter()).toMatchObject(kim);
  wire.clock.advance(readAt + 15 * minute - wire.clock.now());
  await expect(enter()).rejects.toMatchObject({ code: "sign-in-unavailable", status: 503 });
});

test.each(["{", "{}", '[{"email":"kim@example.com"}]'])(
  "a list that says %s is not taken for one",
  async (text) => {
    await put("/allow-list", text);
    wire.clock.advance(14 * minute);
    expect(await enter()).toMatchObject(kim);
    wire.clock.advance(minute);
    await expect(enter()).rejects.toMatchObject({ code: "sign-in-unavailable", status: 503 });
  },
);
