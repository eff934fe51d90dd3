import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { api, carryIds, fetchWithIds, idFetch, span } from "#middleware";
import { httpEvent, lambdaContext, outside } from "../support.ts";
import type { Received } from "./daemon.ts";
import { type Queue, startQueue } from "./sqs.ts";

const root = "1-67891233-abcdef012345678912345678";
const w3cRoot = "67891233abcdef012345678912345678";

/** Runs `work` inside of a sampled request, and hands back what it returned and what was traced. */
async function inRequest<T>(work: () => Promise<T>, headers: Record<string, string> = {}) {
  const documents: Received[] = [];
  let result: T | undefined;
  const { ports } = outside({
    traceHeader: () => `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`,
    sendSegment: (document) => documents.push(JSON.parse(document)),
  });
  const handler = api({ ports, observability: "lean" }, async () => {
    result = await work();
  });
  const response = await handler(
    httpEvent({ headers: { "x-request-id": "request-1", ...headers } }),
    lambdaContext(),
  );
  expect(response.statusCode).toBe(204);
  return { result: result as T, document: documents[0] as Received };
}

describe("carryIds() on SQS", () => {
  let queue: Queue;
  beforeAll(async () => {
    queue = await startQueue();
    expect(carryIds(queue.client)).toBe(queue.client);
  });
  afterAll(() => queue.close());

  const text = (StringValue: string) => ({ DataType: "String", StringValue });

  test("a message carries the ids of the request, below the span that sent it", async () => {
    const send = new SendMessageCommand({ QueueUrl: queue.url, MessageBody: "{}" });
    const { document } = await inRequest(() => span("send", () => queue.client.send(send)), {
      "x-caller-hops": "2",
      traceparent: `00-${w3cRoot}-00f067aa0ba902b7-01`,
      tracestate: "a=1",
    });
    const [message] = await queue.receive(1);
    const sender = document.subsegments?.[0]?.id;
    expect(message).toMatchObject({
      attributes: {
        "x-request-id": "request-1",
        "x-caller-hops": "3",
        traceparent: `00-${w3cRoot}-${sender}-01`,
        tracestate: "a=1",
      },
      traceHeader: `Root=${root};Parent=${sender};Sampled=1`,
    });
  });

  test("so does each entry of a batch", async () => {
    const Entries = ["a", "b"].map((Id) => ({ Id, MessageBody: JSON.stringify(Id) }));
    await inRequest(() => queue.client.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries })));
    const messages = await queue.receive(2);
    expect(messages.map(({ attributes }) => attributes["x-request-id"])).toEqual(["request-1", "request-1"]);
    expect(messages.every(({ traceHeader }) => traceHeader?.startsWith(`Root=${root}`))).toBe(true);
  });

  test("what the caller set stays, and of ten attributes ours go first, in a fixed order", async () => {
    const own = Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`own-${n}`, text("x")]));
    const send = new SendMessageCommand({
      QueueUrl: queue.url,
      MessageBody: "{}",
      MessageAttributes: { ...own, "x-request-id": text("theirs-by-hand") },
      MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: `Root=${root}` } },
    });
    await inRequest(() => queue.client.send(send), { tracestate: "a=1" });
    const [message] = await queue.receive(1);
    expect(message?.traceHeader).toBe(`Root=${root}`);
    expect(Object.keys(message?.attributes ?? {}).sort()).toEqual([
      ...Object.keys(own),
      "traceparent",
      "x-caller-hops",
      "x-request-id",
    ]);
    expect(message?.attributes["x-request-id"]).toBe("theirs-by-hand");
    const full = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`own-${n}`, text("x")]));
    await inRequest(() =>
      queue.client.send(
        new SendMessageCommand({ QueueUrl: queue.url, MessageBody: "{}", MessageAttributes: full }),
      ),
    );
    const [last] = await queue.receive(1);
    expect(Object.keys(last?.attributes ?? {}).filter((name) => !name.startsWith("own-"))).toEqual([
      "x-request-id",
    ]);
  });

  test("outside of a request a message goes as it is", async () => {
    await queue.client.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: "{}" }));
    expect(await queue.receive(1)).toMatchObject([{ attributes: {}, traceHeader: undefined }]);
  });

  // Every client has such a stack of middlewares; the name of the command is what tells them apart.
  async function inputOf(commandName: string, input: object) {
    const { middlewareStack } = new SendMessageCommand({ QueueUrl: queue.url, MessageBody: "" });
    carryIds({ middlewareStack });
    const end = async (call: { input: object }) => ({ output: call.input as never, response: undefined });
    const run = middlewareStack.resolve(end, { commandName } as never);
    const { result } = await inRequest(() => run({ input } as never));
    return result.output as unknown as Record<string, unknown>;
  }

  test("an SNS message and each of a batch carry them, a text to a phone does not", async () => {
    expect(await inputOf("PublishCommand", { TopicArn: "t", Message: "m" })).toMatchObject({
      MessageAttributes: {
        "x-request-id": { StringValue: "request-1" },
        "x-caller-hops": { StringValue: "1" },
      },
    });
    const PublishBatchRequestEntries = [{ Id: "a", Message: "m" }];
    expect(await inputOf("PublishBatchCommand", { PublishBatchRequestEntries })).toMatchObject({
      PublishBatchRequestEntries: [
        { Id: "a", MessageAttributes: { "x-request-id": { StringValue: "request-1" } } },
      ],
    });
    const text = { PhoneNumber: "+12025550123", Message: "m" };
    expect(await inputOf("PublishCommand", text)).toEqual(text);
  });

  test("an EventBridge event carries X-Ray's header unless it has one", async () => {
    const { Entries } = await inputOf("PutEventsCommand", {
      Entries: [{ Detail: "{}" }, { TraceHeader: "mine" }],
    });
    expect(Entries).toEqual([
      { Detail: "{}", TraceHeader: expect.stringContaining(`Root=${root};Parent=`) },
      { TraceHeader: "mine" },
    ]);
  });

  test("a Lambda call carries them in its client context, beside what the caller put there", async () => {
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
    const decoded = (value: unknown) => JSON.parse(Buffer.from(String(value), "base64").toString());
    const plain = await inputOf("InvokeCommand", { FunctionName: "f" });
    expect(decoded(plain.ClientContext)).toMatchObject({
      custom: { "x-request-id": "request-1", "x-caller-hops": "1" },
    });
    const mine = { env: { a: 1 }, custom: { "x-request-id": "by-hand-1", own: "x" } };
    const merged = await inputOf("InvokeCommand", { FunctionName: "f", ClientContext: encoded(mine) });
    expect(decoded(merged.ClientContext)).toMatchObject({
      env: { a: 1 },
      custom: { "x-request-id": "by-hand-1", own: "x", "x-caller-hops": "1" },
    });
    for (const ClientContext of [
      "not JSON",
      encoded("text"),
      encoded({ custom: { long: "x".repeat(2_600) } }),
    ])
      expect(await inputOf("InvokeCommand", { FunctionName: "f", ClientContext })).toEqual({
        FunctionName: "f",
        ClientContext,
      });
  });

  test("any other command is left alone", async () => {
    expect(await inputOf("ReceiveMessageCommand", { QueueUrl: "q" })).toEqual({ QueueUrl: "q" });
  });
});

describe("fetchWithIds()", () => {
  const seen: { method: string | undefined; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    seen.push({ method: request.method, headers: request.headers, body });
    response.statusCode = request.url?.startsWith("/busy") ? 429 : 200;
    response.end("answer");
  });
  let url = "";
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  const ids = ["x-request-id", "x-caller-hops", "traceparent", "x-amzn-trace-id"];

  test("sends the ids below a span of its own, which tells no query", async () => {
    const { result, document } = await inRequest(async () =>
      (await fetchWithIds(`${url}/busy/1?token=secret`, { method: "post", body: "sent" })).text(),
    );
    const [call] = document.subsegments ?? [];
    expect(result).toBe("answer");
    expect(seen.at(-1)).toMatchObject({
      method: "POST",
      body: "sent",
      headers: {
        "x-request-id": "request-1",
        "x-caller-hops": "1",
        traceparent: `00-${w3cRoot}-${call?.id}-01`,
        "x-amzn-trace-id": `Root=${root};Parent=${call?.id};Sampled=1`,
      },
    });
    expect(call).toMatchObject({
      name: "127.0.0.1",
      namespace: "remote",
      http: { request: { method: "POST", url: `${url}/busy/1` }, response: { status: 429 } },
      error: true,
      throttle: true,
    });
    expect(JSON.stringify(document)).not.toContain("secret");
  });

  test("keeps the headers of a Request and of the caller", async () => {
    const request = new Request(url, { method: "PUT", body: "x", headers: { accept: "text/plain" } });
    await inRequest(() => fetchWithIds(request));
    expect(seen.at(-1)).toMatchObject({
      method: "PUT",
      headers: { accept: "text/plain", "x-request-id": "request-1" },
    });
    await inRequest(() => fetchWithIds(new URL(url), { headers: [["X-Request-Id", "by-hand-1"]] }));
    expect(seen.at(-1)?.headers).toMatchObject({ "x-request-id": "by-hand-1", "x-caller-hops": "1" });
  });

  test("tells only the hosts that are named, and traces the call all the same", async () => {
    for (const [hosts, told] of [
      [["api.example.com"], false],
      [[".0.0.1"], true],
      [["127.0.0.1"], true],
      [[], false],
    ] as const) {
      const { document } = await inRequest(() => idFetch({ hosts })(url));
      const headers = seen.at(-1)?.headers ?? {};
      expect(ids.filter((name) => name in headers)).toEqual(told ? ids : []);
      expect(document.subsegments).toHaveLength(1);
    }
  });

  test("is plain fetch outside of a request", async () => {
    expect(await (await fetchWithIds(url)).text()).toBe("answer");
    expect(ids.filter((name) => name in (seen.at(-1)?.headers ?? {}))).toEqual([]);
  });

  test("throws on what fetch throws, with a fault on the span", async () => {
    const refused = idFetch({ fetch: () => Promise.reject(new TypeError("fetch failed")) });
    const { result, document } = await inRequest(() => refused(url).catch(({ message }) => message));
    expect(result).toBe("fetch failed");
    expect(document.subsegments).toMatchObject([
      { fault: true, cause: { exceptions: [{ message: "fetch failed" }] } },
    ]);
    const { result: invalid } = await inRequest(() => fetchWithIds("not a URL").catch(({ name }) => name));
    expect(invalid).toBe("TypeError");
  });
});
