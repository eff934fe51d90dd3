import { describe, expect, test } from "@jest/globals";
import { api, currentContext, messageAttributes, queue, uuidv7 } from "#middleware";
import { header, httpEvent, lambdaContext, outside } from "./support.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
const traceHeader = "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1";

async function contextFor(headers: Record<string, string>) {
  const { ports, lines } = outside({ sendSegment() {} });
  const handler = api({ ports }, () => currentContext());
  const response = await handler(httpEvent({ headers }), lambdaContext());
  return { response, lines, context: JSON.parse(response.body ?? "null") };
}

const hostile = [
  "short",
  "a".repeat(65),
  "<script>alert(1)</script>",
  "id with space",
  "line\nbreak-12",
  "",
  "id;drop=1",
];

describe("context()", () => {
  test("takes a well-formed request id and shows it", async () => {
    const { response, context, lines } = await contextFor({ "X-Request-Id": "request_id-1" });
    expect(context).toEqual({ requestId: "request_id-1", functionName: "test-function" });
    expect(header(response, "x-request-id")).toBe("request_id-1");
    expect(lines).toMatchObject([{ requestId: "request_id-1", function: "test-function" }]);
  });

  test.each(hostile)("replaces the request id %j and echoes it nowhere", async (id) => {
    const { response, lines } = await contextFor({ "x-request-id": id });
    expect(header(response, "x-request-id")).toBe("made-id-1");
    if (id !== "") expect(JSON.stringify([response, lines])).not.toContain(id);
  });

  test("falls back to the trace id, and carries the trace on", async () => {
    const { context } = await contextFor({
      traceparent,
      "x-amzn-trace-id": traceHeader,
      "x-request-id": "?",
    });
    expect(context).toMatchObject({ requestId: traceId, traceparent, traceHeader });
  });

  test.each([
    `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    "00-xyz-1-01",
    `${traceparent}-extra`,
    `ff${traceparent.slice(2)}`,
  ])("ignores the trace context %j", async (wrong) => {
    const { context } = await contextFor({ traceparent: wrong, "x-amzn-trace-id": "Root=1;<b>" });
    expect(context).toEqual({ requestId: "made-id-1", functionName: "test-function" });
  });

  test("replaces a request id that the handler set itself", async () => {
    const { ports } = outside();
    const handler = api({ ports }, () => "x").use({
      after: ({ response }: { response: unknown }) => {
        (response as { headers: Record<string, string> }).headers["X-Request-ID"] = "theirs";
      },
    });
    const response = await handler(httpEvent(), lambdaContext());
    const named = Object.entries(response.headers).filter(([name]) => name.toLowerCase() === "x-request-id");
    expect(named).toEqual([["x-request-id", "made-id-1"]]);
  });

  test("counts the cold start once for all handlers of a container", async () => {
    const { ports, lines } = outside();
    const first = api({ ports }, () => 1);
    const second = api({ ports }, () => 2);
    for (const handler of [first, second, first]) await handler(httpEvent(), lambdaContext());
    expect(lines.map(({ coldStart }) => coldStart)).toEqual([true, false, false]);
  });
});

describe("messageAttributes()", () => {
  test("carries every id on, and the receiver reads the same ones", async () => {
    const { ports } = outside({ sendSegment() {}, spanId: () => "1111111111111111" });
    const producer = api({ ports }, () => messageAttributes());
    const headers = { "x-request-id": "request-1", traceparent, "x-amzn-trace-id": traceHeader };
    const outgoingParent = traceparent.replace("00f067aa0ba902b7", "1111111111111111");
    const outgoingHeader = traceHeader.replace("53995c3f42cd8ad8", "1111111111111111");
    const sent = JSON.parse((await producer(httpEvent({ headers }), lambdaContext())).body ?? "");
    expect(sent).toEqual({
      MessageAttributes: {
        "x-request-id": { DataType: "String", StringValue: "request-1" },
        "x-caller-hops": { DataType: "String", StringValue: "1" },
        traceparent: { DataType: "String", StringValue: outgoingParent },
      },
      MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: outgoingHeader } },
    });

    const seen: unknown[] = [];
    const consumer = queue(
      { ports },
      () => void seen.push(currentContext(), messageAttributes().MessageAttributes),
    );
    const messageAttributesIn = Object.fromEntries(
      Object.entries(sent.MessageAttributes as Record<string, { StringValue: string }>).map(
        ([name, value]) => [name, { stringValue: value.StringValue, dataType: "String" }],
      ),
    );
    const record = {
      messageId: "m1",
      receiptHandle: "r1",
      body: "{}",
      messageAttributes: messageAttributesIn,
      attributes: { AWSTraceHeader: outgoingHeader },
    };
    await consumer({ Records: [record] }, lambdaContext());
    expect(seen[0]).toEqual({
      requestId: "request-1",
      traceparent: outgoingParent,
      traceHeader: outgoingHeader,
      callerHops: 1,
      functionName: "test-function",
    });
    expect(seen[1]).toMatchObject({ "x-caller-hops": { StringValue: "2" } });
  });

  test("is empty outside of a request, and takes a context that is handed in", () => {
    expect(messageAttributes()).toEqual({ MessageAttributes: {} });
    const { MessageAttributes } = messageAttributes({ requestId: "request-1", functionName: "f" });
    expect(Object.keys(MessageAttributes)).toEqual(["x-request-id", "x-caller-hops"]);
  });
});

describe("uuidv7()", () => {
  test("carries its time, version and variant, and never repeats", () => {
    const now = Date.parse("2026-11-23T10:00:00Z");
    const ids = Array.from({ length: 2_000 }, () => uuidv7(now));
    expect(new Set(ids).size).toBe(2_000);
    for (const id of ids)
      expect(id).toMatch(
        /^019aaff9-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$|^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    const [id = ""] = ids;
    expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(now);
  });
});
