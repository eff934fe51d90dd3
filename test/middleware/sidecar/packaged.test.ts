import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Newsroom, packageNewsroom, type Running, replyOf, startNewsroom } from "./newsroom.ts";

let newsroom: Newsroom;

beforeAll(async () => {
  newsroom = await packageNewsroom();
}, 60_000);

afterAll(() => newsroom.remove());

const shapes = [
  ...["full", "bare", "text", "value", "list", "number", "nothing", "none", "shared", "base64"],
  ...["cookies", "lists", "own", "late", "broken", "wrong", "json", "fail"],
];
const events = {
  SNS: {
    event: {
      Records: [
        {
          EventSource: "aws:sns",
          Sns: {
            MessageId: "9a8b7c6d-0000-4000-8000-000000000001",
            TopicArn: "arn:aws:sns:eu-central-1:000000000000:rumours",
            Message: "psst",
            MessageAttributes: { "x-request-id": { Type: "String", Value: "heard-at-the-bar" } },
          },
        },
      ],
    },
    own: { source: "aws:sns", topic: "rumours", requestId: "heard-at-the-bar" },
  },
  EventBridge: {
    event: {
      id: "9a8b7c6d-0000-4000-8000-000000000002",
      source: "newsroom.desk",
      "detail-type": "Story filed",
      detail: {},
    },
    own: {
      source: "aws:events",
      eventSource: "newsroom.desk",
      detailType: "Story filed",
      requestId: "9a8b7c6d-0000-4000-8000-000000000002",
    },
  },
  S3: {
    event: {
      Records: [
        {
          eventSource: "aws:s3",
          eventName: "ObjectCreated:Put",
          responseElements: { "x-amz-request-id": "EXAMPLE123456789" },
          s3: { bucket: { name: "photos" }, object: { key: "someone@example.com.jpg" } },
        },
      ],
    },
    own: { source: "aws:s3", bucket: "photos", records: 1, requestId: "EXAMPLE123456789" },
  },
  "something else": { event: { anything: 1 }, own: { requestId: expect.any(String) } },
};
const sampled = "Root=1-69258a2c-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1";

describe.each(["powertools", "lean"] as const)("the layer around a packaged project, %s", (mode) => {
  let running: Running;
  let http: string;
  let rest: string;

  beforeAll(async () => {
    running = await startNewsroom(newsroom, mode);
    const url = (kind: string) => running.stack.apis.find((api) => api.kind === kind)?.url ?? "";
    http = url("http");
    rest = url("rest");
  }, 60_000);

  afterAll(() => running.close());

  const base = (name: string) => (["story", "bundled"].includes(name) ? http : rest);

  test("runs with nothing of its functions left out", () => {
    expect(running.stack.skipped.filter(({ type }) => type.startsWith("AWS::Lambda::Function"))).toEqual([]);
  });

  test.each(["story", "bundled", "desk", "archive"])("leaves every answer of %s as it is", async (name) => {
    for (const shape of shapes) {
      const plain = await replyOf(`${base(name)}/${name}?as=${shape}`);
      const watched = await replyOf(`${base(name)}/watched/${name}?as=${shape}`);
      expect([shape, watched.reply]).toEqual([shape, plain.reply]);
      if (shape === "full") expect(watched.reply).toMatchObject({ status: 201, headers: { "x-a": "1" } });
    }
  });

  test.each(["story", "desk", "archive"])("%s gets its id in and shows it", async (name) => {
    const sent = await replyOf(`${base(name)}/watched/${name}?as=full`, { "x-request-id": "came-from-afar" });
    expect(sent.requestId).toBe("came-from-afar");
    const made = await replyOf(`${base(name)}/watched/${name}?as=shared`);
    expect(made.requestId).toMatch(/^[\w-]{36}$/);
    const own = await replyOf(`${base(name)}/watched/${name}?as=own`);
    expect(own.requestId).toBe("an-id-of-its-own");
    const lines = running.wide(`${name}Watched`);
    expect(lines.map(({ requestId }) => requestId)).toEqual(
      expect.arrayContaining(["came-from-afar", made.requestId]),
    );
  });

  test("writes one line a request, with its route, outcome and error", async () => {
    const before = running.wide("storyWatched").length;
    await replyOf(`${http}/watched/story?as=full`);
    await replyOf(`${http}/watched/story?as=late`);
    await replyOf(`${http}/watched/story?as=fail`);
    expect(running.wide("storyWatched").slice(before)).toMatchObject([
      { message: "request", method: "GET", route: "/watched/story", status: 201, outcome: "ok" },
      { message: "request", status: 503, outcome: "failed" },
      { status: 500, outcome: "failed", error: { message: expect.stringContaining("press has stopped") } },
    ]);
  });

  test.each([
    ["callback", "as=full", 201],
    ["done", "as=full", 201],
    ["succeed", "as=value", 200],
    ["fail", "as=full", 500],
    ["error", "as=full", 500],
    ["throwing", "as=full", 500],
  ])("runs a handler with callbacks, by %s", async (by, as, status) => {
    const before = running.wide("callbackWatched").length;
    const { reply, requestId } = await replyOf(`${http}/watched/callback?by=${by}&${as}`);
    expect(reply.status).toBe(status);
    expect(requestId === undefined).toBe(status === 500);
    expect(running.wide("callbackWatched").slice(before)).toMatchObject([{ status }]);
  });

  test("traces a sampled request", async () => {
    const headers = { "x-amzn-trace-id": sampled, "x-request-id": "a-traced-request" };
    await replyOf(`${http}/watched/story?as=full`, headers);
    const [span] = await running.daemon.spans(1);
    expect(span).toMatchObject({
      name: "newsroom-dev-storyWatched",
      trace_id: "1-69258a2c-0123456789abcdef01234567",
      annotations: { requestId: "a-traced-request", outcome: "ok" },
      http: { response: { status: 201 } },
    });
  });

  test("tells of a batch from a queue, and of its failures", async () => {
    const { awsUrl, outputs } = running.stack;
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const client = new SQSClient({ region: "eu-central-1", endpoint: awsUrl, credentials });
    const attribute = { "x-request-id": { DataType: "String", StringValue: "printed-by-night" } };
    await client.send(
      new SendMessageBatchCommand({
        QueueUrl: outputs.PagesUrl ?? "",
        Entries: [
          { Id: "1", MessageBody: "good", MessageAttributes: attribute },
          { Id: "2", MessageBody: "bad", MessageAttributes: attribute },
        ],
      }),
    );
    client.destroy();
    await running.until(() => running.wide("printWatched").some(({ failures }) => failures === 1));
    const lines = running.wide("printWatched");
    expect(lines[0]).toMatchObject({ message: "task", source: "aws:sqs", requestId: "printed-by-night" });
    expect(lines.some(({ outcome, failures }) => outcome === "failed" && failures === 1)).toBe(true);
  });

  test.each(Object.entries(events))(
    "tells of an event of %s and hands back the answer",
    async (_, { event, own }) => {
      const before = running.wide("listenWatched").length;
      const plain = await running.stack.invoke("newsroom-dev-listen", event);
      const watched = await running.stack.invoke("newsroom-dev-listenWatched", event);
      expect(watched.payload).toEqual(plain.payload);
      expect(running.wide("listenWatched").slice(before)).toMatchObject([
        {
          message: "task",
          outcome: "ok",
          ...own,
          Tasks: 1,
          TaskErrors: 0,
          _aws: { CloudWatchMetrics: [expect.objectContaining({ Dimensions: [["service"]] })] },
        },
      ]);
    },
  );

  test("passes an error on as it is", async () => {
    const event = { ...events.EventBridge.event, detail: { fail: true } };
    const plain = await running.stack.invoke("newsroom-dev-listen", event);
    const watched = await running.stack.invoke("newsroom-dev-listenWatched", event);
    expect(watched.error).toMatchObject({ errorType: "Error", errorMessage: "nobody is in" });
    expect(watched.error?.errorType).toBe(plain.error?.errorType);
  });

  test("fails at the start as the runtime does where the handler is missing", async () => {
    const plain = await running.stack.invoke("newsroom-dev-lost", {});
    const watched = await running.stack.invoke("newsroom-dev-lostWatched", {});
    expect(plain.error?.errorType).toBe("Runtime.ImportModuleError");
    expect(watched.error?.errorType).toBe("Runtime.ImportModuleError");
  });
});
