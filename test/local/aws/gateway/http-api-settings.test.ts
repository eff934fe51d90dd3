import { afterEach, describe, expect, test } from "@jest/globals";
import type { HttpApiDefinition } from "#local/aws/http-api.ts";
import type { HttpEvent } from "#local/aws/http-event.ts";
import { send } from "./http-client.ts";
import { closeApis, serveApi, start, unknownCaller } from "./serve-api.ts";

afterEach(closeApis);

const route = (routeKey: string) => ({ routeKey, functionName: "f" });

const apiOf = (settings: Partial<HttpApiDefinition>): HttpApiDefinition => ({
  kind: "http",
  apiId: "abcdef1234",
  routes: [route("GET /pets/{id}"), route("$default")],
  stages: [{ name: "$default" }],
  ...settings,
});

describe("a named stage", () => {
  const stages = [{ name: "dev", variables: { table: "pets" } }, { name: "$default" }];

  test("is served under its name, which stays in the event's path", async () => {
    const { api, events } = await serveApi<HttpEvent>(apiOf({ stages }));
    await send(`${api.url}/dev/pets/7`);
    expect(events[0]).toMatchObject({
      routeKey: "GET /pets/{id}",
      rawPath: "/dev/pets/7",
      pathParameters: { id: "7" },
      stageVariables: { table: "pets" },
      requestContext: { stage: "dev", http: { path: "/dev/pets/7" } },
    });
  });

  test("leaves the other paths to $default", async () => {
    const { api, events } = await serveApi<HttpEvent>(apiOf({ stages }));
    await send(`${api.url}/pets/7`);
    expect(events[0]).toMatchObject({ rawPath: "/pets/7", requestContext: { stage: "$default" } });
    expect(events[0]).not.toHaveProperty("stageVariables");
  });

  test("alone, leaves nothing at the root", async () => {
    const { api } = await serveApi(apiOf({ stages: [{ name: "dev" }], routes: [route("GET /")] }));
    expect((await send(`${api.url}/dev`)).status).toBe(200);
    expect(await send(`${api.url}/`)).toMatchObject({ status: 404, text: '{"message":"Not Found"}' });
  });

  test("has limits of its own", async () => {
    const throttle = { rateLimit: 1, burstLimit: 1 };
    const { api } = await serveApi(apiOf({ stages: [{ name: "dev", throttle }, { name: "$default" }] }));
    const statuses = [];
    for (const path of ["/dev/pets/1", "/dev/pets/1", "/pets/1", "/pets/1"])
      statuses.push((await send(api.url + path)).status);
    expect(statuses).toEqual([200, 429, 200, 200]);
  });
});

describe("route precedence", () => {
  test.each([
    ["GET", "/a/b", "GET /{x}/{y}"],
    ["GET", "/a/b/c", "GET /a/{proxy+}"],
    ["POST", "/a/b", "ANY /a/{proxy+}"],
    ["POST", "/z", "ANY /{proxy+}"],
    ["GET", "/", "$default"],
  ])(
    "takes %s %s to %s: a full match before a greedy one, a method before ANY",
    async (method, path, key) => {
      const keys = ["ANY /{proxy+}", "ANY /a/{proxy+}", "GET /a/{proxy+}", "$default", "GET /{x}/{y}"];
      const { api, events } = await serveApi<HttpEvent>(apiOf({ routes: keys.map(route) }));
      await send(api.url + path, { method });
      expect(events[0]?.routeKey).toBe(key);
    },
  );
});

describe("payload format 1.0", () => {
  const routes = [{ ...route("GET /pets/{id}"), payloadFormat: "1.0" as const }];

  test("has every member of the event", async () => {
    const { api, events } = await serveApi<Record<string, unknown>>(apiOf({ routes }));
    const answer = await send(`${api.url}/pets/big%20dog?tag=a&tag=b`, {
      headers: { "X-Custom": ["one", "two"], Host: "api.example.com", "User-Agent": "test/1", Cookie: "a=1" },
    });
    const requestId = answer.headers["apigw-requestid"];
    const headers = {
      "X-Custom": ["one", "two"],
      Host: ["api.example.com"],
      "User-Agent": ["test/1"],
      Cookie: ["a=1"],
      "X-Amzn-Trace-Id": [expect.stringMatching(/^Root=1-/)],
      "X-Forwarded-For": ["127.0.0.1"],
      "X-Forwarded-Port": [String(api.port)],
      "X-Forwarded-Proto": ["http"],
    };
    expect(events).toEqual([
      {
        version: "1.0",
        resource: "/pets/{id}",
        path: "/pets/big dog",
        httpMethod: "GET",
        headers: Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.at(-1)])),
        multiValueHeaders: headers,
        queryStringParameters: { tag: "b" },
        multiValueQueryStringParameters: { tag: ["a", "b"] },
        pathParameters: { id: "big dog" },
        stageVariables: null,
        requestContext: {
          accountId: "111122223333",
          apiId: "abcdef1234",
          domainName: "abcdef1234.execute-api.eu-west-1.amazonaws.com",
          domainPrefix: "abcdef1234",
          extendedRequestId: requestId,
          httpMethod: "GET",
          identity: unknownCaller,
          path: "/pets/big dog",
          protocol: "HTTP/1.1",
          requestId,
          requestTime: "05/Nov/2026:07:08:09 +0000",
          requestTimeEpoch: start,
          resourceId: null,
          resourcePath: "/pets/{id}",
          stage: "$default",
        },
        body: null,
        isBase64Encoded: false,
      },
    ]);
  });

  test("takes several values of a reply's header, and needs a status", async () => {
    const answers = [{ statusCode: 200, multiValueHeaders: { "X-Many": ["1", "2"] } }, { body: "no status" }];
    const { api } = await serveApi(apiOf({ routes }), () => answers.shift());
    const answer = await send(`${api.url}/pets/1`);
    expect([answer.status, answer.headers["x-many"]]).toEqual([200, "1, 2"]);
    expect(await send(`${api.url}/pets/1`)).toMatchObject({ status: 500 });
  });
});

describe("CORS of the gateway", () => {
  const cors = {
    allowOrigins: ["https://app.example.com", "http://*"],
    allowMethods: ["GET", "POST"],
    allowHeaders: ["content-type"],
    exposeHeaders: ["x-count"],
    allowCredentials: true,
    maxAgeSeconds: 300,
  };
  const preflight = (origin: string) => ({
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST" },
  });

  test("answers a preflight itself", async () => {
    const { api, events } = await serveApi(apiOf({ cors }));
    const answer = await send(`${api.url}/pets/1`, preflight("https://app.example.com"));
    expect([answer.status, answer.text, events]).toEqual([204, "", []]);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": "https://app.example.com",
      "access-control-allow-methods": "GET,POST",
      "access-control-allow-headers": "content-type",
      "access-control-max-age": "300",
      "access-control-allow-credentials": "true",
    });
  });

  test("names no origin that is not allowed, and any that a pattern allows", async () => {
    const { api } = await serveApi(apiOf({ cors }));
    const allowed = async (origin: string) =>
      (await send(`${api.url}/pets/1`, preflight(origin))).headers["access-control-allow-origin"];
    expect(await allowed("https://evil.example.com")).toBeUndefined();
    expect(await allowed("http://localhost:5173")).toBe("http://localhost:5173");
  });

  test("replaces the function's own headers", async () => {
    const headers = { "Access-Control-Allow-Origin": "*", "Access-Control-Max-Age": "1", "X-Count": "2" };
    const { api } = await serveApi(apiOf({ cors }), () => ({ statusCode: 200, headers }));
    const answer = await send(`${api.url}/pets/1`, { headers: { origin: "https://app.example.com" } });
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": "https://app.example.com",
      "access-control-expose-headers": "x-count",
      "x-count": "2",
    });
    expect(answer.headers).not.toHaveProperty("access-control-max-age");
    const without = await send(`${api.url}/pets/1`);
    expect(without.headers).not.toHaveProperty("access-control-allow-origin");
  });

  test("is the function's matter where nothing is configured", async () => {
    const { api, events } = await serveApi(apiOf({}), () => ({
      statusCode: 200,
      headers: { "Access-Control-Allow-Origin": "*" },
    }));
    const answer = await send(`${api.url}/`, preflight("https://evil.example.com"));
    expect([events.length, answer.headers["access-control-allow-origin"]]).toEqual([1, "*"]);
  });
});

test("a request with more than 10,240 bytes of request line and header values is refused", async () => {
  const { api, events } = await serveApi(apiOf({}));
  const accepted = await send(`${api.url}/`, { headers: { "x-large": "x".repeat(10_000) } });
  const refused = await send(`${api.url}/`, { headers: { "x-large": "x".repeat(10_240) } });
  expect([accepted.status, refused.status, events.length]).toEqual([200, 431, 1]);
  expect(refused.text).toBe('{"message":"Request Header Fields Too Large"}');
});

test("a call in-process gets what a request through the port gets", async () => {
  const { api, events } = await serveApi<HttpEvent>(apiOf({}), ({ headers }) => ({
    statusCode: 201,
    headers: { "X-Sent": headers["x-custom"] },
    body: "made",
  }));
  const headers = { "X-Custom": ["one", "two"], "content-type": "text/plain", host: "api.example.com" };
  const reply = await api.handle({ method: "post", url: "/pets?q=1", headers, body: "hi" });
  const answer = await send(`${api.url}/pets?q=1`, { method: "POST", headers, body: "hi" });
  expect([reply.status, String(reply.body)]).toEqual([answer.status, answer.text]);
  expect(reply.headers).toMatchObject({ "x-sent": "one,two", "content-length": "4" });
  const [inProcess, throughPort] = events.map(({ requestContext, headers: seen, ...event }) => {
    const { "x-amzn-trace-id": _, ...kept } = seen;
    return { ...event, http: requestContext.http, kept };
  });
  expect(inProcess).toEqual(throughPort);
});
