import { join } from "node:path";
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import middy from "@middy/core";
import { build } from "esbuild";
import fc from "fast-check";
import {
  type ApiRequest,
  api,
  context,
  log,
  type Ports,
  Problem,
  problem,
  queue,
  redactingFormatter,
  redactor,
  task,
} from "#middleware";
import { httpEvent, lambdaContext, outside } from "./support.ts";

const modes = ["powertools", "lean"] as const;
const middleware = join(import.meta.dirname, "../../middleware");
const before = { ...process.env };

afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
});

function recordOf(body: string, requestId: string) {
  return {
    messageId: `message-${requestId}`,
    body,
    attributes: { ApproximateReceiveCount: "2" },
    messageAttributes: { "x-request-id": { stringValue: requestId, dataType: "String" } },
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:jobs",
  };
}

describe.each(modes)("the stack in mode %s", (observability) => {
  test("a request has one wide line, with the same fields in the same order, and lines of its handler", async () => {
    const written: string[] = [];
    const { ports } = outside({ write: (line) => void written.push(line) });
    const handler = api({ ports, observability, service: "shop", metrics: false }, ({ log }) => {
      log.info("took it", { article: "a-1", empty: "", none: null });
      log.add({ jobId: "job-1" });
    });
    await handler(httpEvent({ headers: { "x-request-id": "request-1" } }), lambdaContext());
    const ids = '"requestId":"request-1","service":"shop","function":"test-function","coldStart":true';
    const time = '"time":"2026-11-23T10:00:00.000Z"';
    expect(written).toEqual([
      `{"level":"info",${time},"message":"took it",${ids},"article":"a-1","empty":"","none":null}`,
      `{"level":"info",${time},"message":"request",${ids},"method":"GET","route":"/things","status":204,"durationMs":0,"outcome":"ok","jobId":"job-1"}`,
    ]);
  });

  test("only the first request of a container is a cold start", async () => {
    const { ports, lines } = outside();
    const handlers = [1, 2].map(() => api({ ports, observability }, () => 1));
    for (const handler of handlers) await handler(httpEvent(), lambdaContext());
    expect(lines.map(({ coldStart }) => coldStart)).toEqual([true, false]);
  });

  test("an error stands in the line with its cause and without personal data", async () => {
    const { ports, lines } = outside();
    const handler = api({ ports, observability }, () => {
      throw new Error("no row for jane@example.com", { cause: new TypeError("of 212-555-0123") });
    });
    await handler(httpEvent(), lambdaContext());
    expect(lines).toMatchObject([
      {
        level: "error",
        status: 500,
        outcome: "failed",
        code: "internal",
        error: { name: "Error", cause: { name: "TypeError" } },
      },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/jane@|212-555/);
  });

  test("a refused request is a warning with the code and the cause's class, not its text", async () => {
    const { ports, lines } = outside();
    const handler = api({ ports, observability }, () => {
      throw new Problem("sold-out", { status: 409, title: "Sold out", cause: new RangeError("by jane") });
    });
    await handler(httpEvent(), lambdaContext());
    expect(lines).toMatchObject([
      { level: "warn", status: 409, outcome: "refused", code: "sold-out", reason: "RangeError" },
    ]);
    expect(lines[0]).not.toHaveProperty("error");
  });

  test("each record of a batch has its own id in each of its lines", async () => {
    const { ports, lines } = outside();
    const worker = queue({ ports, observability }, async ({ log, record }) => {
      await Promise.resolve();
      log.info("working", { body: record.body });
      if (record.body === '"b"') throw new Error("broken");
    });
    const Records = [recordOf('"a"', "request-a"), recordOf('"b"', "request-b")];
    const result = await worker({ Records } as never, lambdaContext());
    expect(result.batchItemFailures).toEqual([{ itemIdentifier: "message-request-b" }]);
    expect(lines.map(({ message, requestId, level }) => [message, requestId, level]).sort()).toEqual([
      ["record", "request-a", "info"],
      ["record", "request-b", "error"],
      ["working", "request-a", "info"],
      ["working", "request-b", "info"],
    ]);
  });

  test("a task has one line, and throws on", async () => {
    const { ports, lines } = outside();
    const handler = task({ ports, observability, name: "sweep" }, () => {
      throw new Error("no table");
    });
    await expect(handler({}, lambdaContext())).rejects.toThrow("no table");
    expect(lines).toMatchObject([
      { message: "task", task: "sweep", level: "error", error: { message: "no table" } },
    ]);
  });

  test("the layers do the same in a stack of somebody's own", async () => {
    const { ports, lines } = outside();
    const handler = middy(async () => {
      throw new Error("broken");
    })
      .use(context({ ports }))
      .use(log({ ports, observability, service: "shop" }))
      .use(problem({ ports, observability }));
    expect(await handler(httpEvent(), lambdaContext())).toMatchObject({ statusCode: 500 });
    expect(lines).toMatchObject([
      { message: "request", requestId: "made-id-1", service: "shop", ServerErrors: 1 },
    ]);
  });

  test("names that Powertools reserves are ordinary fields, without a line about them", async () => {
    const { ports, lines } = outside();
    const handler = api({ ports, observability }, ({ log }) =>
      log.info("hello", { timestamp: "t", sampling_rate: 1, service: "s", xray_trace_id: "x" }),
    );
    await handler(httpEvent(), lambdaContext());
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ timestamp: "t", sampling_rate: 1, service_: "s", xray_trace_id: "x" });
  });

  test("an error handed in instead of fields becomes the field error", async () => {
    const { ports, lines } = outside();
    const handler = api({ ports, observability }, ({ log }) => {
      log.warn("odd", new Error("x"));
      log.warn("odder", "text" as never);
      log.warn("oddest", null as never);
      log.warn("oldest", Object.assign(new Date(0), { password: "p" }) as never);
      log.warn(Symbol("s") as never);
    });
    await handler(httpEvent(), lambdaContext());
    expect(lines).toMatchObject([
      { message: "odd", error: { message: "x" } },
      { message: "odder", extra: "text" },
      { message: "oddest", extra: null },
      { message: "oldest", extra: "1970-01-01T00:00:00.000Z" },
      { message: "Symbol(s)" },
      { message: "request" },
    ]);
  });

  describe("levels", () => {
    const all = ({ log: own }: Pick<ApiRequest, "log">) => {
      for (const level of ["debug", "info", "warn", "error"] as const) own[level](level);
    };
    const written = async (options: object, more: Ports = {}, headers: Record<string, string> = {}) => {
      const { ports, lines } = outside(more);
      await api({ ports, observability, metrics: false, ...options }, all)(
        httpEvent({ headers }),
        lambdaContext(),
      );
      return lines.filter(({ message }) => message !== "request").map(({ message }) => message);
    };

    test("an option wins over the environment", async () => {
      const environment = { logLevel: "error" } as const;
      expect(await written({}, { environment })).toEqual(["error"]);
      expect(await written({ logLevel: "warn" }, { environment })).toEqual(["warn", "error"]);
      expect(await written({ logLevel: "silent" }, { environment })).toEqual([]);
    });

    test.each<[Record<string, string>, string[]]>([
      [{}, ["info", "warn", "error"]],
      [{ LOG_LEVEL: "WARN" }, ["warn", "error"]],
      [{ LOG_LEVEL: "WARN", POWERTOOLS_LOG_LEVEL: "debug" }, ["debug", "info", "warn", "error"]],
      [{ LOG_LEVEL: "loud" }, ["info", "warn", "error"]],
      [{ POWERTOOLS_LOG_LEVEL: "TRACE" }, ["debug", "info", "warn", "error"]],
      [{ POWERTOOLS_LOG_LEVEL: "CRITICAL" }, []],
      [{ POWERTOOLS_LOG_LEVEL: "SILENT" }, []],
      [{ AWS_LAMBDA_LOG_LEVEL: "WARN", LOG_LEVEL: "DEBUG" }, ["warn", "error"]],
      [{ AWS_LAMBDA_LOG_LEVEL: "FATAL" }, []],
    ])("the environment %j lets through %j", async (variables, expected) => {
      Object.assign(process.env, variables);
      expect(await written({}, { environment: undefined as never })).toEqual(expected);
    });

    test("Lambda's own level wins over the option, as Lambda drops the rest anyway", async () => {
      process.env.AWS_LAMBDA_LOG_LEVEL = "ERROR";
      expect(await written({ logLevel: "debug" }, { environment: undefined as never })).toEqual(["error"]);
    });

    test("a request that was chosen for debug lines writes them, and no other does", async () => {
      const options = { trustDebugHeader: true };
      expect(await written(options, {}, { "x-debug": "1" })).toEqual(["debug", "info", "warn", "error"]);
      expect(await written(options)).toEqual(["info", "warn", "error"]);
    });

    test("an unknown one is refused at start-up", () => {
      expect(() => api({ logLevel: "loud" as never }, () => 1)).toThrow('log level "loud" is unknown');
    });
  });

  test("what Powertools reads of the environment adds and changes no line", async () => {
    const lines = async () => {
      const written: string[] = [];
      const { ports } = outside({ write: (line) => void written.push(line) });
      const handler = api({ ports, observability }, ({ log, metric }) => {
        log.info("x", { a: 1 });
        metric("orders", 2);
      });
      await handler(httpEvent(), lambdaContext());
      return written;
    };
    // Metrics is loaded with the first value, after the wide line is written.
    await lines();
    const plain = await lines();
    Object.assign(process.env, {
      POWERTOOLS_DEV: "true",
      POWERTOOLS_LOGGER_SAMPLE_RATE: "1",
      POWERTOOLS_LOGGER_LOG_EVENT: "true",
      POWERTOOLS_METRICS_FUNCTION_NAME: "g",
      TZ: "Europe/Paris",
      _X_AMZN_TRACE_ID: "Root=1-67891233-abcdef012345678912345678;Sampled=0",
    });
    expect(await lines()).toEqual(plain);
  });

  test("a traced request has the trace's id in each line", async () => {
    const root = "1-67891233-abcdef012345678912345678";
    const traceHeader = () => `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`;
    const { ports, lines } = outside({ traceHeader, sendSegment: () => undefined });
    await api({ ports, observability }, ({ log }) => log.info("x"))(httpEvent(), lambdaContext());
    expect(lines.map(({ traceId }) => traceId)).toEqual([root, root]);
  });

  test("a way out that fails does not fail the work", async () => {
    const write = () => {
      throw new Error("disk full");
    };
    const { ports } = outside({ write });
    const run = api({ ports, observability }, ({ log }) => log.info("x"));
    expect(await run(httpEvent(), lambdaContext())).toMatchObject({ statusCode: 204 });
    expect(await task({ ports, observability }, () => 1)({}, lambdaContext())).toBe(1);
  });

  test("a redactor that fails lets nothing through and does not fail the work", async () => {
    const fail = () => {
      throw new Error("no");
    };
    const { ports, lines } = outside();
    const broken = { ...redactor(), redact: fail };
    const handler = api({ ports, observability, redactor: broken }, ({ log }) =>
      log.info("x", { secret: "s-1" }),
    );
    expect(await handler(httpEvent(), lambdaContext())).toMatchObject({ statusCode: 204 });
    expect(lines).toMatchObject([
      { unreadable: expect.stringContaining("left out") },
      { message: "request" },
    ]);
    expect(JSON.stringify(lines)).not.toContain("s-1");
  });

  test("a field named __proto__ hides nothing from redaction", async () => {
    const { ports, lines } = outside();
    const sent = { ["__proto__"]: new Date(0), password: "p-1", page: 1 };
    await api({ ports, observability }, ({ log }) => {
      log.info("x", sent);
      log.add(sent);
    })(httpEvent(), lambdaContext());
    expect(lines).toMatchObject([{ page: 1 }, { page: 1, status: 204 }]);
    expect(JSON.stringify(lines)).not.toContain("p-1");
  });

  test("what a redactor leaves that JSON cannot hold is replaced", async () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const { ports, lines } = outside();
    const open = { ...redactor(), redact: (value: unknown) => value };
    const handler = api({ ports, observability, redactor: open }, ({ log }) =>
      log.info("x", { big: 12n, circle, ok: 1 }),
    );
    await handler(httpEvent(), lambdaContext());
    expect(lines[0]).toMatchObject({ message: "x", big: "12", circle: "[not JSON]", ok: 1 });
  });

  test("a line that CloudWatch might drop is cut with a note", async () => {
    const written: string[] = [];
    const { ports } = outside({ write: (line) => void written.push(line) });
    const words = "word ".repeat(12_000);
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, at) => [`field${at}`, "word ".repeat(400)]),
    );
    const handler = api({ ports, observability, service: "shop" }, ({ log }) => {
      log.info("long", { list: Array.from({ length: 8 }, () => words), pages: 3 });
      log.add(many);
    });
    await handler(httpEvent(), lambdaContext());
    expect(written.map((line) => Buffer.byteLength(line) <= 262_144)).toEqual([true, true]);
    const [long, wide] = written.map((line) => JSON.parse(line));
    expect(long).toMatchObject({
      pages: 3,
      cut: "long fields were cut",
      list: expect.stringContaining("[cut from"),
    });
    expect(wide).toMatchObject({
      status: 204,
      field0: many.field0,
      cut: expect.stringContaining("left out"),
      Requests: 1,
    });
  });

  test("no input breaks a line or gets a secret into it", async () => {
    const secret = ["sk", "ant", "api03", "Zm9vYmFyYmF6cXV4".repeat(2)].join("-");
    const hostile = fc.oneof(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withSparseArray: true,
        maxDepth: 2,
        maxKeys: 3,
      }),
      fc.string({ unit: "binary" }),
      fc.constantFrom("__proto__", "toJSON", "level", "_aws", "\n", "\u2028", secret, `key ${secret}`, {
        secret,
      }),
    );
    const names = fc.oneof(
      fc.constantFrom("__proto__", "toJSON", "level", "_aws", "Requests", "message"),
      fc.string(),
    );
    const input = fc.record({
      message: hostile,
      fields: fc.dictionary(names, hostile),
      odd: hostile,
      name: hostile,
      value: hostile,
    });
    const written: string[] = [];
    const { ports } = outside({ write: (line) => void written.push(line) });
    let given: { message: unknown; fields: object; odd: unknown; name: unknown; value: unknown };
    const run = task({ ports, observability, service: "shop" }, ({ log, metric }) => {
      log.info(given.message as string, given.fields as Record<string, unknown>);
      log.error(`said ${secret}`, given.odd as Error);
      log.add(given.fields as Record<string, unknown>);
      metric(given.name as string, given.value as number, {
        dimensions: given.fields as Record<string, string>,
      });
      metric("fine");
    });
    await fc.assert(
      fc.asyncProperty(input, async (some) => {
        given = some;
        written.length = 0;
        await run({}, lambdaContext());
        const lines = written.map((line) => {
          if (line.includes("\n") || line.includes(secret)) throw new Error(`bad line: ${line}`);
          return JSON.parse(line);
        });
        if (lines.filter(({ message }) => message === "task").length < 1) throw new Error("no wide line");
      }),
      { numRuns: 5_000, seed: 7 },
    );
  }, 60_000);
});

describe.each(modes)("a logger that was handed in, in mode %s", (observability) => {
  const given = (options = {}) => {
    const written: Record<string, unknown>[] = [];
    const own = new Logger({
      serviceName: "their-shop",
      logLevel: "INFO",
      persistentKeys: { team: "t-1" },
      ...options,
    });
    const take = (text: string) => void written.push(JSON.parse(text));
    Reflect.set(own, "console", { debug: take, info: take, warn: take, error: take });
    return { own, written };
  };

  test("writes the lines in its own form, with its own keys and level, redacted and without extra lines", async () => {
    const { own, written } = given();
    const { ports, lines } = outside();
    const handler = api({ ports, observability, logger: own, service: "shop" }, ({ log }) => {
      own.appendKeys({ tenant: "t-2" });
      log.debug("too fine for it");
      log.info("for jane@example.com", { article: "a-1", timestamp: "x", level: "y" });
    });
    await handler(httpEvent({ headers: { "x-request-id": "request-1" } }), lambdaContext());
    const its = { level: "INFO", service: "their-shop", team: "t-1", tenant: "t-2", requestId: "request-1" };
    expect(written).toMatchObject([
      {
        ...its,
        message: expect.stringMatching(/^for \[email/),
        article: "a-1",
        timestamp_: "x",
        level_: "y",
      },
      { ...its, message: "request", status: 204, outcome: "ok" },
    ]);
    expect(written).toHaveLength(2);
    expect(lines).toMatchObject([{ service: "shop", Requests: 1 }]);
  });

  test("may be a child, which keeps its own keys", async () => {
    const { own } = given();
    const child = own.createChild({ persistentKeys: { part: "orders" } });
    const written: Record<string, unknown>[] = [];
    Reflect.set(child, "console", { info: (text: string) => written.push(JSON.parse(text)) });
    const { ports } = outside();
    await api({ ports, observability, logger: child }, () => 1)(httpEvent(), lambdaContext());
    expect(written).toMatchObject([{ team: "t-1", part: "orders", message: "request" }]);
  });

  test("lets its own level decide unless an option says otherwise", async () => {
    const { own, written } = given({ logLevel: "DEBUG" });
    const { ports } = outside();
    await api({ ports, observability, logger: own }, ({ log }) => log.debug("d"))(
      httpEvent(),
      lambdaContext(),
    );
    await api({ ports, observability, logger: own, logLevel: "error" }, ({ log }) => log.warn("w"))(
      httpEvent(),
      lambdaContext(),
    );
    expect(written.map(({ message }) => message)).toEqual(["d", "request"]);
  });

  test("does not fail the work when it fails", async () => {
    const fail = () => {
      throw new Error("no");
    };
    const { ports } = outside();
    const broken = { debug: fail, info: fail, warn: fail, error: fail };
    const handler = api({ ports, observability, logger: broken }, ({ log }) => log.info("x"));
    expect(await handler(httpEvent(), lambdaContext())).toMatchObject({ statusCode: 204 });
  });

  test("takes the redacting formatter for what is logged with it directly", () => {
    const { own, written } = given({ logFormatter: redactingFormatter() });
    own.addContext({ functionName: "f", awsRequestId: "a-1", memoryLimitInMB: "128" } as never);
    own.appendKeys({ customerName: "Jane Doe" });
    own.info("for jane@example.com", { article: "a-1", error: new Error("of 212-555-0123") });
    const its = {
      level: "INFO",
      service: "their-shop",
      team: "t-1",
      function_name: "f",
      function_request_id: "a-1",
    };
    expect(written).toMatchObject([{ ...its, article: "a-1", error: { name: "Error" } }]);
    expect(written[0]?.message).toMatch(/^for \[email/);
    expect(JSON.stringify(written)).not.toMatch(/Jane|jane@|212-555/);
  });

  test("is refused where it is none", () => {
    expect(() => api({ observability, logger: { info() {} } as never }, () => 1)).toThrow('"logger" must be');
    expect(() => api({ observability, logger: null as never }, () => 1)).toThrow('"logger" must be');
  });
});

describe("the default mode", () => {
  test("writes through Powertools' Logger and counts through its Metrics, which the lean mode leaves alone", async () => {
    const spies = [
      jest.spyOn(Logger.prototype, "info"),
      jest.spyOn(Metrics.prototype, "publishStoredMetrics"),
    ];
    const calls = async (observability: (typeof modes)[number]) => {
      const { ports } = outside();
      const handler = api({ ports, observability }, ({ log, metric }) => {
        log.info("x");
        metric("orders");
      });
      await handler(httpEvent(), lambdaContext());
      return spies.map((spy) => spy.mock.calls.length);
    };
    expect(await calls("lean")).toEqual([0, 0]);
    expect(await calls("powertools")).toEqual([2, 1]);
    for (const spy of spies) spy.mockRestore();
  });
});

describe("what is left alone", () => {
  test("console", async () => {
    const spy = jest.spyOn(console, "log").mockImplementation(() => undefined);
    const { log: original } = console;
    const { ports, lines } = outside();
    await api({ ports }, () => console.log("plain"))(httpEvent(), lambdaContext());
    expect(console.log).toBe(original);
    expect(spy.mock.calls).toEqual([["plain"]]);
    expect(lines).toHaveLength(1);
    spy.mockRestore();
  });
});

describe("what a bundle loads at init", () => {
  const initOf = async (entry: string) => {
    const { metafile } = await build({
      entryPoints: [join(middleware, entry)],
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "node",
      outdir: "out",
      write: false,
      metafile: true,
      logLevel: "silent",
    });
    const name = Object.keys(metafile.outputs).find((path) =>
      metafile.outputs[path]?.entryPoint?.endsWith(entry),
    );
    const seen = new Set<string>();
    const visit = (path: string) => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const { path: next, kind } of metafile.outputs[path]?.imports ?? [])
        if (kind === "import-statement" && next in metafile.outputs) visit(next);
    };
    visit(String(name));
    const files = [...seen].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}));
    const packages = files.flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
    return [...new Set(packages)].filter((known) => known.startsWith("@aws-lambda-powertools")).sort();
  };

  test("is nothing of Powertools in lean mode", async () => {
    expect(await initOf("lean.ts")).toEqual([]);
  });

  test("is Logger alone in the default mode", async () => {
    expect(await initOf("index.ts")).toEqual([
      "@aws-lambda-powertools/commons",
      "@aws-lambda-powertools/logger",
    ]);
  });
});
