import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { httpReply, proxyReply } from "#local/aws/http/reply.ts";
import { type HttpEvent, uuidv7 } from "#middleware";
import { withRequestId } from "../../../middleware/sidecar/answer.ts";
import { sidecar } from "../../../middleware/sidecar/sidecar.ts";
import { httpEvent, lambdaContext, outside } from "../support.ts";

const numRuns = 10_000;
const id = uuidv7(0);

const headers = fc.oneof(
  fc.dictionary(
    fc.constantFrom("x-a", "Content-Type", "X-Request-ID", "set-cookie", "bad name"),
    fc.string(),
  ),
  fc.jsonValue(),
);
const answers = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      statusCode: fc.oneof(fc.integer({ min: 0, max: 700 }), fc.constantFrom("201", null, "x")),
      headers,
      multiValueHeaders: fc.oneof(
        fc.constant({ "x-request-id": ["a"] }),
        fc.constant({ "x-b": ["1", "2"] }),
        headers,
      ),
      cookies: fc.oneof(fc.constant(["a=1"]), fc.jsonValue()),
      body: fc.oneof(fc.string(), fc.jsonValue()),
      isBase64Encoded: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
);

/** What a gateway sends, without the header that may be new. */
function onTheWire(answer: unknown, version: "1.0" | "2.0") {
  const payload: unknown = JSON.parse(JSON.stringify(answer ?? null));
  const reply = version === "2.0" ? httpReply(payload) : proxyReply(payload, "application/json");
  if (reply === undefined) return undefined;
  const { "x-request-id": shown, ...others } = reply.headers;
  const headers = Object.entries({ ...others, ...(shown !== undefined && shown !== id && { shown }) }).sort();
  return JSON.stringify([reply.status, headers, reply.body.toString("base64")]);
}

describe("any answer", () => {
  test.each(["1.0", "2.0"] as const)("looks the same on the wire but for the id, in format %s", (version) => {
    fc.assert(
      fc.property(answers, (answer) => {
        const before = JSON.stringify(answer);
        const shown = onTheWire(withRequestId(answer, version, id), version);
        return shown === onTheWire(answer, version) && JSON.stringify(answer) === before;
      }),
      { numRuns },
    );
  });

  test.each([
    { statusCode: 200, headers: { "X-Request-Id": "its own" } },
    { statusCode: 200, multiValueHeaders: { "x-request-ID": ["its own"] } },
    { statusCode: 200, headers: "none" },
    { statusCode: null },
    { statusCode: 200, toJSON: () => ({ statusCode: 201 }) },
    "only text",
    5,
    null,
    undefined,
  ])("is passed on untouched where the id is there or nobody can tell: %j", (answer) => {
    for (const version of ["1.0", "2.0"] as const) expect(withRequestId(answer, version, id)).toBe(answer);
  });

  test("of any event comes back, and so does any error", async () => {
    const { ports, lines } = outside();
    let next: { answer: unknown } | { error: unknown } = { answer: 0 };
    const handler = sidecar(
      async () => {
        if ("error" in next) throw next.error;
        return next.answer;
      },
      { observability: "lean", ports },
    );
    const record = fc.object({
      maxDepth: 1,
      key: fc.constantFrom("eventSource", "EventSource", "Sns", "s3", "messageId", "a"),
    });
    const events = fc.oneof(
      fc.anything({ maxDepth: 1 }),
      fc.record({ Records: fc.array(record, { maxLength: 3 }) }),
    );
    const isRequest = (event: unknown) => typeof (event as HttpEvent | null)?.httpMethod === "string";
    await fc.assert(
      fc.asyncProperty(events, fc.anything({ maxDepth: 1 }), fc.boolean(), async (event, value, fails) => {
        fc.pre(!isRequest(event));
        next = fails ? { error: value } : { answer: value };
        const ended = await Promise.resolve(handler(event, lambdaContext())).then(
          (answer) => ({ answer }),
          (error: unknown) => ({ error }),
        );
        lines.length = 0;
        return Object.is(Object.values(ended)[0], value);
      }),
      { numRuns },
    );
  });

  test("is there once, however often its object is answered", async () => {
    const shared = Object.freeze({ statusCode: 200 });
    const handler = sidecar(async () => shared, { observability: "lean", ports: outside().ports });
    expect(await handler(httpEvent(), lambdaContext())).toMatchObject({
      headers: { "x-request-id": "made-id-1" },
    });
    expect(await handler(httpEvent(), lambdaContext())).toMatchObject({
      headers: { "x-request-id": "made-id-2" },
    });
  });
});
