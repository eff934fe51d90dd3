import { describe, expect, test } from "@jest/globals";
import { api, queue, router, task } from "#middleware";
import {
  captureLogs,
  functionUrlEvent,
  type HttpEventParts,
  httpApiEvent,
  lambdaContext,
  restApiEvent,
  scheduledEvent,
  snsEvent,
  sqsEvent,
} from "../../../middleware/testing/index.ts";

const parts: HttpEventParts = {
  path: "/orders/7",
  route: "/orders/{id}",
  pathParameters: { id: "7" },
  query: { page: "2" },
  headers: { "X-Request-Id": "request-one" },
  body: { count: 3 },
};

describe.each([
  ["HTTP API", httpApiEvent],
  ["REST API", restApiEvent],
  ["Function URL", functionUrlEvent],
])("an event of a %s", (_kind, make) => {
  test("brings everything that a handler is given", async () => {
    const { ports } = captureLogs();
    const handler = api({ ports }, ({ body, query, path, requestId, headers }) => {
      return { body, query, path, requestId, type: headers["content-type"] };
    });
    const { statusCode, body = "" } = await handler(make(parts), lambdaContext());
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toEqual({
      body: { count: 3 },
      query: { page: "2" },
      path: { id: "7" },
      requestId: "request-one",
      type: "application/json",
    });
  });

  test("is a GET of / without any parts, and a POST with a body", async () => {
    const { ports, lines } = captureLogs();
    const handler = api({ ports }, () => ({}));
    await handler(make(), lambdaContext());
    await handler(make({ body: {} }), lambdaContext());
    expect(lines).toMatchObject([{ method: "GET" }, { method: "POST" }]);
  });

  test("carries text as it is and bytes in base64", async () => {
    const { ports } = captureLogs();
    const handler = api({ ports, accept: ["text/csv"] }, ({ body }) => ({ body }));
    const headers = { "Content-Type": "text/csv" };
    const bodies = ["a,b", new TextEncoder().encode("a,b")];
    const events = bodies.map((body) => make({ headers, body }));
    const answers = await Promise.all(events.map((event) => handler(event, lambdaContext())));
    expect(answers.map(({ body = "" }) => JSON.parse(body))).toEqual([{ body: "a,b" }, { body: "a,b" }]);
    expect(events.map(({ isBase64Encoded }) => isBase64Encoded)).toEqual([false, true]);
  });
});

test("the route of an HTTP event stands in the line, and leads through a router", async () => {
  const { ports, lines } = captureLogs();
  const handler = api({ ports }, () => ({}));
  const routes = router([{ method: "POST", path: "/orders/{id}", handler }], { ports });
  await routes(httpApiEvent(parts), lambdaContext());
  expect(lines).toMatchObject([{ route: "/orders/{id}", method: "POST", status: 200 }]);
});

describe("messages", () => {
  test("of a queue are counted, and carry attributes, receipts and traces", async () => {
    const { ports } = captureLogs();
    const handled: unknown[] = [];
    const handler = queue({ ports }, ({ message, record, requestId, receiveCount }) => {
      handled.push({ message, id: record.messageId, requestId, receiveCount });
      if (receiveCount > 1) throw new Error("again");
    });
    const event = sqsEvent(
      { body: { n: 1 }, attributes: { "x-request-id": "record-one" } },
      {
        body: '{"n":2}',
        receiveCount: 2,
        queue: "orders.fifo",
        attributes: { "x-request-id": "record-two" },
      },
    );
    expect(await handler(event, lambdaContext())).toEqual({
      batchItemFailures: [{ itemIdentifier: "message-2" }],
    });
    expect(handled).toEqual([
      { message: { n: 1 }, id: "message-1", requestId: "record-one", receiveCount: 1 },
      { message: { n: 2 }, id: "message-2", requestId: "record-two", receiveCount: 2 },
    ]);
    expect(event.Records[1]?.attributes).toMatchObject({ MessageGroupId: "group-1" });
    expect(event.Records[0]?.attributes).not.toHaveProperty("MessageGroupId");
    const traced = sqsEvent({ body: 1, traceHeader: "Root=1-69560000-000000000000000000000001" });
    expect(traced.Records[0]?.attributes.AWSTraceHeader).toMatch(/^Root=/);
  });

  test("of a topic carry attributes", async () => {
    const { ports } = captureLogs();
    const handler = task({ ports }, ({ event, requestId }: { event: unknown; requestId: string }) => {
      return { event, requestId };
    });
    const event = snsEvent({ message: { n: 1 }, attributes: { "x-request-id": "notice-one" } });
    expect(await handler(event, lambdaContext())).toEqual({ event, requestId: "notice-one" });
    expect(event.Records[0]?.Sns).toMatchObject({
      Message: '{"n":1}',
      TopicArn: expect.stringMatching(/:test-topic$/),
    });
  });

  test("of a schedule name their rule", () => {
    const event = scheduledEvent({ rule: "nightly", detail: { n: 1 } });
    expect(event.resources).toEqual([expect.stringMatching(/rule\/nightly$/)]);
    expect(event).toMatchObject({ "detail-type": "Scheduled Event", detail: { n: 1 } });
  });
});

describe("the context of Lambda", () => {
  test("has the time left that was asked for, fixed or running down", async () => {
    const { ports, clock } = captureLogs();
    const handler = api({ ports }, ({ remainingMs }) => ({ left: remainingMs() }));
    const left = async (context: ReturnType<typeof lambdaContext>) =>
      JSON.parse((await handler(httpApiEvent(), context)).body ?? "").left;
    expect(await left(lambdaContext())).toBe(30_000);
    expect(await left(lambdaContext({ remainingMs: 900 }))).toBe(900);
    const end = clock.now + 5_000;
    const running = lambdaContext({ remainingMs: () => end - clock.now });
    clock.advance(2_000);
    expect(await left(running)).toBe(3_000);
  });

  test("names the function and the invocation", () => {
    const context = lambdaContext({ functionName: "orders", awsRequestId: "invocation-1" });
    expect(context).toMatchObject({ functionName: "orders", awsRequestId: "invocation-1" });
    expect(context.invokedFunctionArn).toMatch(/:function:orders$/);
  });
});
