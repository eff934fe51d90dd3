import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { startWire, stopAll } from "./start-wire.ts";

const queuePath = "/123456789012/jobs";

let wire: Awaited<ReturnType<typeof startWire>>;
beforeEach(async () => {
  await stopAll();
  wire = await startWire({ requestId: () => "id-1" });
  await call({
    Action: "CreateQueue",
    QueueName: "jobs",
    "Attribute.1.Name": "DelaySeconds",
    "Attribute.1.Value": "0",
  });
});
afterAll(stopAll);

async function call(parameters: Record<string, string>, path = "/"): Promise<string> {
  const { status, body } = await wire.form({ Version: "2012-11-05", ...parameters }, path);
  if (status !== 200) throw new Error(`${status} ${body}`);
  return body;
}

const valuesOf = (body: string, name: string) =>
  [...body.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map(([, text]) => text);

describe("replies", () => {
  test("are XML in the namespace of the API, with the result and the id", async () => {
    const { headers, body } = await wire.form({ Action: "GetQueueUrl", QueueName: "jobs" });
    expect(headers.get("content-type")).toBe("text/xml");
    expect(headers.get("x-amzn-requestid")).toBe("id-1");
    expect(body).toBe(
      `<?xml version="1.0"?><GetQueueUrlResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><GetQueueUrlResult><QueueUrl>${wire.url}${queuePath}</QueueUrl></GetQueueUrlResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></GetQueueUrlResponse>`,
    );
  });

  test("have no result where the operation gives none", async () => {
    expect(await call({ Action: "PurgeQueue" }, queuePath)).not.toContain("PurgeQueueResult");
  });

  test("escape what would break the XML or be lost in it", async () => {
    await call({ Action: "SendMessage", MessageBody: 'a&<b>"\r\n' }, queuePath);
    const body = await call({ Action: "ReceiveMessage" }, queuePath);
    expect(valuesOf(body, "Body")).toEqual(["a&amp;&lt;b&gt;&quot;&#xD;\n"]);
  });
});

describe("parameters", () => {
  test("lists and maps are numbered, or alone without a number", async () => {
    await call(
      {
        Action: "SetQueueAttributes",
        "Attribute.2.Name": "VisibilityTimeout",
        "Attribute.2.Value": "7",
        "Attribute.1.Name": "MaximumMessageSize",
        "Attribute.1.Value": "2048",
      },
      queuePath,
    );
    await call(
      { Action: "SetQueueAttributes", "Attribute.Name": "DelaySeconds", "Attribute.Value": "1" },
      queuePath,
    );
    const body = await call(
      {
        Action: "GetQueueAttributes",
        "AttributeName.1": "VisibilityTimeout",
        "AttributeName.2": "MaximumMessageSize",
      },
      queuePath,
    );
    expect(valuesOf(body, "Attribute").sort()).toEqual([
      "<Name>MaximumMessageSize</Name><Value>2048</Value>",
      "<Name>VisibilityTimeout</Name><Value>7</Value>",
    ]);
    expect(await call({ Action: "GetQueueAttributes", AttributeName: "DelaySeconds" }, queuePath)).toContain(
      "<Name>DelaySeconds</Name><Value>1</Value>",
    );
  });

  test("ten elements and more keep their order", async () => {
    const entries = Array.from({ length: 10 }, (_, index) => [
      [`SendMessageBatchRequestEntry.${index + 1}.Id`, `e${index}`],
      [`SendMessageBatchRequestEntry.${index + 1}.MessageBody`, `m${index}`],
    ]).flat();
    const body = await call({ Action: "SendMessageBatch", ...Object.fromEntries(entries) }, queuePath);
    expect(valuesOf(body, "Id")).toEqual(Array.from({ length: 10 }, (_, index) => `e${index}`));
    expect(valuesOf(body, "SendMessageBatchResultEntry")).toHaveLength(10);
  });

  test("messages with attributes come and go with all that they carry", async () => {
    const sent = await call(
      {
        Action: "SendMessageBatch",
        "SendMessageBatchRequestEntry.1.Id": "good",
        "SendMessageBatchRequestEntry.1.MessageBody": "hello",
        "SendMessageBatchRequestEntry.1.MessageAttribute.1.Name": "kind",
        "SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType": "String",
        "SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue": "test",
        "SendMessageBatchRequestEntry.1.MessageAttribute.2.Name": "raw",
        "SendMessageBatchRequestEntry.1.MessageAttribute.2.Value.DataType": "Binary",
        "SendMessageBatchRequestEntry.1.MessageAttribute.2.Value.BinaryValue": "AP8=",
        "SendMessageBatchRequestEntry.2.Id": "late",
        "SendMessageBatchRequestEntry.2.MessageBody": "x",
        "SendMessageBatchRequestEntry.2.DelaySeconds": "901",
      },
      queuePath,
    );
    expect(valuesOf(sent, "MD5OfMessageBody")).toEqual(["5d41402abc4b2a76b9719d911017c592"]);
    expect(valuesOf(sent, "BatchResultErrorEntry")).toEqual([
      expect.stringContaining("<Id>late</Id><Code>InvalidParameterValue</Code>"),
    ]);
    const received = await call(
      {
        Action: "ReceiveMessage",
        MaxNumberOfMessages: "10",
        "AttributeName.1": "SentTimestamp",
        "MessageAttributeName.1": "All",
      },
      queuePath,
    );
    expect(valuesOf(received, "MessageAttribute")).toEqual([
      "<Name>kind</Name><Value><DataType>String</DataType><StringValue>test</StringValue></Value>",
      "<Name>raw</Name><Value><DataType>Binary</DataType><BinaryValue>AP8=</BinaryValue></Value>",
    ]);
    expect(valuesOf(received, "Attribute")).toEqual([
      expect.stringMatching(/<Name>SentTimestamp<\/Name><Value>\d+/),
    ]);
    const [handle = ""] = valuesOf(received, "ReceiptHandle");
    await call(
      { Action: "ChangeMessageVisibility", ReceiptHandle: handle, VisibilityTimeout: "9" },
      queuePath,
    );
    await call({ Action: "DeleteMessage", ReceiptHandle: handle }, queuePath);
  });

  test("tags are given as Tag when a queue is made and when it is tagged", async () => {
    await call({ Action: "CreateQueue", QueueName: "tagged", "Tag.1.Key": "a", "Tag.1.Value": "b" });
    const path = "/123456789012/tagged";
    await call({ Action: "TagQueue", "Tag.1.Key": "c", "Tag.1.Value": "d" }, path);
    await call({ Action: "UntagQueue", "TagKey.1": "c" }, path);
    expect(valuesOf(await call({ Action: "ListQueueTags" }, path), "Tag")).toEqual([
      "<Key>a</Key><Value>b</Value>",
    ]);
  });

  test("the queue is that of the parameter, else that of the path, also in the query of a GET", async () => {
    await call({ Action: "CreateQueue", QueueName: "other" });
    const QueueUrl = `${wire.url}/123456789012/other`;
    await call({ Action: "SendMessage", MessageBody: "x", QueueUrl }, queuePath);
    const get = (path: string) => wire.send({ method: "GET" }, `${path}?Action=ReceiveMessage`);
    expect((await get(queuePath)).body).toContain("<ReceiveMessageResult></ReceiveMessageResult>");
    expect((await get("/123456789012/other")).body).toContain("<Body>x</Body>");
  });
});

describe("errors", () => {
  test.each<[string, Record<string, string>, number, string]>([
    ["/123456789012/none", { Action: "ReceiveMessage" }, 400, "AWS.SimpleQueueService.NonExistentQueue"],
    [queuePath, { Action: "SendMessage" }, 400, "MissingParameter"],
    [
      queuePath,
      { Action: "SendMessage", MessageBody: "x", DelaySeconds: "soon" },
      400,
      "InvalidParameterValue",
    ],
    [queuePath, { Action: "DeleteMessage", ReceiptHandle: "x" }, 404, "ReceiptHandleIsInvalid"],
    [queuePath, { Action: "SendMessageBatch" }, 400, "AWS.SimpleQueueService.EmptyBatchRequest"],
    [queuePath, { Action: "ListQueues" }, 400, "InvalidAction"],
    ["/", { Action: "Send" }, 400, "InvalidAction"],
    ["/", { Action: "ListQueues", Version: "2009-02-01" }, 400, "InvalidAction"],
    ["/", { Action: "AssumeRole" }, 501, "NotImplemented"],
  ])("at %s, %j is a %d %s", async (path, parameters, status, code) => {
    const reply = await wire.form(parameters, path);
    expect([reply.status, valuesOf(reply.body, "Code")]).toEqual([status, [code]]);
    expect(reply.body).toMatch(/<ErrorResponse xmlns="[^"]+"><Error><Type>(Sender|Receiver)<\/Type>/);
    expect(valuesOf(reply.body, "RequestId")).toEqual(["id-1"]);
  });

  test("a form without an action names none", async () => {
    expect(await wire.form({ QueueName: "jobs" })).toMatchObject({
      status: 404,
      body: "<UnknownOperationException/>\n",
    });
  });

  test("a form above the limit is refused", async () => {
    const reply = await wire.form(
      { Action: "SendMessage", MessageBody: "a".repeat(5 * 1024 * 1024) },
      queuePath,
    );
    expect(reply.status).toBe(413);
  });
});

test("STS says who the caller is", async () => {
  const { body } = await wire.form({ Action: "GetCallerIdentity", Version: "2011-06-15" });
  expect(body).toBe(
    '<?xml version="1.0"?><GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:root</Arn><UserId>123456789012</UserId><Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>',
  );
});
