import { beforeEach, describe, expect, test } from "@jest/globals";
import { api, google } from "#middleware";
import { bodyOf, header, httpEvent, lambdaContext, outside } from "../support.ts";
import { badTokens } from "./bad-tokens.ts";
import { audience, key, start, tokenWith } from "./google-like.ts";

let downloads: string[] = [];
let answered = 0;
beforeEach(() => {
  downloads = [];
  answered = 0;
});

function route(observability: "powertools" | "lean") {
  const { ports, lines } = outside();
  const auth = google({
    audience,
    allowList: [
      { email: "Operator@Example.com", role: "operator" },
      { email: "kim@example.com", role: "admin" },
      { domain: "example.org", role: "viewer" },
    ],
    now: () => start,
    fetchJwks: async (uri) => {
      downloads.push(uri);
      return { keys: [key.jwk] };
    },
  });
  const handler = api({ auth, ports, observability }, ({ user }) => {
    answered += 1;
    return { role: user.role };
  });
  const call = (headers: Record<string, string>, query: Record<string, string> = {}) =>
    handler(httpEvent({ headers, query }), lambdaContext());
  return { call, lines };
}

describe.each(["powertools", "lean"] as const)("with %s", (observability) => {
  describe.each(["a cold", "a warm"])("%s container", (state) => {
    test.each(badTokens)("refuses %s", async (_why, make, status = 401) => {
      const { call, lines } = route(observability);
      if (state === "a warm") await call({ authorization: `Bearer ${tokenWith()}` });
      const before = answered;
      const token = make();
      const response = await call({ authorization: `Bearer ${token}` });
      const code = status === 401 ? "unauthenticated" : "not-listed";
      expect(bodyOf(response)).toMatchObject({ status, code });
      expect(header(response, "www-authenticate")).toBe(status === 401 ? "Bearer" : undefined);
      expect(answered).toBe(before);
      const told = JSON.stringify([response, lines]);
      for (const part of token.split(/[.,]/)) if (part.length > 8) expect(told).not.toContain(part);
      expect(downloads.filter((uri) => uri !== "https://www.googleapis.com/oauth2/v3/certs")).toEqual([]);
    });
  });

  test.each([
    ["no header", {}, {}],
    ["a token in the query", {}, { access_token: tokenWith(), token: tokenWith() }],
    ["a token in a cookie", { cookie: `token=${tokenWith()}` }, {}],
    ["a token without its scheme", { authorization: tokenWith() }, {}],
    ["another scheme", { authorization: `Basic ${tokenWith()}` }, {}],
    ["a scheme alone", { authorization: "Bearer " }, {}],
    ["two tokens", { authorization: `Bearer ${tokenWith()}, Bearer ${tokenWith()}` }, {}],
  ])("takes %s for nobody", async (_why, headers, query) => {
    const { call, lines } = route(observability);
    const response = await call(headers as Record<string, string>, query as Record<string, string>);
    expect(bodyOf(response)).toMatchObject({ status: 401, code: "unauthenticated" });
    expect(answered).toBe(0);
    expect(JSON.stringify([response, lines])).not.toContain(tokenWith().slice(-40));
  });

  test.each([
    ["bearer in lower case", () => `bearer ${tokenWith()}`],
    ["the issuer without its scheme", () => `Bearer ${tokenWith({ iss: "accounts.google.com" })}`],
    ["a listed address in mixed case", () => `Bearer ${tokenWith({ email: "OPERATOR@example.COM" })}`],
    ["a token without azp", () => `Bearer ${tokenWith({ azp: undefined })}`],
    [
      "a domain that Google names",
      () => `Bearer ${tokenWith({ email: "a@example.org", hd: "example.org" })}`,
    ],
  ])("lets in %s, at first and when it is known", async (_why, make) => {
    const { call } = route(observability);
    const authorization = make();
    for (const _time of [1, 2]) expect(await call({ authorization })).toMatchObject({ statusCode: 200 });
  });
});
