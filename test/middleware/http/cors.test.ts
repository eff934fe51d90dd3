import { describe, expect, test } from "@jest/globals";
import middy from "@middy/core";
import { api, cors, type HttpResponse, Problem, respond, router } from "#middleware";
import { bodyOf, header, httpEvent, lambdaContext, outside } from "../support.ts";

const origin = "https://app.example.com";
const refuse = async () => {
  throw new Error("asked for a token");
};

function handlerFor(origins: readonly string[] = [origin, "http://localhost:5173"]) {
  const { ports } = outside();
  return api({ ports, cors: { origins } }, () => "fine");
}

const foreign = [
  "https://app.example.com.evil",
  "http://app.example.com",
  "null",
  "",
  "*",
  "constructor",
  "__proto__",
];

describe("cors()", () => {
  test("lets a listed origin read the response and its headers", async () => {
    const response = await handlerFor()(httpEvent({ headers: { origin } }), lambdaContext());
    expect(header(response, "access-control-allow-origin")).toBe(origin);
    expect(header(response, "access-control-expose-headers")).toBe(
      "x-request-id, retry-after, etag, location, idempotency-replayed",
    );
    expect(header(response, "vary")).toBe("Origin");
    expect(header(response, "access-control-allow-credentials")).toBeUndefined();
  });

  test.each(foreign)("neither reflects the origin %j nor answers with a wildcard", async (unknown) => {
    const response = await handlerFor()(httpEvent({ headers: { origin: unknown } }), lambdaContext());
    expect(response.statusCode).toBe(200);
    expect(header(response, "access-control-allow-origin")).toBeUndefined();
    expect(header(response, "vary")).toBe("Origin");
  });

  test("varies by origin also with one origin and without an Origin header", async () => {
    const response = await handlerFor([origin])(httpEvent(), lambdaContext());
    expect(header(response, "vary")).toBe("Origin");
    expect(header(response, "access-control-allow-origin")).toBeUndefined();
  });

  test("answers a preflight without asking who calls", async () => {
    const { ports, lines } = outside();
    const handler = api({ ports, cors: { origins: [origin] }, auth: refuse }, () => "secret");
    const event = httpEvent({
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    const response = await handler(event, lambdaContext());
    expect(response.statusCode).toBe(204);
    expect(header(response, "access-control-allow-origin")).toBe(origin);
    expect(header(response, "access-control-allow-headers")).toBe(
      "authorization, content-type, idempotency-key, if-none-match, x-request-id",
    );
    expect(header(response, "access-control-allow-methods")).toBe("GET, POST, PUT, PATCH, DELETE");
    expect(header(response, "access-control-max-age")).toBe("600");
    expect(header(response, "x-request-id")).toBe("made-id-1");
    expect(lines).toMatchObject([{ method: "OPTIONS", status: 204 }]);
  });

  test("answers the preflight of a foreign origin without allowing anything", async () => {
    const event = httpEvent({ method: "OPTIONS", headers: { origin: "https://evil.example.net" } });
    const response = await handlerFor()(event, lambdaContext());
    expect(response.statusCode).toBe(204);
    expect(header(response, "access-control-allow-origin")).toBeUndefined();
  });

  test("puts the headers on errors of every layer", async () => {
    const { ports } = outside();
    const handler = api({ ports, cors: { origins: [origin] }, auth: refuse }, () => "secret");
    const unauthenticated = await handler(httpEvent({ headers: { origin } }), lambdaContext());
    expect(unauthenticated.statusCode).toBe(401);
    expect(header(unauthenticated, "access-control-allow-origin")).toBe(origin);
    const failed = await handler(
      httpEvent({ headers: { origin, authorization: "Bearer x" } }),
      lambdaContext(),
    );
    expect(failed.statusCode).toBe(500);
    expect(header(failed, "access-control-allow-origin")).toBe(origin);
    expect(header(failed, "vary")).toBe("Origin");
  });

  test.each(["https://evil.example.net", "null", "constructor"])(
    "refuses a write from the origin %j",
    async (unknown) => {
      const response = await handlerFor()(
        httpEvent({ body: "{}", headers: { origin: unknown } }),
        lambdaContext(),
      );
      expect(bodyOf(response)).toMatchObject({ status: 403, code: "origin-not-allowed" });
      expect(response.body).not.toContain("evil");
    },
  );

  test("puts the headers on what is refused before or by the handler", async () => {
    const { ports } = outside();
    const options = { ports, cors: { origins: [origin] }, bodyLimit: 10 };
    const limited = api({ ...options, rateLimit: { burst: 1, perSecond: 0.001 } }, () => {
      throw new Problem("gone", { status: 410, title: "Gone" });
    });
    const post = (body: string, headers = {}) =>
      limited(httpEvent({ body, headers: { origin, ...headers } }), lambdaContext());
    const answers = [await post("{}"), await post("{}")];
    const unlimited = api(options, () => 1);
    for (const parts of [
      { body: "12345678901" },
      { body: "{" },
      { body: "{}", headers: { "content-encoding": "br" } },
    ])
      answers.push(
        await unlimited(httpEvent({ ...parts, headers: { origin, ...parts.headers } }), lambdaContext()),
      );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([410, 429, 413, 400, 415]);
    for (const answer of answers) {
      expect(answer.headers).toMatchObject({ "access-control-allow-origin": origin, vary: "Origin" });
      expect(header(answer, "access-control-expose-headers")).toContain("retry-after");
    }
  });

  test("takes a write from a listed origin and from no browser at all", async () => {
    const listed = await handlerFor()(httpEvent({ body: "{}", headers: { origin } }), lambdaContext());
    const machine = await handlerFor()(httpEvent({ body: "{}" }), lambdaContext());
    expect([listed.statusCode, machine.statusCode]).toEqual([200, 200]);
  });

  test("sends no CORS header without the option", async () => {
    const { ports } = outside();
    const response = await api({ ports }, () => "fine")(httpEvent({ headers: { origin } }), lambdaContext());
    expect(header(response, "access-control-allow-origin")).toBeUndefined();
    expect(header(response, "vary")).toBeUndefined();
  });

  test("does not let a foreign layer's header turn credentials on for the requests after it", async () => {
    const handler = handlerFor().use({
      after: ({ response, event }: { response: unknown; event: unknown }) => {
        const target = (response as { headers: Record<string, string> }).headers;
        if (JSON.stringify(event).includes("/first")) target["Access-Control-Allow-Credentials"] = "true";
      },
    });
    await handler(httpEvent({ path: "/first", headers: { origin } }), lambdaContext());
    const next = await handler(httpEvent({ path: "/next", headers: { origin } }), lambdaContext());
    expect(header(next, "access-control-allow-credentials")).toBeUndefined();
  });

  test.each([
    ["accept-encoding", "accept-encoding, Origin"],
    ["origin", "origin"],
    ["Accept-Encoding,ORIGIN ", "Accept-Encoding,ORIGIN "],
    ["*", "*"],
    ["", "Origin"],
    ["x-origin", "x-origin, Origin"],
  ])("merges what stands in vary: %j", async (given, merged) => {
    const { ports } = outside();
    const handler = api({ ports, cors: { origins: [origin] } }, () =>
      respond({ headers: { Vary: given }, body: 1 }),
    );
    const response = await handler(httpEvent({ headers: { origin } }), lambdaContext());
    const names = Object.keys(response.headers).filter((name) => name.toLowerCase() === "vary");
    expect([names, header(response, "vary")]).toEqual([["vary"], merged]);
  });

  test("leaves a response alone that several requests share", async () => {
    const shared = { statusCode: 200, headers: Object.freeze({ "x-mine": "1" }), body: "" };
    const handler = middy(async () => shared).use(cors({ origins: [origin] }));
    const run = (headers: Record<string, string>) =>
      handler(httpEvent({ headers }) as never, lambdaContext());
    expect(header((await run({ origin })) as never, "access-control-allow-origin")).toBe(origin);
    const next: unknown = await run({});
    expect(header(next as HttpResponse, "access-control-allow-origin")).toBeUndefined();
    expect(header(next as HttpResponse, "x-mine")).toBe("1");
  });

  test.each([
    [{ origins: undefined as never }, '"origins" must be a list of exact origins.'],
    [{ origins: [], methods: ["get"] }, 'method "get" must be written in capital letters.'],
    [{ origins: [], credentials: true } as never, 'unknown option "credentials"'],
  ])("refuses wrong options at start-up: %j", (options, message) => {
    expect(() => cors(options)).toThrow(`cors(): ${message}`);
  });

  test.each(["*", "null", "https://*.example.com", "https://app.example.com/", "app.example.com"])(
    "refuses the configured origin %j at start-up",
    (wrong) => {
      expect(() => handlerFor([wrong])).toThrow(`origin "${wrong}" is not exact`);
    },
  );

  test("answers the preflight of a path that no route has", async () => {
    const { ports } = outside();
    const things = { method: "GET", path: "/things", handler: handlerFor() } as const;
    const route = router([things], { ports, cors: { origins: [origin] } });
    const event = httpEvent({ method: "OPTIONS", path: "/unknown", headers: { origin } });
    const response = await route(event, lambdaContext());
    expect(response.statusCode).toBe(204);
    expect(header(response, "access-control-allow-origin")).toBe(origin);
  });
});
