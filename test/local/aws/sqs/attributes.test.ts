import {
  CreateQueueCommand,
  type MessageSystemAttributeName,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startSqs, stopAll } from "./start-sqs.ts";

let service: Awaited<ReturnType<typeof startSqs>>;
let QueueUrl: string | undefined;

const text = (StringValue: string, DataType = "String") => ({ DataType, StringValue });
const send = (more: object, MessageBody = "msg") =>
  service.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (more: object = {}) =>
  (await service.client.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0, ...more })))
    .Messages?.[0];

beforeAll(async () => {
  service = await startSqs();
});
afterAll(stopAll);

const freshQueue = async (name: string) => {
  QueueUrl = (await service.client.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl;
};

describe("custom attributes", () => {
  const attributes = { General: text("Kenobi"), Hello: text("There"), "Help.Me": text("Me") };

  // The checksums were recorded against AWS for these very attributes.
  test.each([
    [[], undefined, undefined],
    [["All"], ["General", "Hello", "Help.Me"], "4c360f3fdafd970e05fae2f149d997f5"],
    [[".*"], ["General", "Hello", "Help.Me"], "4c360f3fdafd970e05fae2f149d997f5"],
    [["Hello", "General"], ["General", "Hello"], "fca026605781cb4126a1e9044df24232"],
    [["Hello", "none"], ["Hello"], "a311262e065454b75da111d535b8dacd"],
    [["Hel.*"], ["Hello", "Help.Me"], "83fee93c1bcd8b9a5a923ffacdc636c7"],
    [["none"], undefined, undefined],
  ])("MessageAttributeNames %j returns %j", async (names, expected, md5) => {
    await freshQueue(`filter-${names.join("").replaceAll(/\W/g, "-")}`);
    const { MD5OfMessageAttributes } = await send({ MessageAttributes: attributes });
    expect(MD5OfMessageAttributes).toBe("4c360f3fdafd970e05fae2f149d997f5");
    const message = await receive({ MessageAttributeNames: names });
    expect(message?.MessageAttributes && Object.keys(message.MessageAttributes)).toEqual(expected);
    expect(message?.MD5OfMessageAttributes).toBe(md5);
  });

  test("numbers, own types and bytes come back as they were sent", async () => {
    await freshQueue("types");
    const sent = {
      count: text("-1.5e3", "Number"),
      shape: text("square", "String.shape"),
      blob: { DataType: "Binary.gif", BinaryValue: new Uint8Array([0, 255, 128]) },
    };
    await send({ MessageAttributes: sent });
    expect((await receive({ MessageAttributeNames: ["All"] }))?.MessageAttributes).toEqual(sent);
  });

  test("names may have letters of any language, numbers 38 digits", async () => {
    await freshQueue("names");
    const sent = {
      "größe.1": text(`-${"1".repeat(38)}00`, "Number"),
      least: text("-1E128", "Number"),
    };
    await send({ MessageAttributes: sent });
    expect((await receive({ MessageAttributeNames: ["All"] }))?.MessageAttributes).toEqual(sent);
  });

  test("a checksum over bytes is AWS's", async () => {
    await freshQueue("bytes");
    const BinaryValue = Buffer.from("traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01");
    const { MD5OfMessageAttributes } = await send({
      MessageAttributes: { attr1: { DataType: "Binary", BinaryValue } },
    });
    expect(MD5OfMessageAttributes).toBe("8cbe4db156db8a94db8b801b7addb984");
  });

  test("attributes count towards the size of a message", async () => {
    await freshQueue("size");
    const room = 1_048_576 - "nameString".length;
    await send({ MessageAttributes: { name: text("v".repeat(room - 1)) } }, "b");
    await expect(send({ MessageAttributes: { name: text("v".repeat(room)) } }, "b")).rejects.toMatchObject({
      name: "InvalidParameterValue",
    });
  });

  const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, text("x")]));
  test.each([
    ["eleven attributes", eleven, "exceeds the allowed maximum [10]"],
    ["a name with a space", { "a b": text("x") }, "attribute name 'a b' is invalid"],
    ["a name that starts with a period", { ".a": text("x") }, "must not start or end with a period"],
    ["periods in succession", { "a..b": text("x") }, "periods in succession"],
    ["a reserved name", { "aws.x": text("x") }, "reserved"],
    ["a name of 257 characters", { ["n".repeat(257)]: text("x") }, "is invalid"],
    ["an unknown type", { a: text("x", "Text") }, "supported type prefixes"],
    ["an empty type", { a: text("x", "") }, "non-empty message attribute type"],
    ["an empty value", { a: text("") }, "must contain a non-empty value of type 'String'"],
    ["a number that is none", { a: text("ten", "Number") }, "to a number"],
    ["a number with 39 digits", { a: text("1".repeat(39), "Number") }, "to a number"],
    ["a number that is too large", { a: text("1e127", "Number") }, "to a number"],
    ["a type of 257 characters", { a: text("x", `String.${"t".repeat(250)}`) }, "supported type prefixes"],
    ["a control character", { a: text("\u0000") }, "characters that are not allowed"],
    ["a text for bytes", { a: text("x", "Binary") }, "non-empty value of type 'Binary'"],
    ["a list", { a: { ...text("x"), StringListValues: ["x"] } }, "not supported"],
  ])("%s is refused", async (_, MessageAttributes, reason) => {
    await freshQueue("refusals");
    await expect(send({ MessageAttributes })).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: expect.stringContaining(reason),
    });
    expect(await receive()).toBeUndefined();
  });
});

describe("system attributes", () => {
  test("they are returned when asked for, by either parameter, and not otherwise", async () => {
    await freshQueue("system");
    const sentAt = String(service.clock.now());
    await send({ MessageGroupId: "tenant" });
    expect(await receive()).not.toHaveProperty("Attributes");
    expect((await receive({ MessageSystemAttributeNames: ["SentTimestamp"] }))?.Attributes).toEqual({
      SentTimestamp: sentAt,
    });
    expect((await receive({ AttributeNames: ["All"] }))?.Attributes).toEqual({
      ApproximateFirstReceiveTimestamp: sentAt,
      ApproximateReceiveCount: "3",
      MessageGroupId: "tenant",
      SenderId: "AIDACKCEVSQ6C2EXAMPLE",
      SentTimestamp: sentAt,
    });
  });

  test("the first receive's time stays when the message comes round", async () => {
    await freshQueue("first-receive");
    await send({});
    const first = String(service.clock.now());
    await receive();
    service.clock.advance(5000);
    const names = ["ApproximateFirstReceiveTimestamp"];
    expect((await receive({ MessageSystemAttributeNames: names }))?.Attributes).toEqual({
      ApproximateFirstReceiveTimestamp: first,
    });
  });

  test("an unknown name is refused", async () => {
    await freshQueue("unknown");
    await expect(
      receive({ MessageSystemAttributeNames: ["Nonsense" as MessageSystemAttributeName] }),
    ).rejects.toMatchObject({ name: "InvalidAttributeName", message: "Unknown Attribute Nonsense." });
  });

  test("the trace header arrives, from single sends and from batches, with its checksum", async () => {
    await freshQueue("trace");
    const header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    const MessageSystemAttributes = { AWSTraceHeader: text(header) };
    const { MD5OfMessageSystemAttributes } = await send({ MessageSystemAttributes });
    expect(MD5OfMessageSystemAttributes).toMatch(/^[0-9a-f]{32}$/);
    const batch = await service.client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [{ Id: "a", MessageBody: "m", MessageSystemAttributes }],
      }),
    );
    expect(batch.Successful?.[0]?.MD5OfMessageSystemAttributes).toBe(MD5OfMessageSystemAttributes);
    const { Messages } = await service.client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ["AWSTraceHeader"],
      }),
    );
    expect(Messages?.map(({ Attributes }) => Attributes)).toEqual([
      { AWSTraceHeader: header },
      { AWSTraceHeader: header },
    ]);
  });

  test("no other system attribute can be sent", async () => {
    await freshQueue("other-system");
    await expect(send({ MessageSystemAttributes: { SenderId: text("me") } })).rejects.toMatchObject({
      name: "InvalidParameterValue",
    });
  });
});
