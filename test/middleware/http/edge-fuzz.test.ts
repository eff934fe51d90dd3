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
});

describe("whatever comes", () => {
  test.each([`/${secret}`, `/%20${secret}`, `/%2520${secret}`, `/%252525%7c${secret}%`, `/a%3D${secret}%zz`])(
    "a path without a route is logged without the secret in %s",
    async (rawPath) => {
      const event = { ...httpEvent({ path: rawPath }), routeKey: "$default" };
      const seen = await routeOf({}, () => 1)(event);
      expectQuiet(seen);
      expect(seen.lines).toMatch(/"path":"[^"]*\[secret\]/);
    },
  );

  test("cors() lets in only whom it knows, with one header of each name, also beside compress()", async () => {
    let theirs: object = {};
    const layer: Layer = { after: ({ response }) => void Object.assign(response as object, theirs) };
    const options = { cors: { origins: [listedOrigin] }, compress: { minimumBytes: 1 } };
    const run = routeOf(options, () => "text", layer);
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
// What is broken costs most under the test runner, so it comes less often.
const cut = fc.oneof({ weight: 15, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(30) });
const change = fc.oneof(
  { weight: 15, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.record({ at: fc.nat(40), byte: fc.nat(255) }) },
);

describe("whatever body comes", () => {
  let got: unknown;
  const answer = ({ body }: { body: unknown }) => {
    got = body;
    return "fine";
  };

  function expectJson({ response }: Seen, sent: string, codes: readonly string[]): void {
    if (response.statusCode !== 200) {
      const code = String(bodyOf(response).code);
      if (!codes.includes(code)) expect(code).toBe(codes.join(" or "));
      return;
    }
    const value = sent === "" ? undefined : JSON.parse(sent);
    if (JSON.stringify(got) !== JSON.stringify(value)) expect(got).toEqual(value);
  }

  test("parse() hands on exactly the JSON that was sent, or answers with its own refusal", async () => {
    const run = routeOf({ observability: "lean", accept: ["application/json"] }, answer);
    const property = fc.asyncProperty(hostileBody, type, encoding, async (body, contentType, coding) => {
      const headers = { "content-type": contentType, ...(coding && { "content-encoding": coding }) };
      const seen = await run(httpEvent({ method: "POST", body, headers }));
      expectQuiet(seen);
      expectJson(seen, body, ["malformed-json", "unsupported-media-type"]);
    });
    await fc.assert(property, settings);
  });

  test("parse() inflates gzip, whole, cut off or changed, or refuses it", async () => {
    const run = routeOf({ observability: "lean", accept: ["application/json"], gzip: true }, answer);
    const codes = ["malformed-json", "malformed-gzip", "unsupported-media-type", "body-too-large"];
    const property = fc.asyncProperty(hostileBody, encoding, cut, change, async (text, coding, end, flip) => {
      const bytes = gzipSync(text, { windowBits: 9, memLevel: 1 });
      if (flip !== undefined) bytes[flip.at % bytes.length] = flip.byte;
      const body = bytes.subarray(0, bytes.length - end).toString("base64");
      const headers = { "content-type": "application/json", "content-encoding": coding ?? "gzip" };
      const seen = await run(httpEvent({ method: "POST", body, base64: true, headers }));
      expectQuiet(seen);
      expectJson(seen, body === "" ? "" : text.toWellFormed(), codes);
    });
    await fc.assert(property, settings);
  });
});
