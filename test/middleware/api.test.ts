import { describe, expect, test } from "@jest/globals";
import { api, currentContext, currentLog, Problem, respond } from "#middleware";
import { bodyOf, header, httpEvent, lambdaContext, outside } from "./support.ts";

const user = { email: "operator@example.com", sub: "1", role: "operator" } as const;

describe("api()", () => {
  test("needs no option at all", async () => {
    const written: string[] = [];
    const write = process.stdout.write;
    process.stdout.write = ((text: string) => written.push(text) > 0) as typeof write;
    try {
      const response = await api(async () => ({ fine: true }))(httpEvent(), lambdaContext());
      expect(response).toMatchObject({ statusCode: 200, body: '{"fine":true}' });
      expect(header(response, "x-request-id")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/);
      expect(JSON.parse(written.join(""))).toMatchObject({ message: "request", status: 200 });
    } finally {
      process.stdout.write = write;
    }
  });

  test("answers undefined with 204 and other values with the route's status", async () => {
    const { ports } = outside();
    const nothing = await api({ ports }, async () => undefined)(httpEvent(), lambdaContext());
    expect(nothing.statusCode).toBe(204);
    expect(nothing.body).toBeUndefined();
    const made = await api({ ports, status: 201 }, () => ({ id: 1 }))(httpEvent(), lambdaContext());
    expect(made).toMatchObject({ statusCode: 201, body: '{"id":1}' });
    expect(header(made, "content-type")).toBe("application/json");
  });

  test("sends what respond() says", async () => {
    const { ports } = outside();
    const run = (reply: Parameters<typeof respond>[0]) =>
      api({ ports }, () => respond(reply))(httpEvent(), lambdaContext());
    expect(await run({ status: 304, headers: { ETag: '"1"' } })).toMatchObject({
      statusCode: 304,
      headers: { etag: '"1"' },
    });
    const csv = await run({ headers: { "Content-Type": "text/csv" }, body: "a,b" });
    expect(csv).toMatchObject({ statusCode: 200, body: "a,b", headers: { "content-type": "text/csv" } });
    const bytes = await run({ headers: { "content-type": "image/png" }, body: Buffer.from([1, 2]) });
    expect(bytes).toMatchObject({ body: "AQI=", isBase64Encoded: true });
    expect(await run({ body: "text" })).toMatchObject({ body: '"text"' });
  });

  test("hands the handler every part of the request", async () => {
    const { ports } = outside();
    const handler = api({ ports, auth: async () => user }, (request) => ({
      ...request,
      log: undefined,
      event: request.event.version,
      signal: request.signal.aborted,
      remainingMs: request.remainingMs(),
    }));
    const event = httpEvent({
      body: '{"a":1}',
      query: { page: "2" },
      pathParameters: { id: "7" },
      headers: { Authorization: "Bearer t", "X-Request-Id": "request-1" },
    });
    expect(bodyOf(await handler(event, lambdaContext(1234)))).toMatchObject({
      body: { a: 1 },
      query: { page: "2" },
      path: { id: "7" },
      headers: { "x-request-id": "request-1", authorization: "Bearer t" },
      user,
      requestId: "request-1",
      event: "2.0",
      signal: false,
      remainingMs: 1234,
    });
  });

  test("reads REST 1.0 events too", async () => {
    const { ports, lines } = outside();
    const event = {
      httpMethod: "POST",
      path: "/things/7",
      resource: "/things/{id}",
      headers: { "Content-Type": "application/json", "X-Request-Id": "request-1" },
      body: '{"a":1}',
    };
    const response = await api({ ports }, ({ body }) => body)(event, lambdaContext());
    expect(response.body).toBe('{"a":1}');
    expect(lines).toMatchObject([{ requestId: "request-1", method: "POST", route: "/things/{id}" }]);
  });

  test.each([{}, null, { version: "2.0" }, { requestContext: { http: null } }, { headers: 7, body: {} }])(
    "answers the event %j without failing",
    async (event) => {
      const { ports } = outside();
      const response = await api({ ports }, () => "fine")(event as never, lambdaContext());
      expect(response.statusCode).toBe(200);
    },
  );

  test("keeps the contexts of concurrent requests apart and leaves none behind", async () => {
    const { ports, lines } = outside();
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const handler = api({ ports }, async ({ requestId }) => {
      await gates[requestId === "request-1" ? 0 : 1]?.promise;
      currentLog()?.info("inside");
      return [requestId, currentContext()?.requestId];
    });
    const run = (id: string) => handler(httpEvent({ headers: { "x-request-id": id } }), lambdaContext());
    const both = Promise.all([run("request-1"), run("request-2")]);
    gates[1]?.resolve();
    gates[0]?.resolve();
    const bodies = (await both).map(({ body }) => JSON.parse(body ?? ""));
    expect(bodies).toEqual([
      ["request-1", "request-1"],
      ["request-2", "request-2"],
    ]);
    expect(
      lines
        .filter(({ message }) => message === "inside")
        .map(({ requestId }) => requestId)
        .sort(),
    ).toEqual(["request-1", "request-2"]);
    expect(currentContext()).toBeUndefined();
  });

  test("keeps the context for foreign layers, which see the gateway's form", async () => {
    const { ports } = outside();
    const seen: unknown[] = [];
    const handler = api({ ports }, () => ({ a: 1 })).use({
      before: () => void seen.push(currentContext()?.requestId),
      after: ({ response }: { response: unknown }) => void seen.push((response as { body: string }).body),
    });
    const response = await handler(httpEvent({ headers: { "x-request-id": "request-1" } }), lambdaContext());
    expect(seen).toEqual(["request-1", '{"a":1}']);
    expect(response.statusCode).toBe(200);
  });

  test("gives the early answer of a foreign layer its id, CORS headers and log line", async () => {
    const { ports, lines } = outside();
    const cors = { origins: ["https://app.example.com"] };
    const handler = api({ ports, cors }, () => "never").use({
      before: () => ({ statusCode: 418, headers: {} }),
    });
    const response = await handler(
      httpEvent({ headers: { origin: "https://app.example.com" } }),
      lambdaContext(),
    );
    expect(response.statusCode).toBe(418);
    expect(header(response, "x-request-id")).toBe("made-id-1");
    expect(header(response, "access-control-allow-origin")).toBe("https://app.example.com");
    expect(lines).toMatchObject([{ message: "request", status: 418, outcome: "refused" }]);
  });

  test("answers with a problem when the error handler of a foreign layer fails itself", async () => {
    const { ports, lines } = outside();
    const handler = api({ ports }, () => {
      throw new Error("first");
    }).use({
      onError: () => {
        throw new Error("second");
      },
    });
    const response = await handler(httpEvent(), lambdaContext());
    expect(bodyOf(response)).toMatchObject({ code: "internal", requestId: "made-id-1" });
    expect(lines).toMatchObject([{ status: 500, error: { message: "second" } }]);
  });

  test("aborts the signal half a second before the end, and sets no timer that nobody asked for", async () => {
    const { ports, timers } = outside();
    await api({ ports }, () => "quick")(httpEvent(), lambdaContext());
    expect(timers).toHaveLength(0);
    const slow = api({ ports }, async ({ signal }) => {
      expect(timers).toMatchObject([{ milliseconds: 1500 }]);
      timers[0]?.run();
      signal.throwIfAborted();
    });
    const response = await slow(httpEvent(), lambdaContext(2000));
    expect(bodyOf(response)).toMatchObject({ status: 503, code: "deadline-exceeded", retryable: true });
    expect(timers).toHaveLength(0);
  });

  test("lets pass only the roles it names", async () => {
    const { ports, lines } = outside();
    const handler = api({ ports, auth: async () => user, roles: ["admin"] }, () => "secret");
    const response = await handler(httpEvent({ headers: { authorization: "Bearer t" } }), lambdaContext());
    expect(bodyOf(response)).toMatchObject({ status: 403, code: "role-required" });
    expect(bodyOf(response).detail).toBe("This needs the role admin; you are signed in as operator.");
    expect(JSON.stringify(lines)).not.toContain("example.com");
  });

  test.each([undefined, "", "Basic dTpw", "Bearer", "Bearer a b", `Bearer ${"a".repeat(16_384)}`])(
    "refuses the authorization %j with 401",
    async (authorization) => {
      const { ports } = outside();
      const handler = api({ ports, auth: async () => user }, () => "secret");
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      const response = await handler(httpEvent({ headers }), lambdaContext());
      expect(bodyOf(response)).toMatchObject({ status: 401, code: "unauthenticated" });
      expect(header(response, "www-authenticate")).toBe("Bearer");
    },
  );

  test("takes the scheme in lower case", async () => {
    const { ports } = outside();
    const handler = api(
      { ports, auth: async (token) => ({ ...user, sub: token }) },
      (request) => request.user.sub,
    );
    const response = await handler(
      httpEvent({ headers: { authorization: "bearer my-token" } }),
      lambdaContext(),
    );
    expect(response.body).toBe('"my-token"');
  });

  test("checks who calls before it reads what they send", async () => {
    const { ports } = outside();
    const handler = api({ ports, auth: async () => user }, () => "secret");
    const response = await handler(httpEvent({ body: "{not json" }), lambdaContext());
    expect(response.statusCode).toBe(401);
  });

  test("names an option that nobody reads at start-up", () => {
    expect(() => api({ quey: () => true } as never, () => 1)).toThrow('api(): unknown option "quey"');
    expect(() => api({ ports: { clock: 1 } } as never, () => 1)).toThrow('unknown option "ports.clock"');
    expect(() => api({ cors: { origin: "x", origins: [] } } as never, () => 1)).toThrow(
      'cors(): unknown option "origin"',
    );
    expect(() => api({ logLevel: "loud" } as never, () => 1)).toThrow('log level "loud" is unknown');
    expect(() => api({ roles: ["admin"] }, () => 1)).toThrow('"roles" needs "auth"');
    expect(() => api({ body: "object" } as never, () => 1)).toThrow('"body" is no schema');
    expect(() => api({ bodyLimit: 0 }, () => 1)).toThrow("bodyLimit");
    expect(() => api({ accept: ["text/html"] } as never, () => 1)).toThrow('accept cannot take "text/html"');
    expect(() => api({}, undefined as never)).toThrow("must be the handler function");
  });

  test("passes a problem of the handler on", async () => {
    const { ports } = outside();
    const handler = api({ ports }, () => {
      throw new Problem("job-not-found", { status: 404, title: "No such job" });
    });
    expect(bodyOf(await handler(httpEvent(), lambdaContext()))).toMatchObject({
      code: "job-not-found",
      status: 404,
    });
  });
});
