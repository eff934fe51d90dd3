import { describe, expect, test } from "@jest/globals";
import middy from "@middy/core";
import httpErrorHandler from "@middy/http-error-handler";
import jsonBodyParser from "@middy/http-json-body-parser";
import { api, context, type Layer, layerOrder, problem, validate } from "#middleware";
import { bodyOf, header, httpEvent, lambdaContext, outside, validatorOf } from "./support.ts";

const origin = "https://app.example.com";
const user = { email: "operator@example.com", sub: "1", role: "operator" } as const;
const never = validatorOf<never>(() => false);

describe("layerOrder", () => {
  test("is documented as it is", () => {
    expect(layerOrder.join(" ")).toBe(
      "context trace log cors compress problem authenticate rateLimit parse validate idempotent handler output",
    );
  });

  test.each([
    ["cors before authenticate", { headers: { origin: "https://evil.example.com" }, body: "{" }, 403],
    ["authenticate before parse", { headers: { origin }, body: "{" }, 401],
    ["parse before validate", { headers: { origin, authorization: "Bearer t" }, body: "{" }, 400],
    ["validate before the handler", { headers: { origin, authorization: "Bearer t" }, body: "{}" }, 422],
  ])("holds: %s", async (_name, parts, status) => {
    const { ports, lines } = outside();
    const options = { ports, cors: { origins: [origin] }, auth: async () => user, body: never };
    const response = await api(options, () => 1)(httpEvent(parts), lambdaContext());
    expect(response.statusCode).toBe(status);
    expect(header(response, "x-request-id")).toBe("made-id-1");
    expect(bodyOf(response)).toMatchObject({ requestId: "made-id-1" });
    expect(lines).toMatchObject([{ message: "request", status }]);
    if (status !== 403) expect(header(response, "access-control-allow-origin")).toBe(origin);
  });
});

// Their types name the event of one version of the gateway.
const foreign = (layer: object) => layer as Layer;

describe("foreign layers", () => {
  const schema = validatorOf<{ a: number }>((body) => (body as { a?: number })?.a === 1);

  test("parse before our validate(), and handle errors around it", async () => {
    const handler = middy(async (event: { body: unknown }) => ({
      statusCode: 200,
      body: JSON.stringify(event.body),
    }))
      .use(foreign(httpErrorHandler({ logger: false, fallbackMessage: "fallback" })))
      .use(foreign(jsonBodyParser()))
      .use(problem({ ports: outside().ports }))
      .use(validate({ body: schema }));
    const run = (body: string) => handler(httpEvent({ body }) as never, lambdaContext());
    expect(await run('{"a":1}')).toMatchObject({ statusCode: 200, body: '{"a":1}' });
    expect(await run('{"a":2}')).toMatchObject({ statusCode: 422 });
  });

  test("inside of api() may handle an error in their own way", async () => {
    const { ports, lines } = outside();
    const handler = api({ ports }, () => {
      throw Object.assign(new Error("gone"), { statusCode: 410, expose: true });
    }).use(foreign(httpErrorHandler({ logger: false })));
    const response = await handler(httpEvent(), lambdaContext());
    expect(response).toMatchObject({ statusCode: 410, body: "gone" });
    expect(header(response, "x-request-id")).toBe("made-id-1");
    expect(lines).toMatchObject([{ requestId: "made-id-1" }]);
  });

  test("get what a transforming schema made on the event itself", async () => {
    const { ports } = outside();
    const trimmed = {
      "~standard": { version: 1, vendor: "test", validate: () => ({ value: { a: "made" } }) },
    } as const;
    const handler = middy(async (event: Record<string, unknown>) => ({
      body: event.body,
      query: event.queryStringParameters,
    }))
      .use(context({ ports }))
      .use(validate({ body: trimmed, query: trimmed }));
    expect(await handler(httpEvent({ body: "{}" }) as never, lambdaContext())).toMatchObject({
      body: { a: "made" },
      query: { a: "made" },
    });
  });

  test("attach to api() by every way that Middy has", async () => {
    const seen: string[] = [];
    const handler = api({ ports: outside().ports }, () => 1)
      .before(() => void seen.push("before"))
      .after(() => void seen.push("after"))
      .onError(() => void seen.push("error"));
    await handler(httpEvent(), lambdaContext());
    expect(seen).toEqual(["before", "after"]);
  });
});
