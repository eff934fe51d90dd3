import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import middy from "@middy/core";
import {
  type ApiOptions,
  api,
  compress,
  type HttpResponse,
  Problem,
  problem,
  type ReplyOptions,
  respond,
} from "#middleware";
import { bodyOf, type EventParts, header, httpEvent, lambdaContext, outside } from "../support.ts";

const origin = "https://app.example.com";
const long = { text: "Zoë ".repeat(400) };
const gzipTaken = { "accept-encoding": "gzip, deflate, br" };

async function get(answer: () => unknown, parts: EventParts = {}, options: ApiOptions = {}) {
  const { ports } = outside();
  const handler = api({ ports, compress: true, ...options }, answer);
  return handler(httpEvent({ headers: gzipTaken, ...parts }), lambdaContext());
}

function isZipped(response: HttpResponse): boolean {
  return header(response, "content-encoding") !== undefined;
}

function inflated({ body = "" }: HttpResponse): unknown {
  return JSON.parse(gunzipSync(Buffer.from(body, "base64")).toString());
}

describe.each(["powertools", "lean"] as const)("compress() in the mode %s", (observability) => {
  test("sends JSON as gzip to those who take it", async () => {
    const response = await get(() => long, {}, { observability });
    expect(inflated(response)).toEqual(long);
    expect(response).toMatchObject({
      statusCode: 200,
      isBase64Encoded: true,
      headers: { "content-encoding": "gzip", "content-type": "application/json", vary: "Accept-Encoding" },
    });
  });

  test("compresses a problem, with the headers of CORS", async () => {
    const headers = { ...gzipTaken, origin };
    const options: ApiOptions = { observability, cors: { origins: [origin] } };
    const response = await get(
      () => {
        throw new Problem("too-much", { status: 422, title: "Too much", detail: "x".repeat(2000) });
      },
      { headers },
      options,
    );
    expect(inflated(response)).toMatchObject({ code: "too-much", requestId: "made-id-1" });
    expect(response.headers).toMatchObject({
      "access-control-allow-origin": origin,
      "content-encoding": "gzip",
      "content-type": "application/problem+json",
      "x-request-id": "made-id-1",
      vary: "Accept-Encoding, Origin",
    });
  });
});

describe("compress()", () => {
  test.each([
    ["gzip", true],
    ["GZIP", true],
    ["x-gzip", true],
    ["br, gzip;q=0.1", true],
    ["*", true],
    ["br;q=1, *;q=0.5", true],
    ["gzip;q=0", false],
    ["gzip; q=0.000", false],
    ["gzip;q=0, *", false],
    ["*;q=0", false],
    ["identity", false],
    ["br, deflate, gzipped", false],
    ["", false],
  ])("with accept-encoding %j compresses: %p", async (accepted, zipped) => {
    const response = await get(() => long, { headers: { "accept-encoding": accepted } });
    expect(isZipped(response)).toBe(zipped);
    expect(header(response, "vary")).toBe("Accept-Encoding");
    if (!zipped) expect(bodyOf(response)).toEqual(long);
  });

  test("leaves the body alone where the header is missing", async () => {
    const response = await get(() => long, { headers: {} });
    expect([isZipped(response), bodyOf(response)]).toEqual([false, long]);
  });

  test.each([
    ["text/csv; charset=utf-8", true],
    ["Text/Plain", true],
    ["application/ld+json", true],
    ["image/svg+xml", true],
    ["image/png", false],
    ["application/octet-stream", false],
    ["application/zip", false],
  ])("with the content type %j compresses: %p", async (type, zipped) => {
    const response = await get(() => respond({ headers: { "content-type": type }, body: "a".repeat(2000) }));
    expect(isZipped(response)).toBe(zipped);
  });

  test.each<[string, ReplyOptions<unknown>]>([
    ["bytes", { body: new Uint8Array(2000), headers: { "content-type": "text/plain" } }],
    ["what is encoded already", { body: long, headers: { "Content-Encoding": "br" } }],
    ["what must not be transformed", { body: long, headers: { "cache-control": "public, no-transform" } }],
    ["a part of a range", { body: long, headers: { "content-range": "bytes 0-1599/9000" } }],
    ["no body at all", {}],
  ])("leaves %s alone", async (_name, reply) => {
    const response = await get(() => respond(reply));
    expect(header(response, "content-encoding")).not.toBe("gzip");
    expect(header(response, "vary")).toBeUndefined();
  });

  test("counts bytes, from the minimum on", async () => {
    const text = (value: string) => respond({ headers: { "content-type": "text/plain" }, body: value });
    expect(isZipped(await get(() => text("a".repeat(1023))))).toBe(false);
    expect(isZipped(await get(() => text("a".repeat(1024))))).toBe(true);
    expect(isZipped(await get(() => text("é".repeat(512))))).toBe(true);
    expect(isZipped(await get(() => text("ab"), {}, { compress: { minimumBytes: 2 } }))).toBe(true);
  });

  test("merges vary and weakens a strong tag", async () => {
    const headers = { Vary: "origin", ETag: '"abc"', "Content-Length": "1600" };
    const response = await get(() => respond({ headers, body: long }));
    expect(response.headers).toMatchObject({ vary: "origin, Accept-Encoding", etag: 'W/"abc"' });
    expect(header(response, "content-length")).toBeUndefined();
    const weak = await get(() => respond({ headers: { etag: 'W/"abc"' }, body: long }));
    expect(header(weak, "etag")).toBe('W/"abc"');
    const plain = await get(() => respond({ headers, body: long }), { headers: {} });
    expect(header(plain, "etag")).toBe('"abc"');
  });

  test("works alone in a foreign stack, once even when used twice", async () => {
    const handler = middy(async () => ({
      statusCode: 200,
      headers: { "Content-Type": "text/html" },
      body: "<p>".repeat(500),
    }))
      .use(compress())
      .use(compress());
    const response: unknown = await handler(httpEvent({ headers: gzipTaken }) as never, lambdaContext());
    const { headers, body } = response as HttpResponse;
    expect(headers).toMatchObject({ "Content-Type": "text/html", vary: "Accept-Encoding" });
    expect(gunzipSync(Buffer.from(body ?? "", "base64")).toString()).toBe("<p>".repeat(500));
  });

  test("alone around problem() compresses what that answers, and lets an error without answer through", async () => {
    const fail = async () => {
      throw new Problem("wide", { status: 400, title: "Wide", detail: "y".repeat(2000) });
    };
    const event = httpEvent({ headers: gzipTaken }) as never;
    const answered: unknown = await middy(fail)
      .use(compress())
      .use(problem({ ports: outside().ports }))(event, lambdaContext());
    expect(inflated(answered as HttpResponse)).toMatchObject({ code: "wide" });
    await expect(middy(fail).use(compress())(event, lambdaContext())).rejects.toThrow("yyy");
  });

  test.each([
    [() => compress({ minimumBytes: -1 }), "compress(): minimumBytes must be a whole number of bytes."],
    [() => compress({ minimum: 1 } as never), 'compress(): unknown option "minimum".'],
    [
      () => api({ compress: { minimumBytes: 0.5 } }, () => 1),
      "api(): compress.minimumBytes must be a whole number of bytes.",
    ],
    [
      () => api({ compress: { level: 1 } as never }, () => 1),
      'api(): unknown option "compress.level". Correct or remove it; known are compress.minimumBytes.',
    ],
  ])("refuses wrong options at start-up: %#", (make, message) => {
    expect(make).toThrow(message);
  });
});
