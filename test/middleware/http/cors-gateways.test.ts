import { describe, expect, test } from "@jest/globals";
import { api, type HttpEvent } from "#middleware";
import { header, httpEvent, lambdaContext, outside } from "../support.ts";

const origin = "https://app.example.com";
const refuse = async () => {
  throw new Error("asked for a token");
};

const rest = (parts: Partial<HttpEvent>): HttpEvent => ({
  httpMethod: "GET",
  path: "/things",
  resource: "/things",
  headers: {},
  multiValueHeaders: {},
  ...parts,
});
const functionUrl = (method: string, given: string): HttpEvent => ({
  version: "2.0",
  routeKey: "$default",
  rawPath: "/things",
  headers: { origin: given },
  requestContext: { domainName: "abc.lambda-url.us-east-1.on.aws", http: { method, path: "/things" } },
});
const events: [string, (method: string, given: string) => HttpEvent][] = [
  ["an HTTP API 2.0", (method, given) => httpEvent({ method, headers: { Origin: given } })],
  ["a Function URL", functionUrl],
  ["a REST API 1.0", (httpMethod, given) => rest({ httpMethod, headers: { Origin: given } })],
  [
    "a REST API 1.0 with lists",
    (httpMethod, given) => rest({ httpMethod, multiValueHeaders: { Origin: [given] } }),
  ],
];

describe.each(["powertools", "lean"] as const)("cors() in the mode %s", (observability) => {
  describe.each(events)("behind %s", (_name, event) => {
    const { ports } = outside();
    const handler = api({ ports, observability, cors: { origins: [origin] }, auth: refuse }, () => 1);

    test("answers a preflight without a token", async () => {
      const response = await handler(event("OPTIONS", origin), lambdaContext());
      expect(response).toMatchObject({ statusCode: 204, headers: { "access-control-allow-origin": origin } });
    });

    test("lets a listed origin read an error", async () => {
      const response = await handler(event("GET", origin), lambdaContext());
      expect(response).toMatchObject({ statusCode: 401, headers: { "access-control-allow-origin": origin } });
    });

    test.each(["https://evil.example.net", "null", `${origin},https://evil.example.net`])(
      "lets %j neither read nor write",
      async (given) => {
        for (const method of ["GET", "OPTIONS", "POST"]) {
          const response = await handler(event(method, given), lambdaContext());
          expect(header(response, "access-control-allow-origin")).toBeUndefined();
          expect(response.statusCode).toBe({ GET: 401, OPTIONS: 204 }[method] ?? 403);
        }
      },
    );
  });
});

describe("cors() behind a REST API", () => {
  const handler = api({ ports: outside().ports, cors: { origins: [origin] } }, () => 1).use({
    after: ({ response }: { response: unknown }) => {
      Object.assign(response as object, {
        headers: { "access-control-allow-origin": "*" },
        multiValueHeaders: {
          "Access-Control-Allow-Origin": ["*", origin],
          "access-control-allow-credentials": ["true"],
          Vary: ["accept", "Accept-Language"],
          "set-cookie": ["a=1", "b=2"],
        },
      });
    },
  });

  test("is the only owner of its headers, also where a layer set lists of them", async () => {
    const response = await handler(rest({ headers: { origin } }), lambdaContext());
    expect(response.multiValueHeaders).toEqual({ "set-cookie": ["a=1", "b=2"] });
    expect(response.headers).toMatchObject({
      "access-control-allow-origin": origin,
      vary: "accept, Accept-Language, Origin",
    });
  });

  test("lets nothing of theirs through to another origin", async () => {
    const response = await handler(
      rest({ headers: { origin: "https://evil.example.net" } }),
      lambdaContext(),
    );
    expect(JSON.stringify(response)).not.toContain("access-control-allow-");
    expect(JSON.stringify(response)).not.toContain("Access-Control");
  });

  test("refuses two Origin headers", async () => {
    const event = rest({ httpMethod: "POST", multiValueHeaders: { origin: [origin, origin] } });
    expect((await handler(event, lambdaContext())).statusCode).toBe(403);
  });
});
