import { describe, expect, test } from "@jest/globals";
import middy from "@middy/core";
import {
  authenticate,
  context,
  cors,
  currentContext,
  log,
  Problem,
  parse,
  problem,
  validate,
} from "#middleware";
import { bodyOf, header, httpEvent, lambdaContext, outside, validatorOf } from "./support.ts";

const user = { email: "operator@example.com", sub: "1", role: "operator" } as const;

describe("each layer alone in a foreign stack", () => {
  test("context() gives an id to everything after it", async () => {
    const { ports } = outside();
    const handler = middy(async () => ({ statusCode: 200, headers: {}, body: currentContext()?.requestId }))
      .use({ before: async () => undefined })
      .use(context({ ports }));
    const response = await handler(httpEvent({ headers: { "x-request-id": "request-1" } }), lambdaContext());
    expect(header(response, "x-request-id")).toBe("request-1");
  });

  test("context() first of all also reaches the handler", async () => {
    const { ports } = outside();
    const handler = middy(async () => currentContext()?.requestId).use(context({ ports }));
    const run = (id: string) => handler(httpEvent({ headers: { "x-request-id": id } }), lambdaContext());
    expect(await Promise.all([run("request-1"), run("request-2")])).toEqual(["request-1", "request-2"]);
  });

  test("log() writes its line", async () => {
    const { ports, lines } = outside();
    const handler = middy(async () => ({ statusCode: 201, headers: {} })).use(log({ ports }));
    await handler(httpEvent(), lambdaContext());
    expect(lines).toMatchObject([{ message: "request", status: 201, requestId: "made-id-1" }]);
  });

  test("problem() renders and, with no log layer around it, logs what failed", async () => {
    const { ports, lines } = outside();
    const handler = middy(async () => {
      throw new Error("broken");
    }).use(problem({ ports }));
    const response = await handler(httpEvent(), lambdaContext());
    expect(bodyOf(response)).toMatchObject({ code: "internal", requestId: "made-id-1" });
    expect(lines).toMatchObject([{ level: "error", code: "internal", error: { message: "broken" } }]);
  });

  test("cors() answers a preflight and adds its headers", async () => {
    const origin = "https://app.example.com";
    const handler = middy(async () => ({ statusCode: 200, headers: {} })).use(cors({ origins: [origin] }));
    const preflight = await handler(httpEvent({ method: "OPTIONS", headers: { origin } }), lambdaContext());
    expect(preflight).toMatchObject({ statusCode: 204 });
    const response = await handler(httpEvent({ headers: { origin } }), lambdaContext());
    expect(header(response, "access-control-allow-origin")).toBe(origin);
  });

  test("problem() before cors() or after it: the error has its CORS headers in the documented order", async () => {
    const { ports } = outside();
    const origin = "https://app.example.com";
    const handler = middy(async () => {
      throw new Problem("no", { status: 404, title: "No" });
    })
      .use(cors({ origins: [origin] }))
      .use(problem({ ports }));
    const response = await handler(httpEvent({ headers: { origin } }), lambdaContext());
    expect(header(response, "access-control-allow-origin")).toBe(origin);
  });

  test("authenticate(), parse() and validate() hand over on Middy's own objects", async () => {
    const handler = middy(async (event: { body: unknown }, lambda: object) => ({
      body: event.body,
      user: "user" in lambda ? lambda.user : undefined,
    }))
      .use(authenticate({ auth: async () => user }))
      .use(parse())
      .use(validate({ body: validatorOf((body) => (body as { a?: number }).a === 1) }));
    const run = (body: string) =>
      handler(httpEvent({ body, headers: { authorization: "Bearer t" } }) as never, lambdaContext());
    expect(await run('{"a":1}')).toEqual({ body: { a: 1 }, user });
    await expect(run('{"a":2}')).rejects.toMatchObject({ code: "invalid-request" });
  });

  test("validate() reads a body that another layer parsed, and checks what the handler returns", async () => {
    const fits = (value: unknown) => (value as { a?: number }).a === 1;
    const handler = middy(async (event: { body: { out: unknown } }) => event.body.out)
      .use({ before: ({ event }) => void Object.assign(event as object, { body: { a: 1, out: { a: 2 } } }) })
      .use(validate({ body: validatorOf(fits), output: validatorOf(fits) }));
    await expect(handler(httpEvent() as never, lambdaContext())).rejects.toMatchObject({ code: "internal" });
  });

  test("each names an option that nobody reads", () => {
    expect(() => context({ port: 1 } as never)).toThrow('context(): unknown option "port"');
    expect(() => log({ levle: 1 } as never)).toThrow('log(): unknown option "levle"');
    expect(() => problem({ x: 1 } as never)).toThrow('problem(): unknown option "x"');
    expect(() => parse({ limit: 1 } as never)).toThrow('parse(): unknown option "limit"');
    expect(() => validate({ input: 1 } as never)).toThrow('validate(): unknown option "input"');
    expect(() => authenticate({ auth: async () => user, role: "x" } as never)).toThrow(
      'unknown option "role"',
    );
    expect(() => authenticate({ auth: "google" } as never)).toThrow("auth must be a function");
  });
});
