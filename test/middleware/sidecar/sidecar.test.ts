import { describe, expect, test } from "@jest/globals";
import { currentContext, type Ports } from "#middleware";
import type { Original } from "../../../middleware/sidecar/original.ts";
import { sidecar } from "../../../middleware/sidecar/sidecar.ts";
import { httpEvent, lambdaContext, outside } from "../support.ts";

const sampled = "Root=1-69258a2c-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1";

const message = (id: string, requestId?: string) => ({
  messageId: id,
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:eu-central-1:1:pages",
  body: "{}",
  messageAttributes: requestId === undefined ? {} : { "x-request-id": { stringValue: requestId } },
});

describe.each(["powertools", "lean"] as const)("sidecar, %s", (observability) => {
  const wrap = (original: Original, ports: Ports = {}) => {
    const { lines, ...rest } = outside(ports);
    return { handler: sidecar(original, { observability, ports: rest.ports }), lines };
  };

  test("hands back the very answer of an event that is no request", async () => {
    const answer = { batchItemFailures: [] };
    const { handler } = wrap(async () => answer);
    expect(await handler({ Records: [message("1")] }, lambdaContext())).toBe(answer);
  });

  test("throws the very error, at once where the handler does", async () => {
    const error = new TypeError("no");
    const { handler: late } = wrap(async () => {
      throw error;
    });
    await expect(late({}, lambdaContext())).rejects.toBe(error);
    const { handler: early } = wrap(() => {
      throw error;
    });
    expect(() => early({}, lambdaContext())).toThrow(error);
  });

  test("passes on what is thrown and no error", async () => {
    const { handler, lines } = wrap(() => Promise.reject("just text"));
    await expect(handler({}, lambdaContext())).rejects.toBe("just text");
    expect(lines).toMatchObject([{ outcome: "failed" }]);
  });

  test("returns at once what a handler returns at once", () => {
    const { handler } = wrap(() => 7);
    expect(handler({}, lambdaContext())).toBe(7);
  });

  test("gives the handler the event and context as they came, and nothing else", async () => {
    const given: unknown[][] = [];
    const { handler } = wrap(async (...all) => void given.push(all));
    const [event, context] = [{ a: 1 }, lambdaContext()];
    await handler(event, context);
    expect(given[0]?.[0]).toBe(event);
    expect(given[0]?.[1]).toBe(context);
    expect(given[0]).toHaveLength(2);
  });

  test("takes two parameters, whatever the handler takes", () => {
    expect(wrap((_event, _context, _callback) => 1).handler).toHaveLength(2);
  });

  test("shows the id to code that runs inside", async () => {
    const { handler, lines } = wrap(async () => ({ id: currentContext()?.requestId, statusCode: 200 }));
    const event = httpEvent({ headers: { "x-request-id": "came-from-afar" } });
    expect(await handler(event, lambdaContext())).toMatchObject({
      id: "came-from-afar",
      headers: { "x-request-id": "came-from-afar" },
    });
    expect(lines).toMatchObject([{ requestId: "came-from-afar", status: 200, coldStart: true }]);
  });

  test("does not echo an id that is none", async () => {
    const { handler } = wrap(async () => ({ statusCode: 200 }));
    const event = httpEvent({ headers: { "x-request-id": "<script>" } });
    expect(await handler(event, lambdaContext())).toMatchObject({ headers: { "x-request-id": "made-id-1" } });
  });

  test("leaves an object that requests share alone", async () => {
    const shared = { statusCode: 200, headers: { "x-a": "1" } };
    const { handler } = wrap(async () => shared);
    const answers = [
      await handler(httpEvent(), lambdaContext()),
      await handler(httpEvent(), lambdaContext()),
    ];
    expect(answers).toMatchObject([
      { headers: { "x-request-id": "made-id-1" } },
      { headers: { "x-request-id": "made-id-2" } },
    ]);
    expect(shared).toEqual({ statusCode: 200, headers: { "x-a": "1" } });
  });

  test("takes the id of a batch whose messages agree, and lists the ids of one whose messages do not", async () => {
    const { handler, lines } = wrap(async () => undefined);
    await handler({ Records: [message("1", "all-the-same"), message("2", "all-the-same")] }, lambdaContext());
    await handler(
      { Records: [message("1", "one-of-them"), message("2", "another-one"), message("3")] },
      lambdaContext(),
    );
    expect(lines).toMatchObject([
      { requestId: "all-the-same", queue: "pages", records: 2, messageIds: ["1", "2"], failures: 0 },
      { requestId: "made-id-1", requestIds: ["one-of-them", "another-one"], records: 3 },
    ]);
  });

  test("hides personal data in what it tells of an error and an event", async () => {
    const { handler, lines } = wrap(async () => {
      throw new Error("no account of jane@example.com");
    });
    const event = {
      "detail-type": "Mail to jane@example.com",
      source: "mail",
      id: "9a8b7c6d-0000-4000-8000-000000000002",
    };
    await expect(handler(event, lambdaContext())).rejects.toThrow("jane@example.com");
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain("jane@");
  });

  test("traces a sampled invocation of any kind", async () => {
    const documents: { annotations: object; fault?: boolean }[] = [];
    const ports = {
      traceHeader: () => sampled,
      sendSegment: (text: string) => documents.push(JSON.parse(text)),
    };
    const { handler } = wrap(async (event) => {
      if (event !== null) throw new Error("no");
    }, ports);
    await handler(null, lambdaContext());
    await expect(handler({ Records: [message("1")] }, lambdaContext())).rejects.toThrow("no");
    expect(documents).toMatchObject([
      { annotations: { outcome: "ok" } },
      { annotations: { outcome: "failed" }, fault: true },
    ]);
  });

  test("leaves a streaming handler as it is, and says so once", () => {
    const streaming = Object.assign(async () => {}, {
      [Symbol.for("aws.lambda.runtime.handler.streaming")]: "response",
    });
    const { handler, lines } = wrap(streaming);
    expect(handler).toBe(streaming);
    expect(lines).toMatchObject([{ level: "warn", message: expect.stringContaining("stream") }]);
  });
});

describe.each(["powertools", "lean"] as const)("a failure of the sidecar, %s", (observability) => {
  const broken = () => {
    throw new Error("broken");
  };
  const ports = ["now", "write", "requestId", "traceHeader", "random", "spanId", "sendSegment"] as const;
  const breaks = [...ports.map((name) => [name]), [...ports]];
  const events = { "a request": httpEvent(), "a batch": { Records: [message("1")] }, "anything else": {} };

  describe.each(Object.entries(events))("with %s", (_, event) => {
    test.each(breaks)("in %s and others leaves answer and error alone", async (...names) => {
      const around = outside({ traceHeader: () => sampled, sendSegment: () => {} });
      for (const name of names) Object.assign(around.ports, { [name]: broken });
      const options = { observability, ports: around.ports, debugRate: 0.5, traceRate: 0.5 };
      let runs = 0;
      const answering = sidecar(async () => ({ statusCode: 201, runs: ++runs }), options);
      expect(await answering(event, lambdaContext())).toMatchObject({ statusCode: 201, runs: 1 });
      const error = new Error("its own");
      await expect(sidecar(() => Promise.reject(error), options)(event, lambdaContext())).rejects.toBe(error);
      const callback = sidecar(
        (_event, _context, done) => (done as (...given: unknown[]) => void)(null, 5),
        options,
      );
      expect(await callback({}, lambdaContext())).toBe(5);
    });
  });

  test("is told once", async () => {
    const around = outside({ requestId: broken });
    const handler = sidecar(async () => 1, { observability, ports: around.ports });
    await handler({}, lambdaContext());
    await handler({}, lambdaContext());
    expect(around.lines).toMatchObject([{ level: "warn", error: { message: "broken" } }]);
  });

  test("in reading an event leaves the answer alone", async () => {
    const hostile = new Proxy({}, { get: broken, has: broken, ownKeys: broken });
    const handler = sidecar(async () => 1, { observability, ports: outside().ports });
    for (const event of [
      hostile,
      { Records: [null] },
      { Records: hostile },
      { requestContext: hostile },
      null,
      "text",
    ])
      expect(await handler(event, hostile)).toBe(1);
  });
});
