import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startWire, stopAll } from "./start-wire.ts";

let wire: Awaited<ReturnType<typeof startWire>>;
beforeAll(async () => {
  wire = await startWire();
});
afterAll(async () => {
  expect(wire.errors).toEqual([]);
  await stopAll();
});

const listTables = "DynamoDB_20120810.ListTables";
const listQueues = "AmazonSQS.ListQueues";
const serialization = '{"__type":"com.amazon.coral.service#SerializationException"}';
const deep = 100_000;

describe("bodies that are no JSON object", () => {
  test.each([
    ["a half object", "{"],
    ["a word", "hi"],
    ["a list", "[]"],
    ["null", "null"],
    ["a number", "1"],
    ["lists in lists without end", "[".repeat(deep)],
    ["a value nested 100,000 deep", `{"a":${"[".repeat(deep)}${"]".repeat(deep)}}`],
    ["objects nested 100,000 deep", `${'{"a":'.repeat(deep)}1${"}".repeat(deep)}`],
    ["a byte order mark", "\ufeff{}"],
  ])("%s", async (_name, body) => {
    for (const target of [listTables, listQueues])
      expect(await wire.json(target, body)).toMatchObject({ status: 400, body: serialization });
  });

  test("invalid UTF-8", async () => {
    const body = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    expect(await wire.json(listTables, body)).toMatchObject({ status: 400, body: serialization });
  });

  test("SSM names the error without a namespace", async () => {
    const { body } = await wire.json("AmazonSSM.GetParameter", "{");
    expect(body).toBe('{"__type":"SerializationException"}');
  });
});

describe("members of the wrong type are named as AWS's framework names them", () => {
  test.each<[string, unknown, string]>([
    ["QueueName", 1, "NUMBER_VALUE can not be converted to a String"],
    ["QueueName", true, "TRUE_VALUE can not be converted to a String"],
    ["QueueName", [], "Start of list found where not expected"],
    ["QueueName", {}, "Start of structure or map found where not expected"],
    ["Attributes", "x", "Unexpected field type"],
    ["Attributes", [], "Start of list found where not expected"],
    ["Attributes", { VisibilityTimeout: 1.5 }, "DECIMAL_VALUE can not be converted to a String"],
  ])("CreateQueue with %s = %j", async (name, value, message) => {
    const { status, body } = await wire.json(
      "AmazonSQS.CreateQueue",
      JSON.stringify({ QueueName: "q", [name]: value }),
    );
    expect([status, JSON.parse(body)]).toEqual([
      400,
      { __type: "com.amazon.coral.service#SerializationException", message },
    ]);
  });

  test("an integer given as text", async () => {
    const { body } = await wire.json("AmazonSQS.ListQueues", '{"MaxResults":"5"}');
    expect(JSON.parse(body).message).toBe("STRING_VALUE can not be converted to an Integer");
  });
});

test("of a key that stands twice the last one counts, and __proto__ is a key like any other", async () => {
  await wire.json(
    "AmazonSQS.CreateQueue",
    '{"QueueName":"first","QueueName":"second","__proto__":{"QueueName":"x"}}',
  );
  const { body } = await wire.json(listQueues, "{}");
  expect(JSON.parse(body).QueueUrls).toEqual([expect.stringMatching(/\/second$/)]);
});

describe("requests of the wrong kind are a 404 with no operation", () => {
  const page = { status: 404, body: "<UnknownOperationException/>\n" };

  test.each(["text/plain", "whatever", "application/x-www-form-urlencoded", "application/x-amz-json-2.0"])(
    "content type %s",
    async (type) => {
      expect(await wire.json(listTables, "{}", { "content-type": type })).toMatchObject(page);
    },
  );

  test.each(["GET", "PUT", "DELETE", "OPTIONS", "PATCH"])("method %s", async (method) => {
    expect(await wire.send({ method, headers: { "x-amz-target": listTables } })).toMatchObject(page);
    expect(await wire.send({ method }, "/x")).toMatchObject(page);
  });
});

describe("compressed bodies", () => {
  test("gzip is unpacked", async () => {
    const reply = await wire.json(listTables, new Uint8Array(gzipSync("{}")), { "content-encoding": "gzip" });
    expect(reply).toMatchObject({ status: 200, body: '{"TableNames":[]}' });
  });

  test.each([
    ["broken gzip", "gzip", Buffer.from("no gzip"), 400, "MalformedHttpRequestException"],
    ["gzip cut short", "gzip", gzipSync("{}").subarray(0, 8), 400, "MalformedHttpRequestException"],
    ["an unknown encoding", "br", gzipSync("{}"), 400, "MalformedHttpRequestException"],
    ["a bomb", "gzip", gzipSync(Buffer.alloc(64 * 1024 * 1024)), 413, "RequestEntityTooLargeException"],
  ])("%s is refused", async (_name, encoding, bytes, status, type) => {
    const reply = await wire.json(listTables, new Uint8Array(bytes), { "content-encoding": encoding });
    expect([reply.status, JSON.parse(reply.body).__type]).toEqual([status, type]);
  });
});

test("a body above the limit is refused with its size, and the client hears it", async () => {
  const reply = await wire.json(listTables, Buffer.alloc(18 * 1024 * 1024, " "));
  expect([reply.status, JSON.parse(reply.body).__type]).toEqual([413, "RequestEntityTooLargeException"]);
});
