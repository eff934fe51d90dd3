import { afterEach, describe, expect, test } from "@jest/globals";
import type { LambdaAuthorizer } from "#local/aws/authorizer/lambda-authorizer.ts";
import type { HttpRoute } from "#local/aws/http-api.ts";
import { send } from "./http-client.ts";
import { closeApis, serveApi, start } from "./serve-api.ts";

afterEach(closeApis);

interface SeenEvent {
  type?: string;
  headers: Record<string, string>;
  identitySource?: unknown;
  requestContext: { authorizer?: unknown };
}

const routes: HttpRoute[] = [
  { routeKey: "GET /pets/{id}", functionName: "pets", guard: { authorizer: "callers" } },
  { routeKey: "POST /pets", functionName: "pets", guard: { authorizer: "callers" } },
  { routeKey: "GET /old", functionName: "pets", payloadFormat: "1.0", guard: { authorizer: "callers" } },
];

const header = { from: "header", name: "x-key" } as const;

/** An HTTP API whose authorizer answers as told. */
async function guarded(answer: (event: SeenEvent) => unknown, settings: Partial<LambdaAuthorizer> = {}) {
  const callers: LambdaAuthorizer = {
    ...{ type: "lambda", functionName: "guard", identitySources: [header], ttlSeconds: 0 },
    ...{ event: "2.0", simpleResponses: true, ...settings },
  };
  const served = await serveApi<SeenEvent>(
    {
      ...{ kind: "http", apiId: "abcdef1234", routes, authorizers: { callers } },
      stages: [{ name: "$default", variables: { table: "pets" } }, { name: "dev" }],
    },
    (event, functionName) => (functionName === "guard" ? answer(event) : { statusCode: 200 }),
  );
  const get = (path: string, key?: string, method = "GET") =>
    send(served.api.url + path, { method, headers: key === undefined ? {} : { "X-Key": key } });
  return { ...served, get };
}

const policy = (Effect: string, Resource: unknown) => ({
  Version: "2012-10-17",
  Statement: [{ Effect, Resource, Action: "execute-api:Invoke" }],
});
const arn = "arn:aws:execute-api:eu-west-1:111122223333:abcdef1234";
const allow = () => ({ isAuthorized: true });

describe("the event for the function", () => {
  test("of format 2.0 is the request without its body", async () => {
    const { api, events, called } = await guarded(allow);
    await send(`${api.url}/pets/7?a=1&a=2`, {
      headers: { "X-Key": "k", Cookie: "a=b", Host: "shop.example.com" },
    });
    expect(called).toEqual(["guard", "pets"]);
    expect(events[0]).toEqual({
      version: "2.0",
      type: "REQUEST",
      routeArn: `${arn}/$default/GET/pets/7`,
      identitySource: ["k"],
      routeKey: "GET /pets/{id}",
      rawPath: "/pets/7",
      rawQueryString: "a=1&a=2",
      cookies: ["a=b"],
      headers: expect.objectContaining({ "x-key": "k", host: "shop.example.com" }),
      queryStringParameters: { a: "1,2" },
      pathParameters: { id: "7" },
      stageVariables: { table: "pets" },
      requestContext: expect.objectContaining({ stage: "$default", timeEpoch: start }),
    });
    expect(events[0]?.headers["x-amzn-trace-id"]).toBe(events[1]?.headers["x-amzn-trace-id"]);
  });

  test("of format 1.0 has the method's ARN and the identity as one text", async () => {
    const { get, events } = await guarded(
      () => ({ principalId: "me", policyDocument: policy("Allow", "*") }),
      {
        ...{ event: "1.0", simpleResponses: false },
        identitySources: [header, { from: "querystring", name: "a" }],
      },
    );
    expect((await get("/dev/pets/7?a=1", "k")).status).toBe(200);
    expect(events[0]).toEqual({
      version: "1.0",
      type: "REQUEST",
      methodArn: `${arn}/dev/GET/pets/7`,
      identitySource: "k,1",
      authorizationToken: "k,1",
      resource: "/pets/{id}",
      path: "/pets/7",
      httpMethod: "GET",
      headers: expect.objectContaining({ "X-Key": "k" }),
      queryStringParameters: { a: "1" },
      pathParameters: { id: "7" },
      stageVariables: {},
      requestContext: expect.objectContaining({ apiId: "abcdef1234", resourcePath: "/pets/{id}" }),
    });
  });

  test("has no identity where no source is named, and the function is always asked", async () => {
    const { get, events } = await guarded(allow, { identitySources: [], ttlSeconds: 300 });
    await get("/pets/7");
    await get("/pets/7");
    expect(events.map(({ identitySource }) => identitySource)).toEqual([null, undefined, null, undefined]);
  });
});

describe("what the function answers", () => {
  const context = { name: "me", age: 1, list: ["a"], map: { a: 1 } };

  test("reaches the route's function, in the form of its format", async () => {
    const { get, events } = await guarded(() => ({ isAuthorized: true, context }));
    await get("/pets/7", "k");
    await get("/old", "k");
    expect(events[1]?.requestContext.authorizer).toEqual({ lambda: context });
    expect(events[3]?.requestContext.authorizer).toEqual(context);
  });

  test("may be without a context", async () => {
    const { get, events } = await guarded(allow);
    await get("/pets/7", "k");
    expect(events[1]?.requestContext.authorizer).toEqual({ lambda: null });
  });

  test.each([
    ["isAuthorized: false", { isAuthorized: false }, true],
    ["a policy that denies", { policyDocument: policy("Deny", "*") }, false],
    ["a policy that allows another route", { policyDocument: policy("Allow", `${arn}/*/POST/*`) }, false],
  ])("is a 403 by %s", async (_, answer, simpleResponses) => {
    const { get, called } = await guarded(() => answer, { simpleResponses });
    const { status, text } = await get("/pets/7", "k");
    expect([status, text]).toEqual([403, '{"message":"Forbidden"}']);
    expect(called).toEqual(["guard"]);
  });

  test("is a 401 when it fails with the message Unauthorized", async () => {
    const { get, called, sentences } = await guarded(() => ({ failure: "Unauthorized" }));
    const { status, text, headers } = await get("/pets/7", "k");
    expect([status, text]).toEqual([401, '{"message":"Unauthorized"}']);
    expect(headers["www-authenticate"]).toBeUndefined();
    expect([called, sentences]).toEqual([["guard"], []]);
  });

  test.each<[string, unknown, Partial<LambdaAuthorizer>, string]>([
    ["a failure", { failure: "boom" }, {}, "failed: boom"],
    ["a text", "allow", {}, "something else than an object"],
    ["nothing", undefined, {}, "something else than an object"],
    ["isAuthorized as a text", { isAuthorized: "true" }, {}, "without isAuthorized"],
    [
      "a policy where a simple answer is to be",
      { policyDocument: policy("Allow", "*") },
      {},
      "without isAuthorized",
    ],
    [
      "a simple answer where a policy is to be",
      { isAuthorized: true },
      { simpleResponses: false },
      "policyDocument",
    ],
    ["a policy without statements", { policyDocument: {} }, { simpleResponses: false }, "no Statement"],
    ["a context that is a text", { isAuthorized: true, context: "me" }, {}, "context"],
  ])("is a 500 and a sentence when it is %s", async (_, answer, settings, reason) => {
    const { get, called, sentences } = await guarded(() => answer, settings);
    const { status, text } = await get("/pets/7", "k");
    expect([status, text]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(called).toEqual(["guard"]);
    expect(sentences).toEqual([expect.stringMatching(/^The authorizer's function guard .*\.$/)]);
    expect(sentences[0]).toContain(reason);
  });

  test("is waited for 10 seconds of the clock", async () => {
    const asked = Promise.withResolvers<void>();
    const { get, clock, sentences } = await guarded(() => {
      asked.resolve();
      return new Promise(() => {});
    });
    const answer = get("/pets/7", "k");
    await asked.promise;
    clock.advance(10_000);
    expect((await answer).status).toBe(500);
    expect(sentences[0]).toContain("did not answer in time");
  });

  test("is a 500 when the function cannot be called", async () => {
    const { get, sentences } = await guarded(() => Promise.reject(new Error("throttled")));
    expect((await get("/pets/7", "k")).status).toBe(500);
    expect(sentences[0]).toContain("could not be called");
  });
});

test.each([undefined, ""])("without an identity (%j) the function is not called: 401", async (key) => {
  const { get, called } = await guarded(allow);
  const { status, text } = await get("/pets/7", key);
  expect([status, text]).toEqual([401, '{"message":"Unauthorized"}']);
  expect(called).toEqual([]);
});

test("every source must be there", async () => {
  const { get, called } = await guarded(allow, {
    identitySources: [
      header,
      { from: "stageVariables", name: "table" },
      { from: "context", name: "identity.sourceIp" },
      { from: "querystring", name: "Q" },
    ],
  });
  expect((await get("/pets/7?Q=1", "k")).status).toBe(200);
  expect((await get("/pets/7?q=1", "k")).status).toBe(401);
  expect((await get("/dev/pets/7?Q=1", "k")).status).toBe(401);
  expect(called).toEqual(["guard", "pets"]);
});

describe("the answers that are kept", () => {
  const asked = (called: string[]) => called.filter((name) => name === "guard").length;

  test("count for every route of a caller until their time has passed on the clock", async () => {
    const { get, called, clock } = await guarded(allow, { ttlSeconds: 60 });
    await get("/pets/7", "k");
    await get("/pets", "k", "POST");
    clock.advance(59_999);
    await get("/pets/8", "k");
    expect(asked(called)).toBe(1);
    clock.advance(1);
    expect((await get("/pets/8", "k")).status).toBe(200);
    expect(asked(called)).toBe(2);
  });

  test("are another caller's or another stage's no business", async () => {
    const { get, called } = await guarded(({ headers }) => ({ isAuthorized: headers["x-key"] === "good" }), {
      ttlSeconds: 60,
    });
    const statuses = [];
    for (const [path, key] of [
      ["/pets/7", "good"],
      ["/pets/7", "bad"],
      ["/pets/7", "good"],
      ["/dev/pets/7", "good"],
    ] as const)
      statuses.push((await get(path, key)).status);
    expect(statuses).toEqual([200, 403, 200, 200]);
    expect(asked(called)).toBe(3);
  });

  test("do not mix identities that would be one text when joined", async () => {
    const { get, called } = await guarded(allow, {
      ttlSeconds: 60,
      identitySources: [header, { from: "querystring", name: "q" }],
    });
    await get("/pets/7?q=c", "a,b");
    await get("/pets/7?q=b,c", "a");
    expect(asked(called)).toBe(2);
  });

  test("are policies, which are read anew for each route", async () => {
    const answer = { principalId: "me", policyDocument: policy("Allow", `${arn}/*/GET/pets/*`) };
    const { get, called } = await guarded(() => answer, { ttlSeconds: 60, simpleResponses: false });
    expect((await get("/pets/7", "k")).status).toBe(200);
    expect((await get("/pets", "k", "POST")).status).toBe(403);
    expect(asked(called)).toBe(1);
  });

  test("are kept for each route when its key is a source", async () => {
    const { get, called } = await guarded(allow, {
      ttlSeconds: 60,
      identitySources: [header, { from: "context", name: "routeKey" }],
    });
    for (const path of ["/pets/7", "/pets/8", "/old"]) await get(path, "k");
    expect(asked(called)).toBe(2);
  });

  test("are no failures", async () => {
    const answers: unknown[] = [{ failure: "boom" }, { failure: "Unauthorized" }, {}, { isAuthorized: true }];
    const { get } = await guarded(() => answers.shift(), { ttlSeconds: 60 });
    const statuses = [];
    for (let time = 0; time < 5; time++) statuses.push((await get("/pets/7", "k")).status);
    expect(statuses).toEqual([500, 401, 500, 200, 200]);
  });

  test("are no policies that cannot be read", async () => {
    const answers = [{ policyDocument: {} }, { policyDocument: policy("Allow", "*") }];
    const { get } = await guarded(() => answers.shift(), { ttlSeconds: 60, simpleResponses: false });
    const statuses = [];
    for (let time = 0; time < 3; time++) statuses.push((await get("/pets/7", "k")).status);
    expect(statuses).toEqual([500, 200, 200]);
  });
});
