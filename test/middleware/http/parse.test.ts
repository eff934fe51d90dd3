import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type ApiOptions, api, Problem, type Validator } from "#middleware";
import { parseJson } from "../../../middleware/http/json.ts";
import {
  bodyOf,
  type EventParts,
  header,
  httpEvent,
  lambdaContext,
  outside,
  validatorOf,
} from "../support.ts";

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

function zipped(body: string | Uint8Array, encoding = "gzip"): EventParts {
  const headers = { "content-type": "application/json", "content-encoding": encoding };
  return { body: gzipSync(body).toString("base64"), base64: true, headers };
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

  test("refuses a compressed body with 415, and says so", async () => {
    const response = await send(zipped("{}"));
    expect(bodyOf(response)).toMatchObject({ status: 415, code: "unsupported-media-type" });
    expect(header(response, "accept-encoding")).toBe("identity");
  });

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

describe("parse() with gzip", () => {
  const gzip: Options = { gzip: true, body: validatorOf(() => true) };

  test.each(["gzip", "GZIP", " x-gzip "])(
    "inflates a body with the content encoding %j",
    async (encoding) => {
      expect(bodyOf(await send(zipped('{"name":"Zoë"}', encoding), gzip))).toEqual({ body: { name: "Zoë" } });
    },
  );

  test("still takes plain bodies, also in base64", async () => {
    expect(bodyOf(await send({ body: "[1]" }, gzip))).toEqual({ body: [1] });
    const body = Buffer.from("[2]").toString("base64");
    expect(bodyOf(await send({ body, base64: true }, gzip))).toEqual({ body: [2] });
  });

  test("takes 65,536 inflated bytes and not one more", async () => {
    const fits = JSON.stringify("a".repeat(65_534));
    expect((await send(zipped(fits), gzip)).statusCode).toBe(200);
    const over = await send(zipped(`${fits} `), gzip);
    expect(bodyOf(over)).toMatchObject({ status: 413, code: "body-too-large" });
  });

  test("ends a bomb at the limit, also one of many members", async () => {
    const member = gzipSync(Buffer.alloc(60_000, " "));
    const bombs = [gzipSync(Buffer.alloc(40_000_000, " ")), Buffer.concat(Array(100).fill(member))];
    for (const bomb of bombs) {
      const { headers = {} } = zipped("");
      const event = { body: bomb.toString("base64"), base64: true, headers };
      expect((await send(event, gzip)).statusCode).toBe(413);
    }
  });

  test("refuses more packed bytes than the limit before it inflates them", async () => {
    const noise = Buffer.alloc(3_000).map((_, index) => (index * 7919) % 251);
    const event = { ...zipped(""), body: Buffer.concat([gzipSync("1"), noise]).toString("base64") };
    expect((await send(event, { ...gzip, bodyLimit: 1_000 })).statusCode).toBe(413);
  });

  test.each(["br", "deflate", "gzip, gzip", "zstd", "compress"])("refuses %j with 415", async (encoding) => {
    const response = await send(zipped("{}", encoding), gzip);
    expect(response.statusCode).toBe(415);
    expect(header(response, "accept-encoding")).toBe("gzip");
  });

  const whole = gzipSync('{"name":"hunter2"}');
  test.each([
    ["cut off", whole.subarray(0, -9)],
    ["with a wrong sum", Buffer.concat([whole.subarray(0, -8), Buffer.alloc(8)])],
    ["of another kind", brotliCompressSync('{"name":"hunter2"}')],
    ["not compressed", Buffer.from('{"name":"hunter2"}')],
  ])("refuses a body that is %s with 400", async (_name, bytes) => {
    const response = await send({ ...zipped(""), body: bytes.toString("base64") }, gzip);
    expect(bodyOf(response)).toMatchObject({ status: 400, code: "malformed-gzip" });
    expect(response.body).not.toContain("hunter2");
  });

  test("refuses gzip that the gateway handed on as text", async () => {
    const event = { ...zipped(""), body: gzipSync("{}").toString("latin1"), base64: false };
    expect(bodyOf(await send(event, gzip))).toMatchObject({ status: 400, code: "malformed-gzip" });
  });

  test("checks what it inflated as any other body", async () => {
    expect(bodyOf(await send(zipped('{"__proto__":1}'), gzip))).toMatchObject({ code: "malformed-json" });
    expect(bodyOf(await send(zipped(""), gzip))).toMatchObject({ code: "malformed-json" });
  });

  test("refuses a setting that is no boolean at start-up", () => {
    expect(() => api({ gzip: "yes" as never }, () => 1)).toThrow("api(): gzip must be true or false.");
  });
});
