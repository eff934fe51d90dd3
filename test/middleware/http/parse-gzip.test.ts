import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { type ApiOptions, api } from "#middleware";
import { gunzip } from "../../../middleware/http/gunzip.ts";
import { bodyOf, type EventParts, header, httpEvent, lambdaContext, outside } from "../support.ts";

async function send(parts: EventParts, options: ApiOptions = {}) {
  const { ports } = outside();
  const handler = api({ ports, accept: ["application/json"], ...options }, ({ body }) => ({ body }));
  return handler(httpEvent(parts), lambdaContext());
}

function zipped(body: string | Uint8Array, encoding = "gzip"): EventParts {
  const headers = { "content-type": "application/json", "content-encoding": encoding };
  return { body: gzipSync(body).toString("base64"), base64: true, headers };
}

describe("parse() with gzip", () => {
  const gzip: ApiOptions = { gzip: true };

  test("is an option: without it a compressed body is a 415 that says so", async () => {
    const response = await send(zipped("{}"));
    expect(bodyOf(response)).toMatchObject({ status: 415, code: "unsupported-media-type" });
    expect(header(response, "accept-encoding")).toBe("identity");
  });

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
      expect(gunzip(bomb, 65_536)).toBeUndefined();
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
