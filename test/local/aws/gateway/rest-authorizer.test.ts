import { afterEach, describe, expect, test } from "@jest/globals";
import type { Authorizer } from "#local/aws/authorizer/authorizers.ts";
import type { LambdaAuthorizer } from "#local/aws/authorizer/lambda-authorizer.ts";
import type { RestApiDefinition, RestMethod } from "#local/aws/rest/rest-definition.ts";
import { send } from "./http-client.ts";
import { closeApis, serveApi, start } from "./serve-api.ts";
import { closeIssuers, keyPair, sign, startIssuer } from "./token-issuer.ts";

afterEach(closeApis);
afterEach(closeIssuers);

interface SeenEvent {
  authorizationToken?: string;
  requestContext?: { authorizer?: Record<string, unknown>; identity: Record<string, unknown> };
}

const method = (httpMethod: string, path: string, settings: Partial<RestMethod> = {}): RestMethod => ({
  ...{ httpMethod, path, resourceId: "abc123", apiKeyRequired: false },
  integration: { type: "lambda", functionName: "pets" },
  guard: { authorizer: "callers" },
  ...settings,
});

const apiOf = (callers: Authorizer, settings: Partial<RestApiDefinition> = {}): RestApiDefinition => ({
  ...{ kind: "rest", apiId: "abcdef1234", stages: [{ name: "dev" }], binaryMediaTypes: [], apiKeys: [] },
  methods: [method("GET", "/pets/{id}"), method("POST", "/pets")],
  gatewayResponses: [],
  authorizers: { callers },
  ...settings,
});

const tokenAuthorizer: LambdaAuthorizer = {
  ...{ type: "lambda", functionName: "guard", event: "token", simpleResponses: false, ttlSeconds: 0 },
  identitySources: [{ from: "header", name: "authorization" }],
};
const arn = "arn:aws:execute-api:eu-west-1:111122223333:abcdef1234";
const answer = (Effect: string, Resource: unknown = "*", more: Record<string, unknown> = {}) => ({
  principalId: "me",
  policyDocument: { Version: "2012-10-17", Statement: [{ Effect, Resource, Action: "execute-api:Invoke" }] },
  ...more,
});

async function guarded(
  answers: (event: SeenEvent) => unknown,
  authorizer: Partial<LambdaAuthorizer> = {},
  settings: Partial<RestApiDefinition> = {},
) {
  const served = await serveApi<SeenEvent>(
    apiOf({ ...tokenAuthorizer, ...authorizer }, settings),
    (event, functionName) => (functionName === "guard" ? answers(event) : { statusCode: 200 }),
  );
  const get = (path: string, authorization?: string, verb = "GET") =>
    send(`${served.api.url}/dev${path}`, {
      method: verb,
      headers: authorization === undefined ? {} : { authorization },
    });
  return { ...served, get };
}

describe("a token authorizer", () => {
  test("gets the token and the method's ARN, and what it says reaches the function as texts", async () => {
    const context = { name: "me", age: 1, admin: true };
    const { get, events, called } = await guarded(() => answer("Allow", "*", { context }));
    expect((await get("/pets/7", "secret")).status).toBe(200);
    expect(called).toEqual(["guard", "pets"]);
    expect(events[0]).toEqual({
      ...{ type: "TOKEN", authorizationToken: "secret", methodArn: `${arn}/dev/GET/pets/7` },
    });
    expect(events[1]?.requestContext?.authorizer).toEqual({
      ...{ principalId: "me", name: "me", age: "1", admin: "true", integrationLatency: 0 },
    });
  });

  test.each([
    ["without a token", undefined, undefined],
    ["with an empty one", "", undefined],
    ["with one that the expression does not match", "Bearer nonsense!", "Bearer [a-z]+"],
    ["with one that it matches in part", "x Bearer abc", "Bearer [a-z]+"],
  ])("is not asked %s: 401", async (_, token, validation) => {
    const { get, called } = await guarded(
      () => answer("Allow"),
      validation === undefined ? {} : { validation },
    );
    const { status, text, headers } = await get("/pets/7", token);
    expect([status, text]).toEqual([401, '{"message":"Unauthorized"}']);
    expect(headers["x-amzn-errortype"]).toBe("UnauthorizedException");
    expect(called).toEqual([]);
  });

  test("is asked when the whole token matches the expression", async () => {
    const { get } = await guarded(() => answer("Allow"), { validation: "Bearer [a-z]+" });
    expect((await get("/pets/7", "Bearer abc")).status).toBe(200);
  });

  test.each([
    ["spelt out", answer("Deny"), " with an explicit deny in an identity-based policy"],
    ["by saying nothing", answer("Allow", `${arn}/dev/POST/*`), ""],
  ])("denies %s: 403", async (_, given, words) => {
    const { get, called } = await guarded(() => given);
    const { status, text, headers } = await get("/pets/7", "secret");
    expect(status).toBe(403);
    expect(JSON.parse(text)).toEqual({ Message: `User is not authorized to access this resource${words}` });
    expect(headers["x-amzn-errortype"]).toBe("AccessDeniedException");
    expect(called).toEqual(["guard"]);
  });

  test("that fails with Unauthorized is a 401", async () => {
    const { get } = await guarded(() => ({ failure: "Unauthorized" }));
    expect((await get("/pets/7", "x")).text).toBe('{"message":"Unauthorized"}');
  });

  test.each([
    ["fails otherwise", { failure: "boom" }],
    ["gives no policy", { principalId: "me" }],
    ["gives a context that is not flat", answer("Allow", "*", { context: { list: ["a"] } })],
    ["gives nothing", null],
  ])("that %s is a 500 with no message", async (_, given) => {
    const { get, sentences } = await guarded(() => given);
    const { status, text, headers } = await get("/pets/7", "x");
    expect([status, text]).toEqual([500, '{"message":null}']);
    expect(headers["x-amzn-errortype"]).toBe("AuthorizerConfigurationException");
    expect(sentences).toHaveLength(1);
  });

  test("has its answers kept by token, and its policies read for each method", async () => {
    const { get, called, clock } = await guarded(() => answer("Allow", `${arn}/dev/GET/pets/*`), {
      ttlSeconds: 300,
    });
    expect((await get("/pets/7", "a")).status).toBe(200);
    expect((await get("/pets/8", "a")).status).toBe(200);
    expect((await get("/pets", "a", "POST")).status).toBe(403);
    expect(called.filter((name) => name === "guard")).toHaveLength(1);
    await get("/pets/7", "b");
    clock.advance(300_000);
    await get("/pets/7", "a");
    expect(called.filter((name) => name === "guard")).toHaveLength(3);
  });

  test("guards a method that the gateway answers by itself", async () => {
    const mock = { type: "mock", statusCode: 204, headers: {}, body: "", originPatterns: [] } as const;
    const { get } = await guarded(
      ({ authorizationToken }) => answer(authorizationToken === "good" ? "Allow" : "Deny"),
      {},
      { methods: [method("OPTIONS", "/pets", { integration: mock })] },
    );
    const statuses = [];
    for (const token of ["good", "bad", undefined])
      statuses.push((await get("/pets", token, "OPTIONS")).status);
    expect(statuses).toEqual([204, 403, 401]);
  });

  test("refuses in the form that the API's gateway responses give", async () => {
    const { get } = await guarded(
      () => answer("Deny"),
      {},
      {
        gatewayResponses: [
          { type: "UNAUTHORIZED", statusCode: 403, headers: { "x-why": "token" }, template: "who are you" },
          { type: "DEFAULT_4XX", headers: {}, template: '{"no":$context.error.messageString}' },
        ],
      },
    );
    const missing = await get("/pets/7");
    expect([missing.status, missing.text, missing.headers["x-why"]]).toEqual([403, "who are you", "token"]);
    expect((await get("/pets/7", "x")).text).toContain('{"no":"User is not authorized');
  });
});

test("a request authorizer gets the request without its body, and no member of it is null", async () => {
  const { get, events } = await guarded(() => answer("Allow"), {
    event: "rest",
    identitySources: [{ from: "querystring", name: "key" }],
  });
  expect((await get("/pets?key=1", undefined, "POST")).status).toBe(200);
  expect((await get("/pets", undefined, "POST")).status).toBe(401);
  expect(events[0]).toEqual({
    type: "REQUEST",
    methodArn: `${arn}/dev/POST/pets`,
    resource: "/pets",
    path: "/pets",
    httpMethod: "POST",
    headers: expect.any(Object),
    multiValueHeaders: expect.any(Object),
    queryStringParameters: { key: "1" },
    multiValueQueryStringParameters: { key: ["1"] },
    pathParameters: {},
    stageVariables: {},
    requestContext: expect.objectContaining({ stage: "dev", resourcePath: "/pets" }),
  });
});

describe("API keys beside an authorizer", () => {
  const keys = { apiKeys: [{ id: "k1", value: "the-key", throttle: { rateLimit: 1, burstLimit: 1 } }] };
  const methods = [method("GET", "/pets/{id}", { apiKeyRequired: true })];

  test("are looked at when the authorizer has let the request pass", async () => {
    const { get, called } = await guarded(() => answer("Allow"), {}, { ...keys, methods });
    expect((await get("/pets/7")).status).toBe(401);
    expect((await get("/pets/7", "x")).status).toBe(403);
    expect(called).toEqual(["guard"]);
  });

  test("come from the authorizer when the API says so", async () => {
    const { get, events } = await guarded(
      ({ authorizationToken }) => answer("Allow", "*", { usageIdentifierKey: authorizationToken }),
      {},
      { ...keys, methods, apiKeySource: "AUTHORIZER" },
    );
    expect((await get("/pets/7", "no-key")).status).toBe(403);
    expect((await get("/pets/7", "the-key")).status).toBe(200);
    expect((await get("/pets/7", "the-key")).status).toBe(429);
    expect(events.at(-2)?.requestContext?.identity).toMatchObject({ apiKeyId: "k1" });
  });
});

describe("user pools", () => {
  const own = keyPair("first");
  const pool = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Abc123";
  const claims = { iss: pool, aud: "client", token_use: "id", sub: "me", exp: start / 1000 + 60 };

  async function pooled(scopes: string[] = []) {
    const issuer = await startIssuer([own]);
    const callers: Authorizer = {
      ...{ type: "jwt", issuers: ["https://issuer.example.com", pool], audience: [], checksTokenUse: true },
      identitySource: { from: "header", name: "authorization" },
    };
    const guard = { authorizer: "callers", ...(scopes.length > 0 && { scopes }) };
    const served = await serveApi<SeenEvent>(
      apiOf(callers, { methods: [method("GET", "/pets", { guard })] }),
      undefined,
      { issuers: { [pool]: issuer.url } },
    );
    const get = (authorization?: string) =>
      send(`${served.api.url}/dev/pets`, { headers: authorization === undefined ? {} : { authorization } });
    return { ...served, issuer, get };
  }

  test("let the ID tokens of their users pass, with the claims as texts", async () => {
    const { get, events } = await pooled();
    expect((await get(await sign(claims, own))).status).toBe(200);
    expect(events[0]?.requestContext?.authorizer).toEqual({
      claims: { ...claims, exp: String(claims.exp) },
    });
  });

  test("let access tokens pass where a method has scopes", async () => {
    const { get } = await pooled(["pets/read"]);
    const access = { ...claims, aud: undefined, token_use: "access", scope: "pets/read" };
    expect((await get(await sign(access, own))).status).toBe(200);
    expect((await get(await sign({ ...access, scope: "pets/write" }, own))).status).toBe(403);
    expect((await get(await sign(claims, own))).status).toBe(401);
  });

  test.each([
    ["an access token", { token_use: "access" }, "Unauthorized"],
    ["a token of another pool", { iss: `${pool}x` }, "Unauthorized"],
    ["an expired token", { exp: start / 1000 }, "The incoming token has expired"],
  ])("refuse %s with 401", async (_, change, message) => {
    const { get, events } = await pooled();
    const { status, text } = await get(await sign({ ...claims, ...change }, own));
    expect([status, JSON.parse(text)]).toEqual([401, { message }]);
    expect(events).toEqual([]);
  });

  test("refuse a forged token, and a request without one", async () => {
    const { get } = await pooled();
    expect((await get(await sign(claims, keyPair("first")))).status).toBe(401);
    expect((await get()).status).toBe(401);
  });

  test("that cannot be reached are a 500 and a sentence", async () => {
    const { get, issuer, sentences } = await pooled();
    await issuer.close();
    const { status, text } = await get(await sign(claims, own));
    expect([status, text]).toEqual([500, '{"message":null}']);
    expect(sentences).toHaveLength(1);
  });
});
