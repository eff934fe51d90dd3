import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { startStack } from "#aws";
import { hostServers } from "../../bench/twin/host-servers.ts";
import { load } from "../../bench/twin/load.ts";
import { measureMemory } from "../../bench/twin/measure-memory.ts";
import { measureSpeed } from "../../bench/twin/measure-speed.ts";
import { operations } from "../../bench/twin/operations.ts";
import { runSteps } from "../../bench/twin/peer-client.ts";
import { prepareRequest } from "../../bench/twin/prepare-request.ts";
import { openRawConnection, readReply } from "../../bench/twin/raw-connection.ts";
import { createTable } from "../../bench/twin/set-up.ts";

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

/** A server that answers each request with what `answer` makes of its body. */
async function answering(answer: (body: string) => object, status = 200): Promise<number> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const text = JSON.stringify(answer(body));
    response.writeHead(status, { "content-length": Buffer.byteLength(text) }).end(text);
  });
  return listening(server);
}

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** Our stand-in in this process. */
async function ourPort(): Promise<number> {
  const stack = await startStack({ template: { Resources: {} }, codeDirectory: () => "" });
  open.push(stack);
  return Number(new URL(stack.awsUrl).port);
}

/** A server that writes these pieces, each when the one before has gone out, as its answer to anything. */
const writing = (...pieces: string[]) =>
  listening(
    createTcpServer({ noDelay: true }, (socket) => {
      socket.once("data", async () => {
        for (const piece of pieces) await new Promise((resolve) => socket.write(piece, "utf8", resolve));
        socket.end();
      });
    }),
  );

async function ask(port: number, request = Buffer.from("GET / HTTP/1.1\r\n\r\n")) {
  const connection = await openRawConnection(port);
  open.push(connection);
  return connection.send(request);
}

describe("a raw connection", () => {
  test("reads a reply however it is cut", async () => {
    const text = "HTTP/1.1 400 Bad Request\r\nContent-Length: 6\r\n\r\nnaïve";
    await expect(ask(await writing(...text))).resolves.toEqual({ status: 400, body: "naïve" });
    const bytes = Buffer.from(text);
    for (let length = 0; length < bytes.length; length++)
      expect(readReply(bytes.subarray(0, length))).toBeUndefined();
  });

  test("refuses a reply without a length, and one that never ends", async () => {
    await expect(ask(await writing("HTTP/1.1 200 OK\r\n\r\n{}"))).rejects.toThrow("without a length");
    const cut = writing("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}");
    await expect(ask(await cut)).rejects.toThrow("hung up before it answered");
  });

  test("sends what an AWS client sends, one request after the other", async () => {
    const port = await answering((body) => ({ got: JSON.parse(body) }));
    const connection = await openRawConnection(port);
    open.push(connection);
    for (const TableName of ["one", "zwei ü"]) {
      const { status, body } = await connection.send(
        prepareRequest("dynamodb", "DescribeTable", { TableName }),
      );
      expect({ status, body: JSON.parse(body) }).toEqual({ status: 200, body: { got: { TableName } } });
    }
  });
});

describe("the look at each reply", () => {
  const lies: Record<keyof typeof operations, (body: string) => object> = {
    send: () => ({ MessageId: "1", MD5OfMessageBody: "0".repeat(32) }),
    receive_and_delete: () => ({ Messages: Array.from({ length: 9 }, () => ({ ReceiptHandle: "h" })) }),
    conditional_put: () => ({ Attributes: { pk: { S: "old" } } }),
    update: () => ({ Attributes: { attempts: { N: "2" } } }),
    query: () => ({ Count: 20, Items: [] }),
  };

  test.each(Object.keys(lies) as (keyof typeof operations)[])("ends %s on a wrong one", async (name) => {
    const port = await ourPort();
    await createTable(port);
    const steps = await operations[name].prepare({ port, block: "b" }, 3);
    const liar = runSteps(await answering(lies[name]), steps, 2);
    await expect(liar).rejects.toThrow(/^A server answered \w+ wrongly, so no figure can stand: /);
    await expect(runSteps(port, steps, 2)).resolves.toBeGreaterThan(0);
  });

  test("ends a deletion that failed in part", async () => {
    const steps = await operations.receive_and_delete.prepare({ port: await ourPort(), block: "b" }, 1);
    const liar = await answering((body) =>
      body.includes("MaxNumberOfMessages")
        ? { Messages: Array.from({ length: 10 }, () => ({ ReceiptHandle: "h" })) }
        : { Successful: Array.from({ length: 9 }, () => ({})), Failed: [{}] },
    );
    await expect(runSteps(liar, steps, 1)).rejects.toThrow("answered DeleteMessageBatch wrongly");
  });

  test("ends a block on any status but 200", async () => {
    const steps = await operations.conditional_put.prepare({ port: 0, block: "b" }, 3);
    const refusing = await answering(() => ({ __type: "Throttled" }), 400);
    await expect(runSteps(refusing, steps, 2)).rejects.toThrow(
      "A server answered 400, so no figure can stand",
    );
  });
});

describe("a server that is filled", () => {
  const size = { items: 50, messages: 20, deadline: 60 };

  test("is refused when it has lost an item, or a message", async () => {
    const forgetful = await answering((body) =>
      body.includes("AttributeDefinitions") || body.includes("RequestItems")
        ? {}
        : { Table: { TableStatus: "ACTIVE" } },
    );
    await expect(load.dynamodb(forgetful, size)).rejects.toThrow("answered GetItem wrongly");
    const ten = Array.from({ length: 10 }, () => ({}));
    const short = await answering(() => ({
      QueueUrl: "http://127.0.0.1/0/filled",
      Successful: ten,
      Attributes: { ApproximateNumberOfMessages: "19" },
    }));
    await expect(load.sqs(short, size)).rejects.toThrow("has 19 of 20 messages");
  });

  test("is given up after the deadline", async () => {
    await expect(load.sqs(await ourPort(), { ...size, deadline: -1 })).rejects.toThrow(
      "A server was not filled after -1 s, so its memory was not measured.",
    );
  });

  test("has its memory measured, beside the peers' or a note why theirs is missing", async () => {
    const onProgress = () => {};
    const { figures, notes } = await measureMemory({ ...size, rivalDeadline: -1, onProgress });
    expect(notes).toEqual([expect.stringContaining("The peers' memory is missing: A server was not filled")]);
    expect(figures.map(({ metric, unit, rival }) => ({ metric, unit, rival }))).toEqual(
      ["twin_memory", "twin_memory_peak", "twin_memory_with_journal", "twin_memory_with_journal_peak"].map(
        (metric) => ({ metric, unit: "MB", rival: null }),
      ),
    );
    expect(Math.min(...figures.map(({ ours }) => ours))).toBeGreaterThan(20);
    const whole = await measureMemory({ ...size, rivalDeadline: 60, onProgress });
    expect(whole.notes).toEqual([]);
    expect(whole.figures[0]?.rival).toBeGreaterThan(40);
  });
});

test("a tiny run has the figures of each operation and, first, the one with the least ratio", async () => {
  const size = { blocks: 1, requests: 4, warmUp: { sqs: 1, dynamodb: 1 }, lanes: 2 };
  const lines: string[] = [];
  const figures = await measureSpeed({
    overWire: size,
    bySdk: size,
    onProgress: (line) => void lines.push(line),
  });
  const kinds = ["", "_server_cpu", "_client_cpu"];
  const names = (metric: string, group: string[]) =>
    group.flatMap((name) => kinds.map((kind) => `${metric}${kind}.${name}`));
  expect(figures.map(({ metric }) => metric)).toEqual([
    "twin_vs_peers",
    ...names("twin_vs_peers", Object.keys(operations)),
    ...names("twin_by_sdk", ["send", "conditional_put"]),
  ]);
  const [summary, ...each] = figures;
  const ratios = each.filter(({ metric }) => metric.startsWith("twin_vs_peers.")).map(({ ratio }) => ratio);
  expect(summary?.ratio).toBe(Math.min(...ratios.map(Number)));
  for (const { ours, rival } of each) expect([ours > 0, Number(rival) > 0]).toEqual([true, true]);
  expect(lines).toHaveLength(7);
});

test("a server that cannot start is named, and none is left behind", async () => {
  let port = 0;
  const started = hostServers(async (host) => {
    ({ port } = await host({ name: "fauxqs" }));
    await openRawConnection(port).then((connection) => connection.close());
    await host({ name: "ours", directory: "/dev/null/journal" });
  });
  await expect(started).rejects.toThrow("The server ours did not start: ENOTDIR");
  await expect(openRawConnection(port)).rejects.toThrow("ECONNREFUSED");
});
