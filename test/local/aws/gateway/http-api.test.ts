import { afterEach, describe, expect, test } from "@jest/globals";
import { AwsError } from "#local/aws/aws-error.ts";
import { virtualClock } from "#local/aws/clock.ts";
import {
  createHttpApi,
  type HttpApi,
  type HttpApiDefinition,
  type HttpApiOptions,
  type HttpStage,
} from "#local/aws/http-api.ts";
import type { HttpEvent } from "#local/aws/http-event.ts";
import { send } from "./http-client.ts";

const open: HttpApi[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
});

const start = Date.UTC(2026, 10, 5, 7, 8, 9);

async function serve(
  routes: HttpApiDefinition["routes"],
  answer: (event: HttpEvent, functionName: string) => unknown = () => ({ statusCode: 200 }),
  options: Partial<HttpApiOptions> = {},
  stage: Partial<HttpStage> = {},
) {
  const clock = virtualClock(start);
  const events: HttpEvent[] = [];
  const traceHeaders: string[] = [];
  const api = await createHttpApi({
    clock,
    accountId: "111122223333",
    region: "eu-west-1",
    async invoke(functionName, event, { traceHeader }) {
      events.push(event as HttpEvent);
      traceHeaders.push(traceHeader);
      return { payload: await answer(event as HttpEvent, functionName), coldStart: false, durationMs: 1 };
    },
    ...options,
  });
  open.push(api);
  api.serve({ kind: "http", apiId: "abcdef1234", routes, stages: [{ name: "$default", ...stage }] });
  return { api, clock, events, traceHeaders };
}

const catchAll = [{ routeKey: "$default", functionName: "f" }];

describe("the event", () => {
  test("of a GET has every member of payload format 2.0", async () => {
    const { api, events, traceHeaders } = await serve([
      { routeKey: "GET /pets/{kind}/{id}", functionName: "f" },
    ]);
    const answer = await send(`${api.url}/pets/big%20dog/7?tag=a&tag=b%2Cc&q=x+y&empty=`, {
      headers: {
        "X-Custom": ["one", "two"],
        Cookie: "a=1; b=2",
        "User-Agent": "test/1",
        Host: "api.example.com",
        "X-Forwarded-For": "203.0.113.9",
      },
    });
    const requestId = answer.headers["apigw-requestid"];
    expect(requestId).toMatch(/^[\w-]{15}=$/);
    expect(events).toEqual([
      {
        version: "2.0",
        routeKey: "GET /pets/{kind}/{id}",
        rawPath: "/pets/big dog/7",
        rawQueryString: "tag=a&tag=b%2Cc&q=x+y&empty=",
        cookies: ["a=1", "b=2"],
        headers: {
          "content-length": "0",
          host: "api.example.com",
          "user-agent": "test/1",
          "x-amzn-trace-id": traceHeaders[0],
          "x-custom": "one,two",
          "x-forwarded-for": "203.0.113.9, 127.0.0.1",
          "x-forwarded-port": String(api.port),
          "x-forwarded-proto": "http",
        },
        queryStringParameters: { tag: "a,b,c", q: "x y", empty: "" },
        pathParameters: { kind: "big dog", id: "7" },
        requestContext: {
          accountId: "111122223333",
          apiId: "abcdef1234",
          domainName: "abcdef1234.execute-api.eu-west-1.amazonaws.com",
          domainPrefix: "abcdef1234",
          http: {
            method: "GET",
            path: "/pets/big dog/7",
            protocol: "HTTP/1.1",
            sourceIp: "127.0.0.1",
            userAgent: "test/1",
          },
          requestId,
          routeKey: "GET /pets/{kind}/{id}",
          stage: "$default",
          time: "05/Nov/2026:07:08:09 +0000",
          timeEpoch: start,
        },
        isBase64Encoded: false,
      },
    ]);
  });

  test("leaves out what a request does not have", async () => {
    const { api, events } = await serve(catchAll);
    await send(`${api.url}/`);
    for (const member of ["cookies", "queryStringParameters", "pathParameters", "body"])
      expect(events[0]).not.toHaveProperty(member);
    expect(events[0]).toMatchObject({ rawPath: "/", rawQueryString: "", routeKey: "$default" });
  });

  test.each([
    ["application/json", false],
    ["application/json; charset=utf-8", false],
    ["application/problem+json", false],
    ["text/csv", false],
    ["application/xml", false],
    ["application/x-www-form-urlencoded", true],
    ["image/png", true],
    ["application/octet-stream", true],
  ])("carries a body of type %s in base64: %s", async (type, isBase64Encoded) => {
    const { api, events } = await serve(catchAll);
    await send(`${api.url}/`, { method: "POST", headers: { "content-type": type }, body: "café" });
    const body = isBase64Encoded ? Buffer.from("café").toString("base64") : "café";
    expect(events[0]).toMatchObject({ isBase64Encoded, body, headers: { "content-length": "5" } });
  });

  test("keeps the sender's trace id", async () => {
    const { api, traceHeaders } = await serve(catchAll);
    const sent = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    await send(`${api.url}/`, { headers: { "X-Amzn-Trace-Id": sent } });
    expect(traceHeaders).toEqual([sent]);
  });
});

describe("routes", () => {
  const keys = [
    "ANY /{proxy+}",
    "GET /pets/{proxy+}",
    "$default",
    "GET /pets/dog/{id}",
    "ANY /pets/dog/1",
    "GET /pets/dog/1",
    "POST /upload",
  ];
  test.each([
    ["GET", "/pets/dog/1", "GET /pets/dog/1", undefined],
    ["PUT", "/pets/dog/1", "ANY /pets/dog/1", undefined],
    ["GET", "/pets/dog/2", "GET /pets/dog/{id}", { id: "2" }],
    ["GET", "/pets/cat/1", "GET /pets/{proxy+}", { proxy: "cat/1" }],
    ["POST", "/test/5", "ANY /{proxy+}", { proxy: "test/5" }],
    ["POST", "/upload", "POST /upload", undefined],
    ["GET", "/upload", "ANY /{proxy+}", { proxy: "upload" }],
    ["GET", "/", "$default", undefined],
  ])("%s %s matches %s", async (method, path, routeKey, pathParameters) => {
    const { api, events } = await serve(keys.map((key) => ({ routeKey: key, functionName: "f" })));
    await send(api.url + path, { method });
    expect(events[0]?.routeKey).toBe(routeKey);
    expect(events[0]?.pathParameters).toEqual(pathParameters);
  });

  test("that are not there answer 404", async () => {
    const { api } = await serve([{ routeKey: "GET /pets/{id}", functionName: "f" }]);
    for (const path of ["/pets", "/pets/", "/pets/1/2", "/"]) {
      const answer = await send(api.url + path);
      expect(answer).toMatchObject({ status: 404, text: '{"message":"Not Found"}' });
      expect(answer.headers["content-type"]).toBe("application/json");
      expect(answer.headers["apigw-requestid"]).toMatch(/^[\w-]{15}=$/);
    }
    expect((await send(`${api.url}/pets/1`, { method: "POST" })).status).toBe(404);
  });

  test("that are not there can fall back to something else", async () => {
    const fallback: HttpApiOptions["fallback"] = (request, response) => {
      if (request.url !== "/page") return false;
      response.end("a page");
      return true;
    };
    const { api } = await serve([{ routeKey: "GET /api", functionName: "f" }], undefined, { fallback });
    expect((await send(`${api.url}/page`)).text).toBe("a page");
    expect((await send(`${api.url}/other`)).status).toBe(404);
  });

  test("with a malformed key are refused", async () => {
    await expect(serve([{ routeKey: "pets", functionName: "f" }])).rejects.toThrow('The route key "pets"');
  });
});

describe("the reply", () => {
  test("has the status, headers, cookies and body of the answer", async () => {
    const { api } = await serve(catchAll, () => ({
      statusCode: 201,
      headers: { "X-Count": 3, "Content-Type": "text/html" },
      cookies: ["a=1; Secure", "b=2"],
      body: "<p>é",
    }));
    const answer = await send(`${api.url}/`);
    expect(answer).toMatchObject({ status: 201, text: "<p>é" });
    expect(answer.headers).toMatchObject({
      "x-count": "3",
      "content-type": "text/html",
      "set-cookie": ["a=1; Secure", "b=2"],
      "content-length": "5",
    });
  });

  test("decodes base64 and has a content type by default", async () => {
    const body = Buffer.from("plain").toString("base64");
    const { api } = await serve(catchAll, () => ({ statusCode: "200", body, isBase64Encoded: true }));
    const answer = await send(`${api.url}/`);
    expect(answer.text).toBe("plain");
    expect(answer.headers["content-type"]).toBe("text/plain;charset=UTF-8");
  });

  test.each([[{ message: "hi" }], ["Hello"], [[1, 2]], [null]])(
    "to an answer without a status, %j, is that answer as JSON",
    async (value) => {
      const { api } = await serve(catchAll, () => value);
      const answer = await send(`${api.url}/`);
      expect(answer).toMatchObject({ status: 200, text: JSON.stringify(value) });
      expect(answer.headers["content-type"]).toBe("application/json");
    },
  );

  test.each([
    ["a status that is no number", { statusCode: "many" }],
    ["a status out of range", { statusCode: 99 }],
    ["a body that is no text", { statusCode: 200, body: { a: 1 } }],
    ["a list as headers", { statusCode: 200, headers: [] }],
    ["a list as a header", { statusCode: 200, headers: { a: ["b"] } }],
    ["cookies that are no list", { statusCode: 200, cookies: "a=1" }],
    ["a header with a line feed", { statusCode: 200, headers: { a: "b\nc" } }],
  ])("to a malformed answer with %s is 500", async (_, value) => {
    const { api } = await serve(catchAll, () => value);
    expect(await send(`${api.url}/`)).toMatchObject({
      status: 500,
      text: '{"message":"Internal Server Error"}',
    });
  });

  test("is 500 when the function fails, and 503 when it cannot start", async () => {
    const failing: HttpApiOptions["invoke"] = async () => ({
      error: { errorType: "Error", errorMessage: "boom" },
      coldStart: false,
      durationMs: 1,
    });
    const { api } = await serve(catchAll, undefined, { invoke: failing });
    expect(await send(`${api.url}/`)).toMatchObject({
      status: 500,
      text: '{"message":"Internal Server Error"}',
    });
    const throttled: HttpApiOptions["invoke"] = async () => {
      throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);
    };
    const { api: other } = await serve(catchAll, undefined, { invoke: throttled });
    expect(await send(`${other.url}/`)).toMatchObject({
      status: 503,
      text: '{"message":"Service Unavailable"}',
    });
  });

  test("is 503 when the function takes longer than 30 seconds", async () => {
    const invoked = Promise.withResolvers<void>();
    const { api, clock } = await serve(catchAll, () => {
      invoked.resolve();
      return new Promise(() => {});
    });
    const answer = send(`${api.url}/`);
    await invoked.promise;
    expect(clock.next()).toBe(start + 30_000);
    clock.advance(30_000);
    expect(await answer).toMatchObject({ status: 503, text: '{"message":"Service Unavailable"}' });
  });
});

describe("limits", () => {
  test("of the stage are shared by its routes and refill on the clock", async () => {
    const routes = ["GET /a", "GET /b"].map((routeKey) => ({ routeKey, functionName: "f" }));
    const { api, clock } = await serve(routes, undefined, {}, { throttle: { rateLimit: 2, burstLimit: 3 } });
    const statuses = async (...paths: string[]) => {
      const found: number[] = [];
      for (const path of paths) found.push((await send(api.url + path)).status);
      return found;
    };
    expect(await statuses("/a", "/b", "/a", "/b")).toEqual([200, 200, 200, 429]);
    clock.advance(500);
    expect(await statuses("/a", "/a")).toEqual([200, 429]);
    clock.advance(60_000);
    expect(await statuses("/a", "/a", "/a", "/a")).toEqual([200, 200, 200, 429]);
    expect((await send(`${api.url}/a`)).text).toBe('{"message":"Too Many Requests"}');
  });

  test("of a route replace the stage's", async () => {
    const routes = [
      { routeKey: "GET /own", functionName: "f" },
      { routeKey: "GET /other", functionName: "f" },
    ];
    const stage = {
      throttle: { rateLimit: 1, burstLimit: 1 },
      routeThrottles: { "GET /own": { rateLimit: 1, burstLimit: 2 } },
    };
    const { api } = await serve(routes, undefined, {}, stage);
    for (const expected of [200, 200, 429]) expect((await send(`${api.url}/own`)).status).toBe(expected);
    for (const expected of [200, 429]) expect((await send(`${api.url}/other`)).status).toBe(expected);
  });

  test("let a body of 10 MB through and answer 413 beyond it", async () => {
    const { api, events } = await serve(catchAll);
    const body = Buffer.alloc(10 * 1024 * 1024, "x");
    expect(
      (await send(`${api.url}/`, { method: "POST", body, headers: { "content-type": "text/plain" } })).status,
    ).toBe(200);
    const larger = Buffer.concat([body, Buffer.from("x")]);
    expect(await send(`${api.url}/`, { method: "POST", body: larger })).toMatchObject({
      status: 413,
      text: '{"message":"Request Entity Too Large"}',
    });
    expect(events).toHaveLength(1);
  });

  test("of the machine: a port that is taken is an error with its code", async () => {
    const { api } = await serve(catchAll);
    await expect(serve(catchAll, undefined, { port: api.port })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
  });
});
