import { describe, expect, test } from "@jest/globals";
import { Type as OldType } from "@sinclair/typebox";
import { type } from "arktype";
import { Type } from "typebox";
import * as v from "valibot";
import { z } from "zod";
import { api, queue, type StandardSchema } from "#middleware";
import { jsonSchemaCheck } from "../../../middleware/schema/json-schema-check.ts";
import { bodyOf, httpEvent, lambdaContext, outside } from "../support.ts";

const secret = "s3cret-value-of-the-caller";
const waiting = z.object({ name: z.string().refine(async (name) => name !== "taken", "is taken") });
const json = {
  type: "object",
  required: ["name"],
  additionalProperties: false,
  properties: { name: { type: "string" } },
} as const;

const schemas = {
  zod: z.object({ name: z.string() }),
  "zod, asynchronous": waiting,
  valibot: v.object({ name: v.string() }),
  arktype: type({ name: "string" }),
  TypeBox: Type.Object({ name: Type.String() }),
  "TypeBox before 1.0": OldType.Object({ name: OldType.String() }),
  "JSON Schema": json,
};

describe.each(["powertools", "lean"] as const)("in mode %s", (observability) => {
  describe.each(Object.entries(schemas))("a schema of %s", (_name, body) => {
    const run = (text: string, { ports, lines } = outside()) => {
      const handler = api(
        { ports, observability, body: body as typeof schemas.zod },
        (request) => request.body,
      );
      return Promise.resolve(handler(httpEvent({ body: text }), lambdaContext())).then((response) => ({
        response,
        lines,
      }));
    };

    test("lets pass what fits", async () => {
      const { response } = await run('{"name":"x"}');
      expect(response).toMatchObject({ statusCode: 200, body: '{"name":"x"}' });
    });

    test("points at what does not, without its value", async () => {
      const { response, lines } = await run(`{"name":["${secret}"]}`);
      expect(bodyOf(response)).toMatchObject({ status: 422, code: "invalid-request" });
      expect(bodyOf(response).errors).toMatchObject([{ pointer: "/body/name" }]);
      expect(response.body + JSON.stringify(lines)).not.toContain(secret);
    });

    test("says that the body is missing", async () => {
      const { response } = await run("");
      expect(bodyOf(response).errors).toMatchObject([{ pointer: "/body" }]);
    });
  });
});

describe("a Standard Schema", () => {
  test("replaces the input, and what the handler returns, by what it makes of them", async () => {
    const { ports } = outside();
    const options = {
      ports,
      query: z.object({ page: z.coerce.number().default(1) }),
      output: z.object({ at: z.date().transform((date) => date.getUTCFullYear()), page: z.number() }),
    };
    const handler = api(options, ({ query }) => ({ at: new Date(0), page: query.page + 1, hidden: true }));
    const event = httpEvent({ query: { page: "4" } });
    expect(bodyOf(await handler(event, lambdaContext()))).toEqual({ at: 1970, page: 5 });
    expect(event.queryStringParameters).toEqual({ page: "4" });
    expect(bodyOf(await handler(httpEvent(), lambdaContext()))).toEqual({ at: 1970, page: 2 });
  });

  test("that waits gives its reason, and holds for the output and for messages too", async () => {
    const { ports, lines } = outside();
    const handler = api({ ports, body: waiting, output: waiting }, ({ body }) => body);
    const refused = await handler(httpEvent({ body: '{"name":"taken"}' }), lambdaContext());
    expect(bodyOf(refused).errors).toEqual([{ pointer: "/body/name", message: "is taken" }]);
    const broken = api({ ports, output: waiting }, () => ({ name: "taken" }));
    expect((await broken(httpEvent(), lambdaContext())).statusCode).toBe(500);
    expect(JSON.stringify(lines)).toContain("/output/name is taken");
    const seen: string[] = [];
    const worker = queue({ ports, message: waiting }, ({ message }) => void seen.push(message.name));
    const record = (messageId: string, name: string) => ({
      messageId,
      receiptHandle: "r",
      body: `{"name":"${name}"}`,
    });
    const event = { Records: [record("m1", "taken"), record("m2", "free")] };
    expect(await worker(event, lambdaContext())).toEqual({ batchItemFailures: [{ itemIdentifier: "m1" }] });
    expect(seen).toEqual(["free"]);
  });

  test.each([
    () => {
      throw new Error("broken schema");
    },
    () => Promise.reject(new Error("broken schema")),
  ])("that fails itself is a 500 with a line", async (validate) => {
    const { ports, lines } = outside();
    const body: StandardSchema = { "~standard": { version: 1, vendor: "test", validate } };
    const response = await api({ ports, body }, () => 1)(httpEvent({ body: "{}" }), lambdaContext());
    expect(bodyOf(response)).toMatchObject({ status: 500, code: "internal" });
    expect(lines).toMatchObject([{ level: "error", error: { message: "broken schema" } }]);
  });

  test("may name no path, or one with escapes", async () => {
    const { ports } = outside();
    const issues = [{ message: "odd" }, { message: "odd", path: ["a/b", { key: 0 }, "~"] }];
    const body: StandardSchema = {
      "~standard": { version: 1, vendor: "test", validate: () => ({ issues }) },
    };
    const response = await api({ ports, body }, () => 1)(httpEvent({ body: "{}" }), lambdaContext());
    expect(bodyOf(response).errors).toEqual([
      { pointer: "/body", message: "odd" },
      { pointer: "/body/a~1b/0/~0", message: "odd" },
    ]);
  });
});

describe("a JSON Schema", () => {
  test("turns the text of the query into its types and fills in defaults, but leaves the body alone", async () => {
    const { ports } = outside();
    const schema = {
      type: "object",
      properties: { limit: { type: "integer", default: 20 }, dryRun: { type: "boolean" } },
    } as const;
    const handler = api({ ports, query: schema, body: schema }, ({ query, body }) => ({ query, body }));
    const answer = await handler(httpEvent({ query: { dryRun: "true" }, body: "{}" }), lambdaContext());
    expect(bodyOf(answer)).toEqual({ query: { limit: 20, dryRun: true }, body: {} });
    const refused = await handler(httpEvent({ body: '{"limit":"7"}' }), lambdaContext());
    expect(bodyOf(refused).errors).toEqual([{ pointer: "/body/limit", message: "must be integer" }]);
  });

  test.each([
    ["date", "2024-02-29", "2023-02-29"],
    ["time", "23:59:60Z", "24:00:00Z"],
    ["date-time", "2026-11-23T10:00:00.5+01:00", "2026-11-23"],
    ["email", "a.b+c@mail.example.com", "a@b"],
    ["uri", "https://example.com/a?b", "/a"],
    ["uuid", "0190a5b4-7c1e-7d2a-8b3c-4d5e6f708192", "0190a5b4"],
    ["hostname", "api.example.com", "-api.example.com"],
    ["ipv4", "203.0.113.7", "203.0.113.256"],
    ["ipv6", "2001:db8::1", "2001:db8:::1"],
  ])("checks the format %s", async (format, fits, misfit) => {
    const { ports } = outside();
    const handler = api({ ports, body: { type: "string", format } }, ({ body }) => body);
    const status = async (text: string) =>
      (await handler(httpEvent({ body: JSON.stringify(text) }), lambdaContext())).statusCode;
    expect([await status(fits), await status(misfit)]).toEqual([200, 422]);
  });

  test.each([
    [{ type: "string", format: "colour" }, 'unknown format "colour"'],
    [{ type: "strng" }, "must be equal to one of the allowed values"],
  ])("that cannot be compiled is a 500 whose line says why", async (body, reason) => {
    const { ports, lines } = outside();
    const response = await api({ ports, body }, () => 1)(httpEvent({ body: '"x"' }), lambdaContext());
    expect(response.statusCode).toBe(500);
    expect(JSON.stringify(lines)).toContain('the JSON Schema of \\"body\\" cannot be compiled');
    expect(JSON.stringify(lines)).toContain(reason.replaceAll('"', '\\"'));
  });

  test("says what to install where Ajv is missing", async () => {
    const place = { owner: "api", option: "body", root: "/body", source: "json" } as const;
    const check = jsonSchemaCheck({}, place, () => Promise.reject(new Error("Cannot find package")));
    await expect(check(1)).rejects.toThrow("which needs the package ajv; install it with npm install ajv@8");
  });
});

test("what is no schema is refused at start-up", () => {
  const asynchronous = Object.assign(() => true, { $async: true });
  expect(() => api({ query: asynchronous } as never, () => 1)).toThrow("compile it without $async");
  for (const body of ["object", 7, null, [], { parse: () => 1 }])
    expect(() => api({ body } as never, () => 1)).toThrow('"body" is no schema');
});
