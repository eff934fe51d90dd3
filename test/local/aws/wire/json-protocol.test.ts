import { crc32 } from "node:zlib";
import { afterEach, describe, expect, test } from "@jest/globals";
import { AwsError } from "#aws";
import type { RestRequest } from "../../../../local/aws/dispatch.ts";
import { ReplyDropped } from "../../../../local/aws/reply-dropped.ts";
import type { Service } from "../../../../local/aws/service.ts";
import { startWire, stopAll } from "./start-wire.ts";

afterEach(stopAll);

const service = (name: string, call: Service["call"]): Service => ({
  name,
  target: "Example_1",
  jsonVersion: "1.1",
  errorPrefix: "com.example#",
  operations: ["Do"],
  call,
  replay: () => {},
});

describe("replies", () => {
  test("carry the id, the content type of the protocol, a date, and DynamoDB's checksum", async () => {
    const wire = await startWire({ requestId: () => "id-1" });
    const { headers, body } = await wire.json("DynamoDB_20120810.ListTables", "{}");
    expect(headers.get("x-amzn-requestid")).toBe("id-1");
    expect(headers.get("content-type")).toBe("application/x-amz-json-1.0");
    expect(headers.get("x-amz-crc32")).toBe(String(crc32(body)));
    expect(Date.parse(headers.get("date") ?? "")).not.toBeNaN();
    const other = await wire.json("AmazonSSM.DescribeParameters", "{}");
    expect(other.headers.get("content-type")).toBe("application/x-amz-json-1.1");
    expect(other.headers.has("x-amz-crc32")).toBe(false);
  });

  test("of SQS name the error that clients of the query protocol know", async () => {
    const wire = await startWire();
    const { status, headers, body } = await wire.json("AmazonSQS.GetQueueUrl", '{"QueueName":"none"}');
    expect([status, JSON.parse(body).__type]).toEqual([400, "com.amazonaws.sqs#QueueDoesNotExist"]);
    expect(headers.get("x-amzn-query-error")).toBe("AWS.SimpleQueueService.NonExistentQueue;Sender");
  });

  test("a lost reply closes the connection", async () => {
    const drop = () => {
      throw new ReplyDropped("lost");
    };
    const wire = await startWire({ services: [service("example", drop)] });
    await expect(wire.json("Example_1.Do", "{}")).rejects.toThrow("fetch failed");
    expect(wire.errors).toEqual([]);
  });

  test("an error with text that no header can hold closes the connection and is reported", async () => {
    const fail = () => {
      throw new AwsError("Bad\nCode", "text");
    };
    const wire = await startWire({ services: [service("example", fail)] });
    const { status } = await wire.json("Example_1.Do", "{}");
    expect(status).toBe(500);
    expect(wire.errors).toEqual([expect.stringContaining("ERR_INVALID_CHAR")]);
  });
});

describe("a mistake inside the stand-in", () => {
  const broken = () => {
    throw new TypeError("oops");
  };

  test.each([
    ["dynamodb", "com.example#InternalServerError"],
    ["sqs", "com.example#InternalError"],
    ["ssm", "com.example#InternalServerError"],
  ])("of %s is a 500 with the service's own name, and its stack is reported once", async (name, type) => {
    const wire = await startWire({ services: [service(name, broken)] });
    const { status, headers, body } = await wire.json("Example_1.Do", "{}");
    expect([status, JSON.parse(body).__type]).toEqual([500, type]);
    expect(headers.get("x-amzn-requestid")).toMatch(/^[\da-f-]{36}$/);
    expect(wire.errors).toEqual([expect.stringMatching(/failed in .*TypeError: oops\n\s+at /s)]);
  });

  test("in a REST API is a 500 too", async () => {
    const wire = await startWire({ restApis: [{ handle: async () => broken() }] });
    expect((await wire.send({ method: "GET" }, "/2015-03-31/functions")).status).toBe(500);
    expect(wire.errors).toHaveLength(1);
  });
});

test("requests of no other protocol go to the first REST API that answers, as they came", async () => {
  const seen: unknown[] = [];
  const first = {
    handle: async ({ method, path, headers, body }: RestRequest) => {
      seen.push([method, path, headers["x-kind"], body.toString()]);
      return undefined;
    },
  };
  const second = {
    handle: async () => ({ status: 202, headers: { "x-a": "b" }, body: Buffer.from([0xff, 0]) }),
  };
  const wire = await startWire({ restApis: [first, second] });
  const path = "/2015-03-31/functions/f/invocations?Qualifier=1";
  const { status, headers } = await wire.send(
    { method: "POST", headers: { "x-kind": "k" }, body: "{}" },
    path,
  );
  expect([status, headers.get("x-a"), headers.get("content-length")]).toEqual([202, "b", "2"]);
  expect(seen).toEqual([["POST", path, "k", "{}"]]);
  expect((await wire.json("AmazonSQS.ListQueues", "{}")).body).toBe("{}");
  expect(seen).toHaveLength(1);
});

describe("operations that are not offered", () => {
  test("one that AWS has is a 501 that names what is offered and where to look", async () => {
    const wire = await startWire();
    const { status, body } = await wire.json("DynamoDB_20120810.ExportTableToPointInTime", "{}");
    const { __type, message } = JSON.parse(body);
    expect([status, __type]).toEqual([501, "NotImplemented"]);
    expect(message).toMatch(/does not implement ExportTableToPointInTime of dynamodb.*PutItem.*README/);
  });

  test.each([
    ["DynamoDB_20120810.ListTable", "com.amazon.coral.service#UnknownOperationException"],
    ["AmazonSQS.Send", "com.amazon.coral.service#UnknownOperationException"],
    ["AmazonSSM.PutParameterz", "UnknownOperationException"],
    ["whatever", "com.amazon.coral.service#UnknownOperationException"],
    ["", "com.amazon.coral.service#UnknownOperationException"],
  ])("%j is none of AWS's: 400", async (target, type) => {
    const wire = await startWire();
    const { status, body } = await wire.json(target, "{}");
    expect([status, JSON.parse(body)]).toEqual([400, { __type: type }]);
  });

  test("a service that is not here is a 501 that names those that are", async () => {
    const wire = await startWire();
    const { status, body } = await wire.json("Kinesis_20131202.PutRecord", "{}");
    expect(status).toBe(501);
    expect(JSON.parse(body).message).toMatch(/Kinesis_20131202\.PutRecord.*dynamodb, sqs, ssm, sts/);
  });

  test("no target at all", async () => {
    const wire = await startWire();
    const headers = { "content-type": "application/json" };
    expect(await wire.send({ method: "POST", headers, body: "{}" })).toMatchObject({
      status: 400,
      body: '{"__type":"com.amazon.coral.service#UnknownOperationException"}',
    });
    expect(await wire.send({ method: "GET" })).toMatchObject({ status: 200, body: "healthy: aws-stand-in " });
    expect((await wire.send({ method: "GET" }, "/favicon.ico")).status).toBe(404);
  });
});
