import { afterEach, describe, expect, test } from "@jest/globals";
import type { ProxyEvent } from "#local/aws/http/proxy-event.ts";
import type { RestApiDefinition, RestMethod } from "#local/aws/rest/rest-definition.ts";
import { send } from "./http-client.ts";
import { closeApis, serveApi, start, unknownCaller } from "./serve-api.ts";

afterEach(closeApis);

const method = (httpMethod: string, path: string, settings: Partial<RestMethod> = {}): RestMethod => ({
  httpMethod,
  path,
  resourceId: "abc123",
  apiKeyRequired: false,
  integration: { type: "lambda", functionName: "f" },
  ...settings,
});

const apiOf = (settings: Partial<RestApiDefinition> = {}): RestApiDefinition => ({
  kind: "rest",
  apiId: "abcdef1234",
  methods: [method("GET", "/pets/{id}"), method("POST", "/pets"), method("ANY", "/{proxy+}")],
  stages: [{ name: "dev", variables: { table: "pets" } }],
  binaryMediaTypes: [],
  apiKeys: [],
  gatewayResponses: [],
  ...settings,
});

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("the event", () => {
  test("of a GET has every member", async () => {
    const { api, events } = await serveApi<ProxyEvent>(apiOf());
    const answer = await send(`${api.url}/dev/pets/big%20dog?tag=a&tag=b%2Cc&empty=`, {
      headers: { "X-Custom": ["one", "two"], Host: "api.example.com", "User-Agent": "test/1" },
    });
    const multiValueHeaders = {
      "X-Custom": ["one", "two"],
      Host: ["api.example.com"],
      "User-Agent": ["test/1"],
      "X-Amzn-Trace-Id": [expect.stringMatching(/^Root=1-/)],
      "X-Forwarded-For": ["127.0.0.1"],
      "X-Forwarded-Port": [String(api.port)],
      "X-Forwarded-Proto": ["http"],
    };
    const lists = Object.entries(multiValueHeaders);
    expect(answer.headers["x-amzn-requestid"]).toMatch(uuid);
    expect(events).toEqual([
      {
        resource: "/pets/{id}",
        path: "/pets/big%20dog",
        httpMethod: "GET",
        headers: Object.fromEntries(lists.map(([name, values]) => [name, values.at(-1)])),
        multiValueHeaders,
        queryStringParameters: { tag: "b,c", empty: "" },
        multiValueQueryStringParameters: { tag: ["a", "b,c"], empty: [""] },
        pathParameters: { id: "big dog" },
        stageVariables: { table: "pets" },
        requestContext: {
          accountId: "111122223333",
          apiId: "abcdef1234",
          domainName: "abcdef1234.execute-api.eu-west-1.amazonaws.com",
          domainPrefix: "abcdef1234",
          extendedRequestId: answer.headers["x-amz-apigw-id"],
          httpMethod: "GET",
          identity: unknownCaller,
          path: "/dev/pets/big%20dog",
          protocol: "HTTP/1.1",
          requestId: answer.headers["x-amzn-requestid"],
          requestTime: "05/Nov/2026:07:08:09 +0000",
          requestTimeEpoch: start,
          resourceId: "abc123",
          resourcePath: "/pets/{id}",
          stage: "dev",
        },
        body: null,
        isBase64Encoded: false,
      },
    ]);
  });

  test("is null where a request has nothing", async () => {
    const { api, events } = await serveApi<ProxyEvent>(apiOf({ stages: [{ name: "dev" }] }));
    await send(`${api.url}/dev/pets`, { method: "POST" });
    expect(events[0]).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
    });
  });

  test.each([
    [["image/png"], "image/png", true],
    [["image/*"], "image/gif; q=1", true],
    [["*/*"], "application/json", true],
    [["image/png"], "application/json", false],
    [[], "application/x-www-form-urlencoded", false],
  ])("with binary types %j carries %s in base64: %s", async (binaryMediaTypes, type, isBase64Encoded) => {
    const { api, events } = await serveApi<ProxyEvent>(apiOf({ binaryMediaTypes }));
    await send(`${api.url}/dev/pets`, { method: "POST", headers: { "content-type": type }, body: "café" });
    const body = isBase64Encoded ? Buffer.from("café").toString("base64") : "café";
    expect(events[0]).toMatchObject({ isBase64Encoded, body, headers: { "content-type": type } });
    expect(Object.keys(events[0]?.headers ?? {})).not.toContain("Content-Length");
  });
});

describe("a path", () => {
  test.each([
    ["GET", "/dev/pets/1", "/pets/{id}"],
    ["GET", "/dev/pets/1/", "/pets/{id}"],
    ["POST", "/dev/pets/", "/pets"],
    ["DELETE", "/dev/other/thing", "/{proxy+}"],
  ])("%s %s is the resource %s", async (httpMethod, path, resource) => {
    const { api, events } = await serveApi<ProxyEvent>(apiOf());
    await send(api.url + path, { method: httpMethod });
    expect(events[0]?.resource).toBe(resource);
  });

  test.each([
    ["a resource without the method", "GET", "/dev/pets", "Missing Authentication Token"],
    ["no resource", "GET", "/dev", "Missing Authentication Token"],
    ["another stage", "GET", "/prod/pets/1", "Forbidden"],
    ["no stage", "GET", "/", "Forbidden"],
  ])("to %s is 403", async (_, httpMethod, path, message) => {
    const { api, events } = await serveApi(apiOf());
    const answer = await send(api.url + path, { method: httpMethod });
    expect(answer).toMatchObject({ status: 403, text: JSON.stringify({ message }) });
    expect(answer.headers["x-amzn-errortype"]).toBe(`${message.replaceAll(" ", "")}Exception`);
    expect(events).toEqual([]);
  });
});

describe("the reply", () => {
  test("has the status, headers of one and of several values, and JSON as its default type", async () => {
    const { api } = await serveApi(apiOf(), () => ({
      statusCode: "201",
      headers: { "X-One": "1", "X-Both": "old" },
      multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"], "X-Both": ["new"] },
      body: "{}",
    }));
    const answer = await send(`${api.url}/dev/pets/1`);
    expect(answer).toMatchObject({ status: 201, text: "{}" });
    expect(answer.headers).toMatchObject({
      "x-one": "1",
      "x-both": "new",
      "set-cookie": ["a=1", "b=2"],
      "content-type": "application/json",
    });
  });

  test("sends headers that the gateway keeps for itself under another name", async () => {
    const headers = { Server: "mine", "WWW-Authenticate": "Basic" };
    const { api } = await serveApi(apiOf(), () => ({ statusCode: 401, headers }));
    const answer = await send(`${api.url}/dev/pets/1`);
    expect(answer.headers).toMatchObject({
      "x-amzn-remapped-server": "mine",
      "x-amzn-remapped-www-authenticate": "Basic",
    });
    expect(answer.headers).not.toHaveProperty("www-authenticate");
  });

  test("decodes base64 when the client accepts a binary type, by its first choice", async () => {
    const body = Buffer.from("plain").toString("base64");
    const definition = apiOf({ binaryMediaTypes: ["image/png"] });
    const { api } = await serveApi(definition, () => ({ statusCode: 200, body, isBase64Encoded: true }));
    const get = async (accept: string) => (await send(`${api.url}/dev/pets/1`, { headers: { accept } })).text;
    expect(await get("image/png, text/html")).toBe("plain");
    expect(await get("text/html, image/png")).toBe(body);
  });

  test.each([
    ["nothing", null],
    ["text", "hello"],
    ["no status", { body: "hello" }],
    ["a status that is no number", { statusCode: "many" }],
    ["a body that is no text", { statusCode: 200, body: { a: 1 } }],
    ["a list as headers", { statusCode: 200, headers: [] }],
    ["a text as a header's list", { statusCode: 200, multiValueHeaders: { a: "b" } }],
    ["a line feed in a header", { statusCode: 200, headers: { a: "b\nc" } }],
    ["a failure", { failure: true }],
  ])("to %s is 502", async (_, payload) => {
    const { api } = await serveApi(apiOf(), () => payload);
    const answer = await send(`${api.url}/dev/pets/1`);
    expect(answer).toMatchObject({ status: 502, text: '{"message":"Internal server error"}' });
    expect(answer.headers["x-amzn-errortype"]).toBe("InternalServerErrorException");
  });

  test("is 500 when the function cannot start", async () => {
    const { api } = await serveApi(apiOf(), () => Promise.reject(new Error("Rate Exceeded.")));
    expect(await send(`${api.url}/dev/pets/1`)).toMatchObject({ status: 500 });
  });

  test("is 504 when the function takes longer than 29 seconds", async () => {
    const invoked = Promise.withResolvers<void>();
    const { api, clock } = await serveApi(apiOf(), () => {
      invoked.resolve();
      return new Promise(() => {});
    });
    const answer = send(`${api.url}/dev/pets/1`);
    await invoked.promise;
    expect(clock.next()).toBe(start + 29_000);
    clock.advance(29_000);
    expect(await answer).toMatchObject({ status: 504, text: '{"message":"Endpoint request timed out"}' });
  });
});

describe("limits", () => {
  test("of the stage and of a method answer 429", async () => {
    const stages = [
      {
        name: "dev",
        throttle: { rateLimit: 1, burstLimit: 1 },
        methodThrottles: { "/pets/{id}/GET": { rateLimit: 1, burstLimit: 2 } },
      },
    ];
    const { api } = await serveApi(apiOf({ stages }));
    const statuses = [];
    for (const path of ["/dev/pets/1", "/dev/pets/1", "/dev/pets/1", "/dev/other", "/dev/other"])
      statuses.push((await send(api.url + path)).status);
    expect(statuses).toEqual([200, 200, 429, 200, 429]);
    expect((await send(`${api.url}/dev/other`)).text).toBe('{"message":"Too Many Requests"}');
  });

  test("of size are 10 MB and 10,240 bytes of headers", async () => {
    const { api, events } = await serveApi(apiOf());
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, "x");
    const large = await send(`${api.url}/dev/pets`, { method: "POST", body });
    expect(large).toMatchObject({ status: 413, text: '{"message":"Request Too Long"}' });
    const headers = { "x-large": "x".repeat(10_240) };
    expect((await send(`${api.url}/dev/pets/1`, { headers })).status).toBe(431);
    expect(events).toEqual([]);
  });
});

describe("an API key", () => {
  const secret = method("GET", "/secret", { apiKeyRequired: true });
  const key = { id: "k1", value: "key-one" };
  const get = (url: string, value?: string) =>
    send(`${url}/dev/secret`, { headers: value === undefined ? {} : { "x-api-key": value } });

  test("is asked for where a method needs one, and stands in the event", async () => {
    const { api, events } = await serveApi<ProxyEvent>(apiOf({ methods: [secret], apiKeys: [key] }));
    for (const value of [undefined, "wrong"])
      expect(await get(api.url, value)).toMatchObject({ status: 403, text: '{"message":"Forbidden"}' });
    expect((await get(api.url, "key-one")).status).toBe(200);
    expect(events.map(({ requestContext }) => requestContext.identity)).toEqual([
      expect.objectContaining({ apiKey: "key-one", apiKeyId: "k1" }),
    ]);
  });

  test("has the throttle and the quota of its usage plan", async () => {
    const apiKeys = [
      { ...key, throttle: { rateLimit: 1, burstLimit: 2 }, quota: { limit: 3, period: "DAY" as const } },
    ];
    const { api, clock } = await serveApi(apiOf({ methods: [secret], apiKeys }));
    const texts = async (count: number) => {
      const found = [];
      for (let index = 0; index < count; index++) {
        const { status, text } = await get(api.url, "key-one");
        found.push(status === 200 ? "ok" : text);
      }
      return found;
    };
    expect(await texts(3)).toEqual(["ok", "ok", '{"message":"Too Many Requests"}']);
    clock.advance(60_000);
    expect(await texts(2)).toEqual(["ok", '{"message":"Limit Exceeded"}']);
    clock.advance(86_400_000);
    expect(await texts(1)).toEqual(["ok"]);
  });
});

test("a MOCK integration answers by itself, and allows its origins by name", async () => {
  const options = method("OPTIONS", "/pets", {
    integration: {
      type: "mock",
      statusCode: 200,
      headers: { "access-control-allow-origin": "https://app.example.com" },
      body: "",
      originPatterns: ["https://.+[.]example[.]com"],
    },
  });
  const { api, events } = await serveApi(apiOf({ methods: [options] }));
  const allowed = async (origin: string) =>
    (await send(`${api.url}/dev/pets`, { method: "OPTIONS", headers: { origin } })).headers[
      "access-control-allow-origin"
    ];
  expect(await allowed("https://other.example.com")).toBe("https://other.example.com");
  expect(await allowed("https://evil.example.org")).toBe("https://app.example.com");
  expect(events).toEqual([]);
});

test("a gateway response changes the status, headers and text of the gateway's own replies", async () => {
  const gatewayResponses: RestApiDefinition["gatewayResponses"] = [
    { type: "DEFAULT_4XX", headers: { "access-control-allow-origin": "*" } },
    {
      type: "MISSING_AUTHENTICATION_TOKEN",
      statusCode: 404,
      headers: {},
      template: '{"error":$context.error.messageString,"type":"$context.error.responseType"}',
    },
  ];
  const { api } = await serveApi(apiOf({ methods: [], gatewayResponses }));
  expect(await send(`${api.url}/dev/nothing`)).toMatchObject({
    status: 404,
    text: '{"error":"Missing Authentication Token","type":"MISSING_AUTHENTICATION_TOKEN"}',
  });
  const forbidden = await send(`${api.url}/prod`);
  expect([forbidden.status, forbidden.headers["access-control-allow-origin"]]).toEqual([403, "*"]);
});
