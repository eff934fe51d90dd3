import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type ApiOptions, api, type Validator } from "#middleware";
import { bodyOf, type EventParts, httpEvent, lambdaContext, outside, validatorOf } from "../support.ts";

type Options = ApiOptions<Validator<unknown> | undefined>;

async function send(parts: EventParts, options: Options = { body: validatorOf(() => true) }) {
  const { ports } = outside();
  const handler = api({ ports, ...options }, ({ body }) => ({ body }));
  return handler(httpEvent(parts), lambdaContext());
}

const plain = (type: string) => ({ headers: { "content-type": type } });

describe("parse()", () => {
  test.each([
    "application/json",
    "application/json; charset=utf-8",
    "Application/JSON",
    "application/merge-patch+json",
  ])("reads JSON sent as %s", async (type) => {
    const response = await send({ body: '{"a":[1,null]}', ...plain(type) });
    expect(bodyOf(response)).toEqual({ body: { a: [1, null] } });
  });

  test.each(["text/plain", "text/csv", "", "json", "multipart/form-data; boundary=x"])(
    "refuses a body sent as %j with 415",
    async (type) => {
      const response = await send({ body: "{}", ...plain(type) });
      expect(bodyOf(response)).toMatchObject({ status: 415, code: "unsupported-media-type" });
    },
  );

  test("refuses a compressed body with 415", async () => {
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    expect((await send({ body: "H4sI", base64: true, headers })).statusCode).toBe(415);
  });

  test("takes CSV as text where the route says so, and JSON beside it", async () => {
    const options: Options = { accept: ["application/json", "text/csv"], body: validatorOf(() => true) };
    expect(bodyOf(await send({ body: "a,b\n1,2", ...plain("text/csv; charset=utf-8") }, options))).toEqual({
      body: "a,b\n1,2",
    });
    expect(bodyOf(await send({ body: "[1]" }, options))).toEqual({ body: [1] });
    const csvOnly: Options = { accept: ["text/csv"] };
    expect((await send({ body: "[1]" }, csvOnly)).statusCode).toBe(415);
  });

  test("hands on text of any kind where the route has no schema", async () => {
    expect(bodyOf(await send({ body: "hello", ...plain("text/plain") }, {}))).toEqual({ body: "hello" });
  });

  test.each([undefined, ""])("takes the body %j for none", async (body) => {
    expect(bodyOf(await send({ body, method: "POST" }, {}))).toEqual({});
  });

  test("undoes base64", async () => {
    const body = Buffer.from('{"name":"Zoë"}').toString("base64");
    expect(bodyOf(await send({ body, base64: true }))).toEqual({ body: { name: "Zoë" } });
  });

  test("takes 65,536 bytes and not one more", async () => {
    const fits = JSON.stringify("a".repeat(65_534));
    expect((await send({ body: fits })).statusCode).toBe(200);
    const over = JSON.stringify("a".repeat(65_535));
    expect(bodyOf(await send({ body: over }))).toMatchObject({ status: 413, code: "body-too-large" });
    const wide = JSON.stringify("é".repeat(32_768));
    expect((await send({ body: wide })).statusCode).toBe(413);
    const packed = { body: Buffer.from(over).toString("base64"), base64: true };
    expect((await send(packed)).statusCode).toBe(413);
    expect((await send({ body: Buffer.from(fits).toString("base64"), base64: true })).statusCode).toBe(200);
    expect((await send({ body: '"four"' }, { bodyLimit: 5 })).statusCode).toBe(413);
  });

  test.each([
    ['{"a":x}', "unexpected character at position 5 (line 1, column 6)"],
    ['{"a":1', "it ends too early at position 6 (line 1, column 7)"],
    ['{\n "a": 1,\n}', "unexpected character at position 11 (line 3, column 1)"],
    ["{} {}", "unexpected character at position 3 (line 1, column 4)"],
    ["[1,]", "unexpected character at position 3 (line 1, column 4)"],
    ['{"a" 1}', "unexpected character at position 5 (line 1, column 6)"],
    ["[1 2]", "unexpected character at position 3 (line 1, column 4)"],
    ["{1:2}", "unexpected character at position 1 (line 1, column 2)"],
    ["[}", "unexpected character at position 1 (line 1, column 2)"],
    ['"\\x"', "unexpected character at position 0 (line 1, column 1)"],
    ["01", "unexpected character at position 1 (line 1, column 2)"],
  ])("names the place where %j stops being JSON", async (body, place) => {
    expect(bodyOf(await send({ body }))).toMatchObject({
      status: 400,
      code: "malformed-json",
      errors: [{ pointer: "", message: `Not JSON: ${place}.` }],
    });
  });

  test("does not quote the body that it cannot read", async () => {
    const response = await send({ body: '{"password": hunter2}' });
    expect(response.body).not.toContain("hunter2");
  });

  test.each(['{"a":{"__proto__":{"admin":true}}}', '{"a":{"\\u005f_proto__":1}}', '[{"constructor":1}]'])(
    "refuses the key in %s",
    async (body) => {
      const response = await send({ body });
      expect(bodyOf(response)).toMatchObject({ status: 400, code: "malformed-json" });
      expect({}).not.toHaveProperty("admin");
    },
  );

  test("takes 64 levels and not one more", async () => {
    const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
    expect((await send({ body: nested(64) })).statusCode).toBe(200);
    expect(bodyOf(await send({ body: nested(65) }))).toMatchObject({ status: 400, code: "malformed-json" });
    expect((await send({ body: nested(30_000) })).statusCode).toBe(400);
  });

  test.each(['"\\ud800"', '"\\u0000"', '"\ud800"', "\u0000", "\uFEFF{}"])(
    "answers %j without failing",
    async (body) => {
      expect((await send({ body })).statusCode).toBeLessThan(500);
    },
  );

  test("never fails on our side, whatever text comes", async () => {
    const parts = fc.record({
      body: fc.oneof(
        fc.string({ unit: "binary" }),
        fc.json(),
        fc.json().map((text) => text.slice(1)),
      ),
      base64: fc.boolean(),
      headers: fc.dictionary(fc.string(), fc.string()),
    });
    await fc.assert(
      fc.asyncProperty(parts, async (event) => {
        expect((await send(event)).statusCode).toBeLessThan(500);
      }),
      { numRuns: 1_000 },
    );
  });

  test("finds the place in text where JSON.parse fails, and only there", async () => {
    const broken = fc.tuple(fc.json(), fc.nat(), fc.string()).map(([text, at, more]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + more + text.slice(place);
    });
    await fc.assert(
      fc.asyncProperty(broken, async (body) => {
        const { statusCode, ...response } = await send({ body });
        if (statusCode === 200 || body === "") return;
        const [error] = bodyOf({ statusCode, ...response }).errors as { message: string }[];
        const position = Number(/position (\d+)/.exec(error?.message ?? "")?.[1] ?? Number.NaN);
        if (Number.isNaN(position)) return;
        expect(position).toBeLessThanOrEqual(body.length);
        expect(() => JSON.parse(body)).toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});
