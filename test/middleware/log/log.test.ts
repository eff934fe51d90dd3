import { describe, expect, test } from "@jest/globals";
import { api, type Level, logger } from "#middleware";
import { httpEvent, lambdaContext, outside } from "../support.ts";

const user = { email: "operator@example.com", sub: "1", role: "operator" } as const;

describe("log()", () => {
  test("writes one wide line for a request, with what the handler added", async () => {
    const { ports, lines, clock } = outside();
    const handler = api({ ports, service: "shop", metrics: false, auth: async () => user }, ({ log }) => {
      clock.now += 12;
      log.add({ jobId: "job-1" });
      log.add({ pages: 3 });
    });
    const headers = { authorization: "Bearer t", "x-request-id": "request-1" };
    await handler(httpEvent({ method: "POST", route: "POST /jobs/{id}", headers }), lambdaContext());
    expect(lines).toEqual([
      {
        level: "info",
        time: "2026-11-23T10:00:00.012Z",
        message: "request",
        requestId: "request-1",
        service: "shop",
        function: "test-function",
        coldStart: true,
        method: "POST",
        route: "/jobs/{id}",
        status: 204,
        role: "operator",
        durationMs: 12,
        outcome: "ok",
        jobId: "job-1",
        pages: 3,
      },
    ]);
  });

  test("redacts messages and fields, and leaves the stack's own fields alone", async () => {
    const { ports, lines } = outside();
    const handler = api({ ports, service: "call-212-555-0123" }, ({ log }) => {
      log.info("wrote to jane@example.com", {
        phone: "212-555-0123",
        cause: new Error("for jane@example.com"),
      });
      log.add({ customerName: "Jane Doe" });
    });
    await handler(httpEvent(), lambdaContext());
    expect(lines[0]).toMatchObject({
      message: expect.stringMatching(/^wrote to \[email:\w{6}\]$/),
      phone: expect.stringMatching(/^\[redacted:\w{6}\]$/),
      cause: { message: expect.stringMatching(/^for \[email:\w{6}\]$/) },
    });
    expect(lines[1]).toMatchObject({
      customerName: expect.stringMatching(/^\[redacted:/),
      service: "call-212-555-0123",
    });
  });

  test("moves a field aside whose name is the stack's own", async () => {
    const { ports, lines } = outside();
    const handler = api({ ports }, ({ log }) =>
      log.info("hello", { level: "loud", requestId: "x", message: "m", time: 1 }),
    );
    await handler(httpEvent(), lambdaContext());
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      level: "info",
      level_: "loud",
      message: "hello",
      message_: "m",
      requestId_: "x",
      time_: 1,
    });
  });

  test.each<[Level, string[]]>([
    ["debug", ["debug", "info", "warn", "error", "info"]],
    ["info", ["info", "warn", "error", "info"]],
    ["warn", ["warn", "error"]],
    ["error", ["error"]],
  ])("writes from the level %s on", async (logLevel, expected) => {
    const { ports, lines } = outside();
    const handler = api({ ports, logLevel, metrics: false }, ({ log }) => {
      for (const level of ["debug", "info", "warn", "error"] as const) log[level](level);
    });
    await handler(httpEvent(), lambdaContext());
    expect(lines.map(({ level }) => level)).toEqual(expected);
  });

  test("takes the level of the environment unless an option says otherwise", async () => {
    const { ports, lines } = outside({ environment: { logLevel: "error" } });
    await api({ ports, metrics: false }, () => 1)(httpEvent(), lambdaContext());
    expect(lines).toHaveLength(0);
    await api({ ports, metrics: false, logLevel: "info" }, () => 1)(httpEvent(), lambdaContext());
    expect(lines).toMatchObject([{ function: "from-lambda", service: "from-lambda" }]);
  });

  test("serves the request although its log cannot be written", async () => {
    const { ports } = outside({
      write: () => {
        throw new Error("disk full");
      },
    });
    const response = await api({ ports }, ({ log }) => log.info("x"))(httpEvent(), lambdaContext());
    expect(response.statusCode).toBe(204);
  });

  test("writes what JSON cannot hold", async () => {
    const { ports, lines } = outside();
    const circle: Record<string, unknown> = {
      big: 12n,
      map: new Map([["a", new Set([1])]]),
      bytes: Buffer.from("x"),
    };
    circle.self = circle;
    await api({ ports }, ({ log }) => log.info("odd", { circle }))(httpEvent(), lambdaContext());
    expect(lines[0]).toMatchObject({
      circle: { big: "12", map: { a: [1] }, bytes: "[binary 1 bytes]", self: "[circular]" },
    });
  });
});

describe("logger()", () => {
  test("writes lines outside of a request", () => {
    const lines: string[] = [];
    const log = logger({
      write: (line) => lines.push(line),
      now: () => 0,
      fields: { service: "cli" },
      level: "warn",
    });
    log.info("too fine");
    log.warn("for jane@example.com");
    expect(lines.map((line) => line.replace(/:\w{6}\]/, "]"))).toEqual([
      '{"level":"warn","time":"1970-01-01T00:00:00.000Z","message":"for [email]","service":"cli"}',
    ]);
  });

  test("refuses a typo and an unknown level", () => {
    expect(() => logger({ levl: "info" } as never)).toThrow('logger(): unknown option "levl"');
    expect(() => logger({ level: "verbose" } as never)).toThrow('log level "verbose" is unknown');
  });
});
