import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { api, queue, router, task } from "#middleware";
import { readHttpEvent } from "../../middleware/http/http-event.ts";
import { httpEvent, lambdaContext, outside } from "./support.ts";

// Reading a stack under the test runner costs more than everything that is tested here.
Error.stackTraceLimit = 0;

const numRuns = 10_000;
const json = fc.jsonValue({ maxDepth: 1 });
const schema = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string" }, list: { type: "array", items: { type: "integer" } } },
} as const;
const quiet = () => ({ ...outside().ports, write: () => {} });
const part = fc.oneof({ weight: 1, arbitrary: json }, { weight: 1, arbitrary: fc.constant(undefined) });
const text = fc.oneof(
  fc.string(),
  json.map((value) => JSON.stringify(value)),
);
const event = fc.record({
  version: fc.constantFrom("2.0", "1.0", undefined, 7),
  rawPath: part,
  routeKey: part,
  headers: fc.oneof(
    part,
    fc.dictionary(fc.string(), text),
    fc.constant({ "content-type": "application/json" }),
  ),
  multiValueHeaders: part,
  cookies: part,
  queryStringParameters: part,
  multiValueQueryStringParameters: part,
  pathParameters: part,
  body: fc.oneof(part, text),
  isBase64Encoded: fc.oneof(fc.boolean(), part),
  requestContext: fc.oneof(part, fc.constant({ http: { method: "POST", path: "/things" } })),
  httpMethod: fc.constantFrom("POST", "GET", undefined, 7),
  path: part,
});
const anyEvent = fc.oneof({ weight: 1, arbitrary: json }, { weight: 9, arbitrary: event });

describe("whatever comes", () => {
  test("an HTTP event reads as text", () => {
    const isText = (value: unknown) => value === undefined || typeof value === "string";
    fc.assert(
      fc.property(anyEvent, (input) => {
        const { method, path, headers, query, pathParameters } = readHttpEvent(input);
        const all = [method, path, ...[headers, query, pathParameters].flatMap((map) => Object.values(map))];
        expect(all.every(isText)).toBe(true);
      }),
      { numRuns },
    );
  });

  test("a route with schemas answers below 500", async () => {
    const handler = api(
      { ports: quiet(), body: schema, query: schema, path: schema, headers: schema },
      ({ body }) => body,
    );
    await fc.assert(
      fc.asyncProperty(anyEvent, async (input) => {
        const { statusCode } = await handler(input as never, lambdaContext());
        expect(statusCode).toBeGreaterThanOrEqual(200);
        expect(statusCode).toBeLessThan(500);
      }),
      { numRuns },
    );
  });

  test("a body is valid JSON of its schema or a 4xx", async () => {
    const handler = api({ ports: quiet(), body: schema }, ({ body }) => body.name.length);
    await fc.assert(
      fc.asyncProperty(text, async (body) => {
        const { statusCode } = await handler(httpEvent({ body }), lambdaContext());
        expect([200, 400, 413, 422]).toContain(statusCode);
      }),
      { numRuns },
    );
  });

  test("a router answers below 500", async () => {
    const ports = quiet();
    const handler = router(
      [
        { method: "POST", path: "/things", handler: api({ ports }, ({ body }) => body ?? null) },
        { method: "GET", path: "/things/{id}", handler: api({ ports }, ({ path }) => path) },
      ],
      { ports },
    );
    await fc.assert(
      fc.asyncProperty(anyEvent, async (input) => {
        const { statusCode } = await handler(input as never, lambdaContext());
        expect(statusCode).toBeLessThan(500);
      }),
      { numRuns },
    );
  });

  test("a message runs or fails alone", async () => {
    const handler = queue({ ports: quiet(), message: schema }, ({ message }) => message.name.length);
    const good = { messageId: "good", receiptHandle: "r", body: '{"name":"x"}' };
    const record = fc.record({
      messageId: fc.oneof(fc.uuid(), fc.constantFrom(undefined, 7)),
      body: fc.oneof(part, text),
      attributes: part,
      messageAttributes: fc.oneof(part, fc.dictionary(fc.string(), json)),
      eventSourceARN: part,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 10, maxLength: 10 }), async (inputs) => {
        const Records = [...inputs, good] as never;
        const { batchItemFailures } = await handler({ Records }, lambdaContext());
        expect(batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === "good")).toBe(false);
      }),
      { numRuns: numRuns / 10 },
    );
  });

  test("a task gets its event", async () => {
    const handler = task({ ports: quiet() }, () => "done");
    await fc.assert(
      fc.asyncProperty(json, json, async (input, clientContext) => {
        expect(await handler(input, { ...(lambdaContext() as object), clientContext } as never)).toBe("done");
      }),
      { numRuns },
    );
  });
});
