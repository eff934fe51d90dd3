import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { fileJournal, type Stack, type StackOptions, startStack, virtualClock } from "#local/aws/index.ts";
import { codeFolder, logCollector, removeCodeFolders } from "../lambda/code-folder.ts";
import { bookshop } from "../provision/bookshop.ts";

// Both functions use the real AWS clients, which find the stand-in by AWS_ENDPOINT_URL alone.
const web = `
  import { createRequire } from "node:module";
  const require = createRequire(process.env.REPOSITORY + "/");
  const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");
  const { DynamoDBClient, GetItemCommand } = require("@aws-sdk/client-dynamodb");
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  const dynamodb = new DynamoDBClient({});
  export const handler = async (event) => {
    if (event.routeKey === "POST /orders") {
      const { MessageId } = await sqs.send(
        new SendMessageCommand({ QueueUrl: process.env.ORDERS, MessageBody: event.body }),
      );
      return { statusCode: 202, body: MessageId };
    }
    const Key = { id: { S: event.pathParameters?.id ?? "none" } };
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: "books", Key }));
    return Item ? { title: Item.title.S, receives: Item.receives.N } : { statusCode: 404 };
  };`;
const worker = `
  import { createRequire } from "node:module";
  const require = createRequire(process.env.REPOSITORY + "/");
  const { DynamoDBClient, PutItemCommand } = require("@aws-sdk/client-dynamodb");
  const dynamodb = new DynamoDBClient({});
  export const handler = async (event) => {
    if (event.nightly) return console.log("nightly run");
    for (const { body, attributes } of event.Records) {
      const { id, title } = JSON.parse(body);
      if (title === "hang") { console.log("hanging"); await new Promise(() => {}); }
      const receives = { N: attributes.ApproximateReceiveCount };
      await dynamodb.send(
        new PutItemCommand({ TableName: process.env.BOOKS, Item: { id: { S: id }, title: { S: title }, receives } }),
      );
      console.log("stored " + id);
    }
  };`;

const open: Stack[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((stack) => stack.close()));
});
afterAll(removeCodeFolders);

async function bookshopStack(options: Partial<StackOptions> = {}) {
  const logs = logCollector();
  const stack = await startStack({
    template: bookshop(),
    stackName: "bookshop",
    parameters: { Currency: "EUR" },
    codeDirectory: (name) => codeFolder({ "index.mjs": name.endsWith("web") ? web : worker }),
    environment: { REPOSITORY: process.cwd() },
    onLog: logs.onLog,
    ...options,
  });
  open.push(stack);
  const order = (id: string, title: string) =>
    fetch(`${stack.httpUrl}/orders`, { method: "POST", body: JSON.stringify({ id, title }) });
  return { stack, logs, order };
}

const counters = (stack: Stack, name: string) => stack.functions().find((fn) => fn.name === name);

describe("a stack", () => {
  test("carries an order from HTTP over the queue into the table", async () => {
    const { stack, logs, order } = await bookshopStack();
    const answer = await order("1", "Dune");
    expect(answer.status).toBe(202);
    await logs.seen("stored 1");
    const read = await fetch(`${stack.httpUrl}/orders/1`);
    expect([read.status, await read.json()]).toEqual([200, { title: "Dune", receives: "1" }]);
    expect((await fetch(`${stack.httpUrl}/orders/2`)).status).toBe(404);
    expect((await fetch(`${stack.httpUrl}/admin`)).status).toBe(404);
    expect(counters(stack, "bookshop-web")).toMatchObject({ invocations: 3, errors: 0, coldStarts: 1 });
    expect(stack.skipped.map(({ logicalId }) => logicalId)).toContain("GuardedRoute");
  });

  test("brings a message back after the worker was killed in the middle of it", async () => {
    const clock = virtualClock();
    const { stack, logs, order } = await bookshopStack({ clock });
    await order("1", "hang");
    await logs.seen("hanging");
    expect(stack.kill("Worker")).toBe(true);
    await stack.pauseMapping("orders-dev");
    expect(stack.queues().find(({ name }) => name === "orders-dev")).toMatchObject({
      visible: 0,
      inFlight: 1,
    });
    stack.resumeMapping("orders-dev");
    clock.advance(120_000);
    await logs.seen("hanging", 2);
    expect(counters(stack, "bookshop-worker")).toMatchObject({ invocations: 2, errors: 1 });
  });

  test("delivers a message again when it could not be deleted", async () => {
    const clock = virtualClock();
    const { stack, logs, order } = await bookshopStack({ clock });
    const heal = stack.faults.inject({
      service: "sqs",
      operation: "DeleteMessageBatch",
      rate: 1,
      effect: { kind: "error", code: "ServiceUnavailable", message: "down", status: 503 },
    });
    await order("1", "Dune");
    await logs.seen("stored 1");
    await stack.pauseMapping("orders-dev");
    heal();
    stack.resumeMapping("orders-dev");
    clock.advance(120_000);
    await logs.seen("stored 1", 2);
    expect(await (await fetch(`${stack.httpUrl}/orders/1`)).json()).toMatchObject({ receives: "2" });
  });

  test("runs schedules on its clock", async () => {
    const clock = virtualClock(Date.UTC(2026, 0, 1, 2, 59));
    const { stack, logs } = await bookshopStack({ clock });
    clock.advance(60_000);
    await logs.seen("nightly run");
    expect(counters(stack, "bookshop-web")?.invocations).toBe(1);
  });

  test("calls services and functions in-process, with the faults that clients meet", async () => {
    const { stack } = await bookshopStack();
    expect(await stack.call("ssm", "GetParameter", { Name: "/bookshop/greeting" })).toMatchObject({
      Parameter: { Value: "hello from dev" },
    });
    expect((await stack.invoke("Worker", { Records: [] })).payload).toBeNull();
    expect((await stack.invoke("bookshop-worker", { Records: [] })).coldStart).toBe(false);
    stack.faults.inject({
      rate: 1,
      effect: { kind: "error", code: "ThrottlingException", message: "slow down", status: 400 },
    });
    await expect(stack.call("ssm", "GetParameter", {})).rejects.toMatchObject({
      code: "ThrottlingException",
    });
    await expect(stack.call("s3", "GetObject")).rejects.toThrow("offers no operation GetObject of s3");
    await expect(stack.pauseMapping("nowhere")).rejects.toThrow(
      "No event source mapping reads a queue nowhere.",
    );
  });

  test("restores from its journal what it held", async () => {
    const folder = mkdtempSync(join(tmpdir(), "journal-"));
    const first = await bookshopStack({ journal: fileJournal(folder) });
    await first.stack.pauseMapping("orders-dev");
    await first.order("1", "Dune");
    await first.stack.close();
    const { stack, logs } = await bookshopStack({ journal: fileJournal(folder) });
    await logs.seen("stored 1");
    expect(await (await fetch(`${stack.httpUrl}/orders/1`)).json()).toMatchObject({ title: "Dune" });
    await stack.close();
    rmSync(folder, { recursive: true });
  });

  test("closes with work under way, and leaves nothing behind", async () => {
    const clock = virtualClock();
    const { stack, logs, order } = await bookshopStack({ clock });
    await order("1", "hang");
    await logs.seen("hanging");
    const expires = { N: String(Math.floor(clock.now() / 1000) + 60) };
    await stack.call("dynamodb", "PutItem", { TableName: "books", Item: { id: { S: "2" }, expires } });
    await stack.close();
    expect(clock.next()).toBeUndefined();
    await expect(fetch(stack.httpUrl)).rejects.toThrow();
    await expect(fetch(stack.awsUrl)).rejects.toThrow();
  });

  test("whose port is taken fails with the code, and leaves nothing behind", async () => {
    const { stack } = await bookshopStack();
    const httpPort = Number(new URL(stack.httpUrl).port);
    const clock = virtualClock();
    await expect(bookshopStack({ httpPort, clock })).rejects.toMatchObject({ code: "EADDRINUSE" });
    const awsPort = Number(new URL(stack.awsUrl).port);
    await expect(bookshopStack({ awsPort, clock })).rejects.toMatchObject({ code: "EADDRINUSE" });
    expect(clock.next()).toBeUndefined();
  });
});
