import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { api, currentContext, messageAttributes, queue, task } from "#middleware";
import { recordIds } from "../../../middleware/queue/queue-event.ts";
import { readTraceHeader, samplingOf, withParent } from "../../../middleware/trace/trace-header.ts";
import { acceptIds, type IncomingIds } from "../../../middleware/trace/trace-ids.ts";
import { readTraceparent } from "../../../middleware/trace/traceparent.ts";
import { readTracestate } from "../../../middleware/trace/tracestate.ts";
import { header, httpEvent, lambdaContext, outside } from "../support.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const parentId = "00f067aa0ba902b7";
const root = "1-4bf92f35-77b34da6a3ce929d0e0e4736";
const spanId = "1111111111111111";

describe("traceparent", () => {
  test.each([
    [`00-${traceId}-${parentId}-01`, `00-${traceId}-${parentId}-01`],
    [`00-${traceId}-${parentId}-03`, `00-${traceId}-${parentId}-03`],
    [`00-${traceId}-${parentId}-fd`, `00-${traceId}-${parentId}-01`],
    [`01-${traceId}-${parentId}-01`, `00-${traceId}-${parentId}-01`],
    [`cc-${traceId}-${parentId}-02-what-the-future-brings`, `00-${traceId}-${parentId}-02`],
  ])("%s is read as %s", (text, read) => {
    expect(readTraceparent(text)).toBe(read);
  });

  test.each([
    `ff-${traceId}-${parentId}-01`,
    `00-${traceId}-${parentId}-01-more`,
    `01-${traceId}-${parentId}-01.more`,
    `00-${traceId}-${parentId}-01 `,
    `00-${traceId.toUpperCase()}-${parentId}-01`,
    `00-${"0".repeat(32)}-${parentId}-01`,
    `00-${traceId}-${"0".repeat(16)}-01`,
    `00-${traceId}-${parentId}`,
    `00-${traceId}-${parentId}-1`,
    `00-${traceId}-${parentId}-01,00-${traceId}-${parentId}-01`,
    `01-${traceId}-${parentId}-01-${"x".repeat(512)}`,
    "",
    undefined,
    7,
  ])("%s is not read", (text) => {
    expect(readTraceparent(text)).toBeUndefined();
  });
});

describe("tracestate", () => {
  const member = (n: number, length = 20) => `key${n}=${"v".repeat(length - `key${n}=`.length)}`;
  const list = (count: number, length?: number) =>
    Array.from({ length: count }, (_, n) => member(n, length)).join(",");

  test.each([
    ["vendor=value", "vendor=value"],
    ["a=1, b=2 ,,c@d=3", "a=1,b=2,c@d=3"],
    ["1tenant/x*-_@sys=!~", "1tenant/x*-_@sys=!~"],
    [list(25), list(24)],
    [`${member(1, 128)},${member(2, 129)},${member(3, 250)},${member(4, 250)}`, member(1, 128)],
  ])("%s goes on as %s", (text, read) => {
    expect(readTracestate(text)).toBe(read);
  });

  test.each([
    "",
    ",",
    "a",
    "=1",
    "A=1",
    "a=",
    "a=1=2",
    "a=ü",
    "a=1,a=2",
    `a=${"x".repeat(257)}`,
    list(33),
    5,
  ])("%s is dropped", (text) => {
    expect(readTracestate(text)).toBeUndefined();
  });

  test("does not come without a valid traceparent", () => {
    expect(acceptIds({ tracestate: "a=1" }, () => "made-id-1")).toEqual({ requestId: "made-id-1" });
  });
});

describe("X-Ray's header", () => {
  test.each([
    [`Root=${root}`, undefined],
    [`Root=${root};Parent=${parentId};Sampled=1`, true],
    [`Root=${root};Parent=${parentId};Sampled=0`, false],
    [`Root=${root};Sampled=?;Parent=${parentId}`, undefined],
    [`Root=${root};Sampled=10`, undefined],
    [`Root=${root};Parent=${parentId};Sampled=1;Lineage=a87bd80c:1|68fd508a:5`, true],
  ])("%s says sampled: %s", (header, sampled) => {
    expect(readTraceHeader(header)).toBe(header);
    expect(samplingOf(header)).toBe(sampled);
  });

  test("loses what a load balancer put before it, and keeps its lineage with another parent", () => {
    const header = readTraceHeader(
      `Self=1-67891234-12456789abcdef012345678;Root=${root};Lineage=a:1;Sampled=1;`,
    );
    expect(header).toBe(`Root=${root};Lineage=a:1;Sampled=1`);
    expect(withParent(header ?? "", spanId)).toBe(`Root=${root};Parent=${spanId};Lineage=a:1;Sampled=1`);
  });

  test.each([
    "",
    "Root=1",
    `Parent=${parentId};Root=${root}`,
    `Root=${root};<b>`,
    `Root=${root};A=${"x".repeat(300)}`,
    5,
  ])("%s is dropped", (header) => {
    expect(readTraceHeader(header)).toBeUndefined();
  });
});

// Things that a stranger may send: anything, and near misses of what is right.
const hostile = fc.oneof(
  fc.string({ maxLength: 80, unit: "binary" }),
  fc.stringMatching(/^[\w-]{0,70}$/),
  fc.constantFrom(
    "__proto__",
    "constructor",
    "x\r\nset-cookie: a=b",
    "%0d%0aset-cookie:a=b",
    `00-${traceId}-${parentId}-01`,
    `Root=${root};Parent=${parentId};Sampled=1`,
    "9999999",
    "-1",
  ),
  fc.anything(),
) as fc.Arbitrary<string | undefined>;

const incoming: fc.Arbitrary<IncomingIds> = fc.record(
  {
    requestId: hostile,
    traceparent: hostile,
    tracestate: hostile,
    traceHeader: hostile,
    callerHops: hostile,
    debug: hostile,
  },
  { requiredKeys: [] },
);

function expectClean(context: object): void {
  const { requestId, traceparent, tracestate, traceHeader, callerHops, ...rest } = context as Record<
    string,
    unknown
  >;
  const clean =
    /^[\w-]{8,64}$/.test(String(requestId)) &&
    (traceparent === undefined || readTraceparent(traceparent) === traceparent) &&
    (tracestate === undefined || readTracestate(tracestate) === tracestate) &&
    (traceHeader === undefined || readTraceHeader(traceHeader) === traceHeader) &&
    (callerHops === undefined || (Number.isInteger(callerHops) && Number(callerHops) <= 9999)) &&
    Object.keys(rest).every((name) => ["functionName", "debug"].includes(name));
  if (!clean) throw new Error(`not clean: ${JSON.stringify(context)}`);
}

describe("whatever comes in", () => {
  test("only ids of the right shape pass", () => {
    fc.assert(
      fc.property(incoming, (ids) => expectClean(acceptIds(ids, () => "made-id-1"))),
      { numRuns: 10_000 },
    );
  });

  test("no record's attributes make it fail", () => {
    const attribute = fc.oneof(fc.record({ stringValue: hostile }, { requiredKeys: [] }), fc.constant(null));
    const record = fc.record(
      {
        messageAttributes: fc.oneof(
          fc.dictionary(
            fc.constantFrom(
              "x-request-id",
              "traceparent",
              "tracestate",
              "x-caller-hops",
              "x-debug",
              "__proto__",
            ),
            attribute,
          ),
          fc.constantFrom(null, undefined),
        ),
        attributes: fc.oneof(fc.record({ AWSTraceHeader: hostile }), fc.constantFrom(null, undefined)),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(record, (one) => {
        const ids = recordIds({ messageId: "m", receiptHandle: "r", body: "{}", ...one } as never);
        expectClean(acceptIds(ids, () => "made-id-1"));
      }),
      { numRuns: 10_000 },
    );
  });
});

describe("what goes out", () => {
  async function sent(headers: Record<string, string>, traceHeader?: string) {
    const { ports } = outside({ spanId: () => spanId, traceHeader: () => traceHeader, sendSegment() {} });
    const handler = api({ ports }, () => messageAttributes());
    const { body } = await handler(httpEvent({ headers }), lambdaContext());
    const { MessageAttributes, MessageSystemAttributes } = JSON.parse(body ?? "");
    return {
      traceparent: MessageAttributes.traceparent?.StringValue,
      tracestate: MessageAttributes.tracestate?.StringValue,
      hops: MessageAttributes["x-caller-hops"].StringValue,
      traceHeader: MessageSystemAttributes?.AWSTraceHeader.StringValue,
    };
  }

  test("our own span is the parent, with the trace, its flags and its state", async () => {
    const headers = { traceparent: `00-${traceId}-${parentId}-02`, tracestate: "a=1", "x-caller-hops": "3" };
    expect(await sent(headers)).toEqual({
      traceparent: `00-${traceId}-${spanId}-02`,
      tracestate: "a=1",
      hops: "4",
      traceHeader: `Root=${root};Parent=${spanId};Sampled=0`,
    });
  });

  test.each([0, 1])("a traceparent is derived from X-Ray's header with Sampled=%i", async (flag) => {
    expect(await sent({}, `Root=${root};Parent=${parentId};Sampled=${flag};Lineage=a:1|b:2`)).toEqual({
      traceparent: `00-${traceId}-${spanId}-0${flag}`,
      tracestate: undefined,
      hops: "1",
      traceHeader: `Root=${root};Parent=${spanId};Sampled=${flag};Lineage=a:1|b:2`,
    });
  });

  test("where nobody has decided on sampling, X-Ray's header goes on as it is", async () => {
    expect((await sent({}, `Root=${root}`)).traceHeader).toBe(`Root=${root}`);
  });

  test("each of two trace ids stays what it is", async () => {
    const other = "1-67891233-abcdef012345678912345678";
    const { traceparent, traceHeader } = await sent(
      { traceparent: `00-${traceId}-${parentId}-01` },
      `Root=${other};Parent=${parentId};Sampled=0`,
    );
    expect(traceparent).toBe(`00-${traceId}-${spanId}-01`);
    expect(traceHeader).toBe(`Root=${other};Parent=${spanId};Sampled=0`);
  });

  test("the invocation's header counts before the one of the request", async () => {
    const fromCaller = { "x-amzn-trace-id": "Root=1-00000000-000000000000000000000001;Sampled=1" };
    const { traceHeader } = await sent(fromCaller, `Root=${root};Sampled=0`);
    expect(traceHeader).toBe(`Root=${root};Parent=${spanId};Sampled=0`);
  });
});

describe("a loop of calls", () => {
  const options = (maxHops?: number | false) => {
    const { ports, lines } = outside();
    return { lines, options: maxHops === undefined ? { ports } : { ports, maxHops } };
  };
  const hops = (count: number) => ({ "x-caller-hops": String(count) });

  test.each([
    [undefined, 16, 200],
    [undefined, 17, 400],
    [3, 4, 400],
    [false, 9999, 200],
  ] as const)("maxHops %s: a request after %i hops is a %i", async (maxHops, count, status) => {
    const { lines, options: own } = options(maxHops);
    const handler = api({ ...own, cors: { origins: ["https://app.example.com"] } }, () => "done");
    const headers = { ...hops(count), origin: "https://app.example.com" };
    const response = await handler(httpEvent({ headers }), lambdaContext());
    expect(response.statusCode).toBe(status);
    expect(header(response, "access-control-allow-origin")).toBe("https://app.example.com");
    if (status === 400) {
      expect(JSON.parse(response.body ?? "")).toMatchObject({
        code: "call-chain-too-long",
        retryable: false,
      });
      expect(lines).toMatchObject([{ level: "warn", code: "call-chain-too-long" }]);
    }
  });

  test("fails the record before its handler runs, so that it goes the dead-letter queue's way", async () => {
    const { lines, options: own } = options();
    const ran: string[] = [];
    const handler = queue(own, ({ requestId }) => void ran.push(requestId));
    const record = (id: string, count: number) => ({
      messageId: id,
      receiptHandle: "r",
      body: "{}",
      messageAttributes: {
        "x-request-id": { stringValue: `request-${id}` },
        "x-caller-hops": { stringValue: String(count) },
      },
    });
    const result = await handler({ Records: [record("a", 17), record("b", 16)] }, lambdaContext());
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: "a" }] });
    expect(ran).toEqual(["request-b"]);
    expect(lines.find(({ requestId }) => requestId === "request-a")).toMatchObject({
      level: "error",
      code: "call-chain-too-long",
    });
  });

  test("fails a task that was called in circles", async () => {
    const { options: own } = options();
    const context = { clientContext: { custom: hops(17) } };
    await expect(task(own, () => 1)({}, context as never)).rejects.toMatchObject({
      code: "call-chain-too-long",
      status: 400,
    });
  });
});

describe("debug lines of chosen requests", () => {
  const chosen = async (
    headers: Record<string, string>,
    options: { debugRate?: number; trustDebugHeader?: boolean },
    chance = 0.5,
  ) => {
    const { ports } = outside({ random: () => chance });
    const handler = api({ ports, ...options }, () => [
      currentContext()?.debug,
      messageAttributes().MessageAttributes,
    ]);
    const { body } = await handler(httpEvent({ headers }), lambdaContext());
    const [debug, attributes] = JSON.parse(body ?? "");
    return [debug === true, attributes["x-debug"]?.StringValue];
  };

  test.each([
    [{}, {}, false],
    [{}, { debugRate: 0.6 }, true],
    [{}, { debugRate: 0.5 }, false],
    [{ "x-debug": "1" }, {}, false],
    [{ "x-debug": "1" }, { trustDebugHeader: true }, true],
    [{ "x-debug": "0" }, { trustDebugHeader: true, debugRate: 1 }, false],
    [{ "x-debug": "yes" }, { trustDebugHeader: true }, false],
  ])("headers %j with %j: %s", async (headers, options, debug) => {
    expect(await chosen(headers as Record<string, string>, options)).toEqual([
      debug,
      debug ? "1" : undefined,
    ]);
  });

  test("a message carries the decision, and no receiver decides again", async () => {
    const { ports } = outside({ random: () => 0 });
    const seen: unknown[] = [];
    const handler = queue(
      { ports, debugRate: 1 },
      ({ requestId }) => void seen.push([requestId, currentContext()?.debug]),
    );
    const record = (requestId: string, debug?: string) => ({
      messageId: requestId,
      receiptHandle: "r",
      body: "{}",
      messageAttributes: {
        "x-request-id": { stringValue: requestId },
        ...(debug !== undefined && { "x-debug": { stringValue: debug } }),
      },
    });
    const stranger = { messageId: "m", receiptHandle: "r", body: "{}" };
    await handler({ Records: [record("request-1", "1"), record("request-2"), stranger] }, lambdaContext());
    expect(seen).toEqual([
      ["request-1", true],
      ["request-2", undefined],
      ["made-id-1", true],
    ]);
  });
});

describe("ids of a task", () => {
  const contextOf = async (event: unknown, lambda: object) => {
    const { ports } = outside();
    return task({ ports }, () => currentContext())(event, lambda as never);
  };

  test("come with the client context of a direct call", async () => {
    const custom = {
      "x-request-id": "request-1",
      "x-caller-hops": "2",
      traceparent: `00-${traceId}-${parentId}-00`,
    };
    expect(await contextOf({}, { clientContext: { custom } })).toMatchObject({
      requestId: "request-1",
      callerHops: 2,
      traceparent: custom.traceparent,
    });
  });

  test("come with the attributes of a notification", async () => {
    const MessageAttributes = { "x-request-id": { Type: "String", Value: "request-1" } };
    const event = { Records: [{ EventSource: "aws:sns", Sns: { Message: "{}", MessageAttributes } }] };
    expect(await contextOf(event, {})).toMatchObject({ requestId: "request-1" });
  });

  test("are made where the event brings none, whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), fc.anything(), async (event, clientContext) => {
        expectClean((await contextOf(event, { clientContext })) ?? {});
      }),
      { numRuns: 1_000 },
    );
  });
});
