import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { api, respond, type Validator } from "#middleware";
import { bodyOf, httpEvent, lambdaContext, outside, validatorOf } from "../support.ts";

const ajv = new Ajv({ allErrors: true, coerceTypes: false });
const coercing = new Ajv({ allErrors: true, coerceTypes: true, useDefaults: true });

const body = ajv.compile({
  type: "object",
  required: ["name"],
  additionalProperties: false,
  properties: {
    name: { type: "string" },
    topics: { type: "array", items: { type: "object", properties: { name: { type: "string" } } } },
  },
}) as Validator<{ name: string }>;

const query = coercing.compile({
  type: "object",
  properties: { limit: { type: "integer", default: 20 }, dryRun: { type: "boolean" } },
}) as Validator<{ limit: number; dryRun?: boolean }>;

const text = (name: string) =>
  ajv.compile({ type: "object", properties: { [name]: { pattern: "^[a-z]+$", type: "string" } } });

function refused(event: Parameters<typeof httpEvent>[0]) {
  const { ports } = outside();
  const parts = { body, query, path: text("id"), headers: text("x-kind") };
  return api({ ports, ...parts }, () => "fine")(httpEvent(event), lambdaContext());
}

describe("validate()", () => {
  test("points at every error of every part", async () => {
    const response = await refused({
      body: '{"topics":[{"name":7}],"a/b":1}',
      query: { limit: "many" },
      pathParameters: { id: "7" },
      headers: { "X-Kind": "7" },
    });
    expect(bodyOf(response)).toMatchObject({ status: 422, code: "invalid-request", retryable: false });
    expect(bodyOf(response).errors).toEqual([
      { pointer: "/path/id", message: 'must match pattern "^[a-z]+$"' },
      { pointer: "/query/limit", message: "must be integer" },
      { pointer: "/headers/x-kind", message: 'must match pattern "^[a-z]+$"' },
      { pointer: "/body/name", message: "is required" },
      { pointer: "/body/a~1b", message: 'unknown field "a/b"' },
      { pointer: "/body/topics/0/name", message: "must be string" },
    ]);
  });

  test("lists at most 20 errors and tells how many more", async () => {
    const fields = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`field${index}`, 1]));
    const response = await refused({ body: JSON.stringify(fields) });
    expect(bodyOf(response).errors).toHaveLength(20);
    expect(bodyOf(response).detail).toBe("Correct /body/name: is required, and 30 more.");
  });

  test("keeps pointer and message short whatever name a client makes up", async () => {
    const response = await refused({ body: JSON.stringify({ name: "x", ["n".repeat(10_000)]: 1 }) });
    expect(response.body?.length).toBeLessThan(1_000);
  });

  test("says that a body is missing", async () => {
    expect(bodyOf(await refused({ method: "POST" })).errors).toEqual([
      { pointer: "/body", message: "must be object" },
    ]);
  });

  test("lets a validator coerce and fill in", async () => {
    const { ports } = outside();
    const event = httpEvent({ query: { dryRun: "true" } });
    const response = await api({ ports, query }, (request) => request.query)(event, lambdaContext());
    expect(bodyOf(response)).toEqual({ limit: 20, dryRun: true });
    expect(event.queryStringParameters).toEqual({ dryRun: "true" });
  });

  test("understands validators that list several names in one error", async () => {
    const { ports } = outside();
    const listing = validatorOf(
      () => false,
      [
        { instancePath: "/a", keyword: "required", params: { requiredProperties: ["x", "y"] } },
        { instancePath: "", keyword: "additionalProperties", params: { additionalProperties: ["z"] } },
      ],
    );
    const response = await api({ ports, body: listing }, () => 1)(httpEvent({ body: "{}" }), lambdaContext());
    expect(bodyOf(response).errors).toEqual([
      { pointer: "/body/a/x", message: "is required" },
      { pointer: "/body/a/y", message: "is required" },
      { pointer: "/body/z", message: 'unknown field "z"' },
    ]);
  });

  test("refuses also where a validator gives no reason", async () => {
    const { ports } = outside();
    const mute = (data: unknown): data is never => data === Symbol.iterator;
    const response = await api({ ports, body: mute }, () => 1)(httpEvent({ body: "{}" }), lambdaContext());
    expect(bodyOf(response).errors).toEqual([{ pointer: "/body", message: "is not valid" }]);
  });

  test("does not mix the errors of concurrent requests", async () => {
    const { ports } = outside();
    const handler = api({ ports, body }, () => "fine");
    const run = (text: string) => handler(httpEvent({ body: text }), lambdaContext());
    const answers = await Promise.all([
      run('{"name":1}'),
      run("{}"),
      run('{"name":"x"}'),
      run('{"name":"x","y":1}'),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([422, 422, 200, 422]);
    expect(answers.map(({ body = "" }) => JSON.parse(body).errors?.[0].pointer)).toEqual([
      "/body/name",
      "/body/name",
      undefined,
      "/body/y",
    ]);
  });

  test("answers 500 on an output that does not fit, and logs the pointers without the values", async () => {
    const { ports, lines } = outside();
    const output = body;
    const handler = api({ ports, output }, () => ({ name: 12345678 }) as never);
    const response = await handler(httpEvent(), lambdaContext());
    expect(bodyOf(response)).toMatchObject({
      status: 500,
      code: "internal",
      title: "Something went wrong on our side",
    });
    expect(response.body).not.toContain("name");
    expect(JSON.stringify(lines)).toContain("/output/name must be string");
    expect(JSON.stringify(lines)).not.toContain("12345678");
    expect(lines).toMatchObject([{ level: "error", outcome: "failed" }]);
  });

  test("checks the body of respond(), and lets an answer without one pass", async () => {
    const { ports } = outside();
    const run = (reply: () => unknown) =>
      api({ ports, output: body }, reply as never)(httpEvent(), lambdaContext());
    expect((await run(() => respond({ status: 201, body: { name: 7 } }))).statusCode).toBe(500);
    expect((await run(() => respond({ status: 201, body: { name: "x" } }))).statusCode).toBe(201);
    expect((await run(() => respond({ status: 304 }))).statusCode).toBe(304);
    expect((await run(() => undefined)).statusCode).toBe(500);
  });

  test("lets an output validator strip what a caller must not see", async () => {
    const { ports } = outside();
    const stripping = new Ajv({ removeAdditional: true }).compile({
      type: "object",
      additionalProperties: false,
      properties: { name: { type: "string" } },
    }) as Validator<{ name: string }>;
    const handler = api({ ports, output: stripping }, () => ({ name: "x", internal: 1 }));
    expect((await handler(httpEvent(), lambdaContext())).body).toBe('{"name":"x"}');
  });
});
