import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  api,
  type Ports,
  Problem,
  type QueueRecord,
  queue,
  span,
  task,
  trace,
  traceCounts,
} from "#middleware";
import { httpEvent, lambdaContext, outside } from "../support.ts";
import { type Daemon, type Received, readDatagram, startDaemon } from "./daemon.ts";

const root = "1-67891239-abcdef012345678912345678";
const sampled = `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`;

let daemon: Daemon;
beforeAll(async () => {
  daemon = await startDaemon();
});
afterAll(() => daemon.close());

const named = (spans: Received[], name: string) => {
  const found = spans.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no span ${name} among ${spans.map((one) => one.name)}`);
  return found;
};

describe.each(["lean", "powertools"] as const)("traces in mode %s", (observability) => {
  let traceHeader: string | undefined;
  let ports: Ports;
  let lines: Record<string, unknown>[];
  let options: { observability: typeof observability; ports: Ports };

  beforeEach(() => {
    traceHeader = sampled;
    ({ ports, lines } = outside({
      environment: { functionName: "test-function", daemonAddress: daemon.address },
      traceHeader: () => traceHeader,
    }));
    options = { observability, ports };
  });

  test("a sampled request is a subsegment of the invocation, with its annotations and its HTTP side", async () => {
    const handler = api(options, ({ log }) => {
      log.add({ jobId: "job_1" });
      return { name: "Ann" };
    });
    const headers = { "x-request-id": "request-1", host: "api.example.com" };
    await handler(httpEvent({ path: "/things", query: { secret: "s" }, headers }), lambdaContext());
    const [document] = await daemon.spans(1);
    expect(document).toEqual({
      name: "test-function",
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      trace_id: root,
      parent_id: "53995c3f42cd8ad8",
      type: "subsegment",
      start_time: 1_795_428_000,
      end_time: 1_795_428_000,
      annotations: { requestId: "request-1", function: "test-function", outcome: "ok", jobId: "job_1" },
      http: {
        request: { method: "GET", url: "https://api.example.com/things" },
        response: { status: 200 },
      },
    });
  });

  test.each([
    [429, { error: true, throttle: true }, "refused"],
    [404, { error: true }, "refused"],
    [503, { fault: true }, "failed"],
  ])("a status %i sets its flags", async (status, flags, outcome) => {
    const handler = api(options, () => {
      throw new Problem("code", { status, title: "No" });
    });
    await handler(httpEvent(), lambdaContext());
    const [document] = await daemon.spans(1);
    const { fault, error, throttle } = document as Received;
    expect({ fault, error, throttle }).toEqual(flags);
    expect(document).toMatchObject({ annotations: { outcome }, http: { response: { status } } });
    expect(document?.cause === undefined).toBe(status < 500);
  });

  test("an error is told with its causes, redacted, and without the response or the body", async () => {
    const handler = api(options, () => {
      throw new Error("mail to jane@example.com", { cause: new TypeError("card 4111 1111 1111 1111") });
    });
    await handler(httpEvent({ body: '{"note":"private"}' }), lambdaContext());
    const [document] = await daemon.spans(1);
    const [first, second] = document?.cause?.exceptions ?? [];
    expect([first?.type, second?.type, first?.cause]).toEqual(["Error", "TypeError", second?.id]);
    expect(first?.stack[0]).toMatchObject({
      path: expect.stringContaining("trace.test.ts"),
      line: expect.any(Number),
    });
    expect(JSON.stringify(document)).not.toMatch(/jane|4111|private/);
    expect(first?.message).toMatch(/^mail to /);
  });

  test("nested and concurrent spans hang below the one that they were begun in", async () => {
    const handler = api(options, async () => {
      let release = () => {};
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      await Promise.all([
        span("slow", async () => {
          await gate;
          await span("below slow", async () => {});
        }),
        span("fast", async (fast) => {
          fast.annotate("page", 3);
          span("below fast", () => release());
        }),
      ]);
      return span("after", () => ({}));
    });
    await handler(httpEvent(), lambdaContext());
    const spans = await daemon.spans(6);
    const parentOf = (name: string) => spans.find(({ id }) => id === named(spans, name).parent_id)?.name;
    expect(parentOf("below slow")).toBe("slow");
    expect(parentOf("below fast")).toBe("fast");
    for (const name of ["slow", "fast", "after"]) expect(parentOf(name)).toBe("test-function");
    expect(named(spans, "fast").annotations).toEqual({ page: 3 });
    expect(new Set(spans.map(({ trace_id }) => trace_id))).toEqual(new Set([root]));
  });

  test("a span keeps the result and throws the error on, and tells of it", async () => {
    const seen: unknown[] = [];
    const handler = api(options, async () => {
      seen.push(
        span("sync", () => 1),
        await span("async", async () => 2),
      );
      seen.push(
        await span("rejects", () => Promise.reject(new Error("x 1"))).catch(({ message }) => message),
      );
      try {
        span("throws", () => {
          throw new Error("x 2");
        });
      } catch (error) {
        seen.push((error as Error).message);
      }
    });
    await handler(httpEvent(), lambdaContext());
    const spans = await daemon.spans(5);
    expect(seen).toEqual([1, 2, "x 1", "x 2"]);
    expect(["sync", "async", "rejects", "throws"].map((name) => named(spans, name).fault)).toEqual([
      undefined,
      undefined,
      true,
      true,
    ]);
    expect(named(spans, "throws").cause?.exceptions[0]?.message).toBe("x 2");
    expect(named(spans, "test-function").fault).toBeUndefined();
  });

  test("a span that outlives its request still arrives, below it, and so does one that begins later", async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let late: Promise<unknown> = Promise.resolve();
    const handler = api(options, () => {
      late = Promise.all([span("late", () => gate), gate.then(() => span("later", () => {}))]);
    });
    await handler(httpEvent(), lambdaContext());
    const [request] = await daemon.spans(1);
    release();
    await late;
    const spans = await daemon.spans(2);
    for (const name of ["late", "later"])
      expect(named(spans, name)).toMatchObject({ parent_id: request?.id, trace_id: root });
    expect(span("outside", () => "untraced")).toBe("untraced");
  });

  test("two records that run at once never mix, and each is part of its sender's trace", async () => {
    const records = [1, 2].map((n) => record(`request-${n}`, traceOf(n)));
    let arrived = 0;
    let open = () => {};
    const both = new Promise<void>((resolve) => {
      open = resolve;
    });
    const handler = queue(options, async ({ requestId, log }) => {
      log.add({ jobId: `job-of-${requestId}` });
      if (++arrived === 2) open();
      await both;
      await span("outer", async () => {
        await both;
        await span("inner", () => both);
      });
    });
    await handler({ Records: records }, lambdaContext());
    const spans = await daemon.spans(7);
    for (const n of [1, 2]) {
      const own = spans.filter(({ trace_id }) => trace_id === rootOf(n));
      const work = own.find(({ parent_id }) => parent_id === parentOf(n));
      expect(own.map(({ name }) => name).sort()).toEqual(["inner", "outer", "test-function"]);
      expect(work?.annotations).toMatchObject({
        requestId: `request-${n}`,
        jobId: `job-of-request-${n}`,
        outcome: "ok",
      });
      expect(named(own, "outer").parent_id).toBe(work?.id);
      expect(named(own, "inner").parent_id).toBe(named(own, "outer").id);
    }
  });

  test("a batch has a span in the invocation's trace, with links to its messages", async () => {
    const handler = queue(options, ({ requestId }) => {
      if (requestId === "request-2") throw new Error("no");
    });
    const unsampled = traceOf(3).replace("Sampled=1", "Sampled=0");
    const Records = [
      record("request-1", traceOf(1)),
      record("request-2", traceOf(2)),
      record("request-3", unsampled),
    ];
    await handler({ Records }, lambdaContext());
    const spans = await daemon.spans(3);
    const whole = spans.find(({ trace_id }) => trace_id === root);
    expect(whole).toMatchObject({
      parent_id: "53995c3f42cd8ad8",
      annotations: { records: 3, failedRecords: 1 },
      links: [1, 2, 3].map((n) => ({ trace_id: rootOf(n), id: parentOf(n) })),
    });
    expect(spans.find(({ trace_id }) => trace_id === rootOf(2))).toMatchObject({
      fault: true,
      annotations: { outcome: "failed" },
    });
    expect(spans.some(({ trace_id }) => trace_id === rootOf(3))).toBe(false);
  });

  test("a record without a trace of its own belongs to the invocation's", async () => {
    const handler = queue(options, () => {});
    await handler({ Records: [record("request-1", undefined)] }, lambdaContext());
    const spans = await daemon.spans(2);
    expect(spans.map(({ trace_id, parent_id }) => [trace_id, parent_id])).toEqual([
      [root, "53995c3f42cd8ad8"],
      [root, "53995c3f42cd8ad8"],
    ]);
  });

  test("a task is traced, and its error is on the span", async () => {
    const handler = task({ ...options, name: "sweep" }, () => {
      throw new Error("sweep failed");
    });
    await expect(handler({}, lambdaContext())).rejects.toThrow("sweep failed");
    const [document] = await daemon.spans(1);
    expect(document).toMatchObject({ fault: true, annotations: { outcome: "failed" } });
    expect(document?.cause?.exceptions[0]?.message).toBe("sweep failed");
  });

  test.each([
    undefined,
    sampled.replace("Sampled=1", "Sampled=0"),
    `Root=${root}`,
    "Root=<nonsense>;Sampled=1",
  ])("with the header %j nothing is sent, and spans just run their work", async (header) => {
    traceHeader = header;
    const before = daemon.datagrams.length;
    const handler = api(options, () => span("work", (own) => own.annotate("n", 1) ?? "done"));
    const response = await handler(httpEvent(), lambdaContext());
    expect(response.body).toBe('"done"');
    traceHeader = sampled;
    await api(options, () => {})(httpEvent(), lambdaContext());
    await daemon.spans(1);
    expect(daemon.datagrams.length - before).toBe(1);
  });

  test("without X-Ray a sampled traceparent decides, else the rate does, once for all that follow", async () => {
    traceHeader = undefined;
    const parent = (flag: string) => ({ traceparent: `00-${"4".repeat(32)}-00f067aa0ba902b7-${flag}` });
    const plain = api(options, () => {});
    await plain(httpEvent({ headers: parent("00") }), lambdaContext());
    await plain(httpEvent({ headers: parent("01") }), lambdaContext());
    const [byParent] = await daemon.spans(1);
    expect(byParent).toMatchObject({
      trace_id: `1-44444444-${"4".repeat(24)}`,
      parent_id: "00f067aa0ba902b7",
    });

    const chances = [0.9, 0.1];
    const rated = api(
      { ...options, traceRate: 0.5, ports: { ...ports, random: () => chances.shift() ?? 1 } },
      () => {},
    );
    await rated(httpEvent(), lambdaContext());
    await rated(httpEvent(), lambdaContext());
    const spans = await daemon.spans(1);
    expect(spans).toHaveLength(1);
    expect(spans[0]).not.toHaveProperty("type");
    expect(spans[0]?.trace_id).toMatch(/^1-6b040ea0-[0-9a-f]{24}$/);
  });

  test("a document that does not fit into a datagram is sent in parts", async () => {
    const spans: Received[] = [];
    // Not over the network: the receiver could not keep up with so many at once.
    const sendSegment = (document: string) => {
      spans.push(readDatagram(`{"format":"json","version":1}\n${document}`));
    };
    const handler = api({ ...options, ports: { ...ports, sendSegment } }, () => {
      for (let n = 0; n < 400; n++)
        span(`part ${n}`, (own) => own.annotate("text", `${"ab ".repeat(300)}${n}`));
    });
    await handler(httpEvent(), lambdaContext());
    expect(spans).toHaveLength(401);
    const request = named(spans, "test-function");
    expect(spans.filter(({ parent_id }) => parent_id === request.id)).toHaveLength(400);
  });

  test("what X-Ray would refuse in names and values is replaced, and texts are redacted", async () => {
    const handler = api(options, () =>
      span("a <b> {c} 日本\n", (own) => {
        own.annotate("my key!", "call jane@example.com");
        own.annotate("bad", Number.NaN);
        own.annotate("quote", 'a "quoted" \\ text');
      }),
    );
    await handler(httpEvent(), lambdaContext());
    const spans = await daemon.spans(2);
    const inner = spans.find(({ name }) => name !== "test-function");
    expect(inner?.name).toBe("a _b_ _c_ 日本\n");
    expect(Object.keys(inner?.annotations ?? {})).toEqual(["my_key_", "quote"]);
    expect(inner?.annotations?.my_key_).not.toContain("jane");
    expect(inner?.annotations?.quote).toBe('a "quoted" \\ text');
  });

  test("the port takes the documents where it is set", async () => {
    const documents: Received[] = [];
    const sendSegment = (document: string) => documents.push(JSON.parse(document));
    const before = traceCounts();
    const handler = api({ ...options, ports: { ...ports, sendSegment } }, () => {});
    await handler(httpEvent(), lambdaContext());
    expect(documents).toMatchObject([{ name: "test-function", trace_id: root }]);
    expect(traceCounts()).toEqual(before);
  });

  test("a broken way out or an unreachable daemon does no harm to the work", async () => {
    const sendSegment = () => {
      throw new Error("no way out");
    };
    const nobody = { ...ports, environment: { functionName: "f", daemonAddress: "not an address" } };
    for (const broken of [{ ...ports, sendSegment }, nobody]) {
      const response = await api({ ...options, ports: broken }, () => "fine")(httpEvent(), lambdaContext());
      expect([response.statusCode, response.body]).toEqual([200, '"fine"']);
    }
    expect(lines.at(-1)).toMatchObject({ level: "info", outcome: "ok" });
  });
});

test("trace() alone traces a foreign stack", async () => {
  const { default: middy } = await import("@middy/core");
  const { context } = await import("#middleware");
  const documents: Received[] = [];
  const { ports } = outside({
    traceHeader: () => sampled,
    sendSegment: (document) => documents.push(JSON.parse(document)),
  });
  const handler = middy(async () => span("work", () => ({ statusCode: 204 })))
    .use(context({ ports }))
    .use(trace({ ports, observability: "lean" }));
  await handler(httpEvent() as never, lambdaContext());
  expect(documents).toMatchObject([
    { name: "test-function", http: { response: { status: 204 } }, subsegments: [{ name: "work" }] },
  ]);
});

test("the lean mode has no captureHttp", () => {
  expect(() => api({ observability: "lean", captureHttp: true }, () => {})).toThrow(
    "api(): captureHttp is for",
  );
});

test.each([
  [{ traceRate: 1.5 }, "traceRate"],
  [{ debugRate: -1 }, "debugRate"],
  [{ maxHops: 0 }, "maxHops"],
  [{ annotations: ["not a name"] }, "annotations"],
])("the option %j is refused", (options, name) => {
  expect(() => api(options, () => {})).toThrow(`api(): ${name} must be `);
});

function rootOf(n: number): string {
  return `1-6789123${n}-abcdef012345678912345678`;
}

function parentOf(n: number): string {
  return `53995c3f42cd8a0${n}`;
}

function traceOf(n: number): string {
  return `Root=${rootOf(n)};Parent=${parentOf(n)};Sampled=1`;
}

function record(requestId: string, AWSTraceHeader: string | undefined): QueueRecord {
  return {
    messageId: requestId,
    receiptHandle: "r",
    body: "{}",
    messageAttributes: { "x-request-id": { stringValue: requestId } },
    attributes: { AWSTraceHeader },
  };
}
