import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type ApiOptions, api, Problem, type Validator } from "#middleware";
import { parseJson } from "../../../middleware/http/json.ts";
import { bodyOf, type EventParts, httpEvent, lambdaContext, outside, validatorOf } from "../support.ts";

type Options = ApiOptions<Validator<unknown> | undefined>;

async function send(parts: EventParts, options: Options = { body: validatorOf(() => true) }) {
  const { ports } = outside();
  const handler = api({ ports, ...options }, ({ body }) => ({ body }));
  return handler(httpEvent(parts), lambdaContext());
}

function verdict(text: string): string {
  try {
    parseJson(text, "/body");
    return "taken";
  } catch (error) {
    return error instanceof Problem ? error.code : String(error);
  }
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

  test.each(["", "identity", " Identity "])("takes the content encoding %j for none", async (encoding) => {
    const headers = { "content-type": "application/json", "content-encoding": encoding };
    expect(bodyOf(await send({ body: "[1]", headers }))).toEqual({ body: [1] });
  });

  test.each(["content-type", "content-encoding"])("does not quote the header %s", async (name) => {
    const headers = { "content-type": "application/json", [name]: "hunter2" };
    const response = await send({ body: "{}", headers });
    expect(response.statusCode).toBe(415);
    expect(response.body).not.toContain("hunter2");
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

  test.each([
    ['{"a":{"__proto__":{"admin":true}}}', "/body/a/__proto__"],
    ['{"a":{"\\u005f_proto__":1}}', "/body/a/__proto__"],
    ['{"a":{"__\\u0070rot\\u006F__":1}}', "/body/a/__proto__"],
    ['[{"constructor":1}]', "/body/0/constructor"],
    ['[[],{"a/b~":[{"\\u0063onstructor":1}]}]', "/body/1/a~1b~0/0/constructor"],
  ])("refuses the key in %s and names its place", async (body, pointer) => {
    const response = await send({ body });
    expect(bodyOf(response)).toMatchObject({ status: 400, code: "malformed-json", errors: [{ pointer }] });
    expect({}).not.toHaveProperty("admin");
  });

  test.each(['{"text":"the constructor of __proto__"}', '["\\u0041", "\\u005f"]', '{"\\u0061":1}'])(
    "takes %s, where nothing is such a key",
    async (body) => {
      expect(bodyOf(await send({ body }))).toEqual({ body: JSON.parse(body) });
    },
  );

  test("takes 64 levels and not one more", async () => {
    const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
    expect((await send({ body: nested(64) })).statusCode).toBe(200);
    expect(bodyOf(await send({ body: nested(65) }))).toMatchObject({ status: 400, code: "malformed-json" });
    expect((await send({ body: nested(30_000) })).statusCode).toBe(400);
    const mixed = `${'{"a":['.repeat(33)}${"]}".repeat(33)}`;
    expect((await send({ body: mixed })).statusCode).toBe(400);
    const flat = `[${Array(200).fill("{}").join()},"${"[{".repeat(100)}"]`;
    expect((await send({ body: flat })).statusCode).toBe(200);
  });

  test.each(['"\\ud800"', '"\\u0000"', '"\ud800"', "\u0000", "\uFEFF{}"])(
    "answers %j without failing",
    async (body) => {
      expect((await send({ body })).statusCode).toBeLessThan(500);
    },
  );

  test("refuses exactly what a walk through the values finds", () => {
    const key = fc.oneof(
      fc.constantFrom("__proto__", "constructor", "proto", "a"),
      fc.string({ maxLength: 3 }),
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom("__proto__", 1, null),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.array(fc.tuple(key, tie("value")), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
      ),
    }));
    const refused = (data: unknown): boolean =>
      typeof data === "object" &&
      data !== null &&
      Object.entries(data).some(
        ([name, item]) =>
          name === "__proto__" || (name === "constructor" && !Array.isArray(data)) || refused(item),
      );
    const withEscapes = (text: string) =>
      text.replace(/[a-z_]/g, (letter, at: number) =>
        at % 3 === 1 ? `\\u00${letter.charCodeAt(0).toString(16)}` : letter,
      );
    fc.assert(
      fc.property(value, fc.boolean(), (data, escaped) => {
        const text = JSON.stringify(data);
        const written = escaped ? text.replace(/"[a-z_]+"(?=:)/g, withEscapes) : text;
        expect(verdict(written)).toBe(refused(JSON.parse(text)) ? "malformed-json" : "taken");
      }),
      { numRuns: 10_000 },
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
