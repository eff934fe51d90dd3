import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type ApiOptions, api, type HttpResponse, type Layer, Problem } from "#middleware";
import { bodyOf, header, httpEvent, lambdaContext } from "../support.ts";
import { hostileBody, hostileEvent, hostileText, listedOrigin, secret } from "./edge-inputs.ts";

// Reading a stack under the test runner costs more than everything that is tested here.
beforeAll(() => {
  Error.stackTraceLimit = 0;
});

const settings = { numRuns: 10_000, seed: 1 };

interface Seen {
  response: HttpResponse;
  lines: string;
}

/** A route whose lines are collected as text. */
function routeOf(
  options: ApiOptions,
  answer: (request: { body: unknown }) => unknown,
  layer: Layer = { before() {} },
) {
  const written: string[] = [];
  const ports = { write: (line: string) => written.push(line), environment: { functionName: "fuzzed" } };
  const handler = api({ ports, bodyLimit: 2_000, ...options }, answer).use(layer as object);
  return async (event: unknown): Promise<Seen> => {
    written.length = 0;
    const response = await handler(event as never, lambdaContext());
    return { response, lines: written.join("\n") };
  };
}

// Matchers cost too much to ask one for each input where nothing is wrong.
function expectQuiet({ response, lines }: Seen): void {
  const { statusCode } = response;
  if (!(statusCode >= 200 && statusCode < 500)) expect([statusCode, lines]).toBe("a status below 500");
  if (lines.includes(secret)) expect(lines).toBe("lines without the secret");
  const sent = JSON.stringify(response);
  if (sent.includes(secret)) expect(sent).toBe("a response without the secret");
}

describe.each(["powertools", "lean"] as const)("whatever comes, in the mode %s", (observability) => {
  test("context() and problem() answer below 500, with one valid id and no secret", async () => {
    const run = routeOf({ observability }, () => {
      throw new Problem("refused", { status: 409, title: "Refused" });
    });
    const problems = fc.asyncProperty(hostileEvent, async (event) => {
      const seen = await run(event);
      expectQuiet(seen);
      const id = header(seen.response, "x-request-id") ?? "";
      const { requestId, status } = bodyOf(seen.response);
      if (requestId !== id || status !== seen.response.statusCode)
        expect([requestId, status]).toEqual([id, seen.response.statusCode]);
      if (!/^[\w-]{8,64}$/.test(id) || !seen.lines.includes(`"requestId":"${id}"`))
        expect([id, seen.lines]).toBe("one id everywhere");
    });
    await fc.assert(problems, settings);
  });

  test("cors() lets in only whom it knows, with one header of each name", async () => {
    let theirs: object = {};
    const layer: Layer = { after: ({ response }) => void Object.assign(response as object, theirs) };
    const run = routeOf({ observability, cors: { origins: [listedOrigin] } }, () => 1, layer);
    const name = fc.constantFrom(
      ...["Access-Control-Allow-Origin", "access-control-allow-origin", "ACCESS-CONTROL-ALLOW-CREDENTIALS"],
      ...["Vary", "vary", "x-other", "access-control-"],
    );
    const value = fc.constantFrom("*", "null", "https://evil.example.net", "Origin, accept", "true", "");
    const response = fc.record({
      headers: fc.dictionary(name, value, { maxKeys: 3 }),
      multiValueHeaders: fc.dictionary(name, fc.array(value, { maxLength: 2 }), { maxKeys: 2 }),
    });
    const property = fc.asyncProperty(hostileEvent, response, async (event, given) => {
      theirs = given;
      const seen = await run(event);
      expectQuiet(seen);
      const { headers, multiValueHeaders = {} } = seen.response;
      const names = [headers, multiValueHeaders].flatMap(Object.keys).map((text) => text.toLowerCase());
      const own = names.filter((text) => text === "vary" || text.startsWith("access-control-"));
      const allowed = headers["access-control-allow-origin"] ?? listedOrigin;
      const holds = [
        own.length === new Set(own).size,
        allowed === listedOrigin,
        /\*|origin/i.test(headers.vary ?? ""),
        !own.includes("access-control-allow-credentials"),
      ];
      if (holds.includes(false)) expect([holds, seen.response]).toBe("one owner of these headers");
    });
    await fc.assert(property, settings);
  });
});

const type = fc.oneof(
  { weight: 4, arbitrary: fc.constant("application/json") },
  { weight: 1, arbitrary: hostileText },
);
const encoding = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("gzip", "identity", undefined) },
  { weight: 1, arbitrary: hostileText },
);
const cut = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(30) });

describe("whatever body comes", () => {
  // Without quotes: `api` logs what a handler throws, so this one only says what it got.
  let got: unknown;
  const answer = ({ body }: { body: unknown }) => {
    got = body;
    return "fine";
  };

  test("parse() hands on exactly the JSON that was sent, or answers with its own refusal", async () => {
    const run = routeOf({ observability: "lean", accept: ["application/json"] }, answer);
    const property = fc.asyncProperty(
      hostileBody,
      type,
      encoding,
      async (body, contentType, contentEncoding) => {
        const headers = {
          "content-type": contentType,
          ...(contentEncoding === undefined ? {} : { "content-encoding": contentEncoding }),
        };
        const seen = await run(httpEvent({ method: "POST", body, headers }));
        expectQuiet(seen);
        if (seen.response.statusCode === 200)
          return expect(got).toEqual(body === "" ? undefined : JSON.parse(body));
        expect(["malformed-json", "unsupported-media-type"]).toContain(bodyOf(seen.response).code);
      },
    );
    await fc.assert(property, settings);
  });

  test("parse() inflates gzip, whole, cut off or changed, or refuses it", async () => {
    const run = routeOf({ observability: "lean", accept: ["application/json"], gzip: true }, answer);
    const change = fc.option(fc.record({ at: fc.nat(40), byte: fc.nat(255) }));
    const property = fc.asyncProperty(hostileBody, encoding, cut, change, async (text, given, end, flip) => {
      const bytes = gzipSync(text, { windowBits: 9, memLevel: 1 });
      if (flip !== null) bytes[flip.at % bytes.length] = flip.byte;
      const body = bytes.subarray(0, bytes.length - end).toString("base64");
      const headers = { "content-type": "application/json", "content-encoding": given ?? "gzip" };
      const seen = await run(httpEvent({ method: "POST", body, base64: true, headers }));
      expectQuiet(seen);
      if (seen.response.statusCode === 200 && body !== "")
        expect(got).toEqual(JSON.parse(text.toWellFormed()));
    });
    await fc.assert(property, settings);
  });
});
