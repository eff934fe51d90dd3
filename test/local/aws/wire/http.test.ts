import { once } from "node:events";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { Service } from "../../../../local/aws/service.ts";
import { startWire, stopAll } from "./start-wire.ts";

afterEach(stopAll);

const lines = (...parts: string[]) => parts.join("\r\n");
const post = (body: string, ...headers: string[]) =>
  lines(
    "POST / HTTP/1.1",
    "host: 127.0.0.1",
    "x-amz-target: AmazonSQS.ListQueues",
    ...(headers.length ? headers : [`content-length: ${body.length}`]),
    "",
    body,
  );

describe("HTTP in all its forms", () => {
  test.each([
    [
      "HTTP/1.0",
      lines("POST / HTTP/1.0", "x-amz-target: AmazonSQS.ListQueues", "content-length: 2", "", "{}"),
    ],
    ["a chunked body", post("1\r\n{\r\n1\r\n}\r\n0\r\n\r\n", "transfer-encoding: chunked")],
    ["no body", post("", "content-length: 0")],
  ])("%s", async (_name, request) => {
    const wire = await startWire();
    expect(await wire.raw(request)).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n\{\}$/s);
  });

  test("a client that asks first is told to go on", async () => {
    const wire = await startWire();
    const answer = await wire.raw(post("{}", "expect: 100-continue", "content-length: 2"));
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });

  test("requests that are sent at once are answered in their order", async () => {
    const wire = await startWire();
    const create = (name: string) =>
      post(`{"QueueName":"${name}"}`).replace("AmazonSQS.ListQueues", "AmazonSQS.CreateQueue");
    const answer = await wire.raw(create("one") + create("two") + post("{}"));
    expect([...answer.matchAll(/\/(one|two)"/g)].map(([, name]) => name)).toEqual([
      "one",
      "two",
      "one",
      "two",
    ]);
  });
});

describe("what is no request", () => {
  test.each([
    ["no HTTP", "hello\r\n\r\n", 400],
    ["two lengths", post("{}", "content-length: 2", "content-length: 3"), 400],
    ["less than the length says", post("{}", "content-length: 50"), 400],
    ["a bad chunk", post("z\r\n", "transfer-encoding: chunked"), 400],
    ["headers without end", post("{}", `x-long: ${"a".repeat(40_000)}`), 431],
    ["a tunnel", lines("CONNECT example.com:443 HTTP/1.1", "host: 127.0.0.1", "", ""), 400],
  ])("%s", async (_name, bytes, status) => {
    const wire = await startWire();
    const answer = await wire.raw(bytes);
    expect(answer).toMatch(
      new RegExp(`^HTTP/1\\.1 ${status} .*"__type":"MalformedHttpRequestException"`, "s"),
    );
    expect((await wire.json("AmazonSQS.ListQueues", "{}")).status).toBe(200);
  });

  test("a client that does not get to the end is told so", async () => {
    const wire = await startWire({ receiveTimeout: 200 });
    const slow = wire.raw(post("{", "content-length: 2"), true);
    const slower = wire.raw("POST / HTTP/1.1\r\nhost: 127", true);
    for (const answer of await Promise.all([slow, slower]))
      expect(answer).toMatch(/^HTTP\/1\.1 408 .*"__type":"RequestTimeoutException"/s);
  });
});

describe("clients that hang up", () => {
  const started = () => {
    const waiting = Promise.withResolvers<AbortSignal | undefined>();
    const service: Service = {
      name: "example",
      target: "Example_1",
      jsonVersion: "1.0",
      errorPrefix: "",
      operations: ["Wait"],
      call(_operation, _input, signal) {
        waiting.resolve(signal);
        return new Promise((resolve) => signal?.addEventListener("abort", resolve));
      },
      replay: () => {},
    };
    return { service, waiting: waiting.promise };
  };

  test("while an operation waits end it", async () => {
    const { service, waiting } = started();
    const wire = await startWire({ services: [service] });
    const socket = connect(wire.port, "127.0.0.1");
    socket.write(post("{}").replace("AmazonSQS.ListQueues", "Example_1.Wait"));
    const signal = await waiting;
    const aborted = signal?.aborted ? undefined : once(signal as AbortSignal, "abort");
    socket.destroy();
    await aborted;
    expect(signal?.aborted).toBe(true);
    expect(wire.errors).toEqual([]);
  });

  test("in the middle of a body leave no trace", async () => {
    const wire = await startWire();
    const socket = connect(wire.port, "127.0.0.1");
    socket.write(post("{", "content-length: 1000"));
    await once(socket, "connect");
    socket.resetAndDestroy();
    await once(socket, "close");
    expect((await wire.json("AmazonSQS.ListQueues", "{}")).status).toBe(200);
    expect(wire.errors).toEqual([]);
  });
});

describe("only programs on this machine are answered", () => {
  test("it listens on 127.0.0.1 and no other address", async () => {
    const wire = await startWire();
    const others = Object.values(networkInterfaces())
      .flatMap((entries) => entries ?? [])
      .filter(({ internal, address }) => !internal && !address.startsWith("fe80"));
    for (const { address } of [...others, { address: "::1" }]) {
      const socket = connect(wire.port, address);
      const outcome = await new Promise((resolve) => {
        socket.on("connect", () => resolve("connected"));
        socket.on("error", () => resolve("refused"));
      });
      socket.destroy();
      expect([address, outcome]).toEqual([address, "refused"]);
    }
  });

  test.each([
    "127.0.0.1",
    "localhost:4566",
    "sqs.us-east-1.localhost:4566",
    "[::1]:4566",
    "host.docker.internal",
  ])("the host %s is this machine", async (host) => {
    const wire = await startWire();
    expect(await wire.raw(post("{}").replace("host: 127.0.0.1", `host: ${host}`))).toMatch(
      /^HTTP\/1\.1 200 /,
    );
  });

  test.each([
    "host: rebound.example.com",
    "host: localhost.example.com",
    "host: 127.0.0.1.example.com:4566",
    "host: 127.0.0.1\r\norigin: https://page.example.com",
    "host: 127.0.0.1\r\norigin: null",
    "host: 127.0.0.1\r\nsec-fetch-site: cross-site",
  ])("%j is refused, and no page may read why", async (header) => {
    const wire = await startWire();
    const answer = await wire.raw(post("{}").replace("host: 127.0.0.1", header));
    expect(answer).toMatch(/^HTTP\/1\.1 403 .*"__type":"AccessDeniedException"/s);
    expect(answer.toLowerCase()).not.toContain("access-control");
  });
});
