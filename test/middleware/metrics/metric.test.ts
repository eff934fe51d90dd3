import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  type ApiRequest,
  api,
  type MetricsOptions,
  metric,
  type ObservabilityMode,
  queue,
  redactor,
  task,
} from "#middleware";
import { httpEvent, lambdaContext, type Outside, outside } from "../support.ts";
import { pointsOf, valuesOf } from "./emf.ts";

const modes = ["powertools", "lean"] as const;
type Count = (request: ApiRequest) => unknown;

/** What a handler's metrics come to in a mode. */
async function counted(observability: ObservabilityMode, count: Count, more = {}): Promise<Outside> {
  const seen = outside();
  await api({ ports: seen.ports, service: "shop", observability, ...more }, (request) => void count(request))(
    httpEvent(),
    lambdaContext(),
  );
  return seen;
}

describe.each(modes)("metrics in mode %s", (observability) => {
  test("each request counts itself, with errors as 0 or 1, in its wide line", async () => {
    const { ports, lines, clock } = outside();
    const handler = api({ ports, service: "shop", observability }, ({ query }) => {
      clock.now += 25;
      if (query.fail === "yes") throw new Error("broken");
    });
    await handler(httpEvent(), lambdaContext());
    await handler(httpEvent({ query: { fail: "yes" } }), lambdaContext());
    expect(lines).toHaveLength(2);
    expect(pointsOf(lines[0] ?? {})).toEqual([
      ownPoint("Requests", 1),
      ownPoint("ClientErrors", 0),
      ownPoint("ServerErrors", 0),
      ownPoint("ColdStarts", 1),
      ownPoint("Duration", 25, "Milliseconds"),
    ]);
    expect(lines[1]).toMatchObject({ Requests: 1, ClientErrors: 0, ServerErrors: 1, ColdStarts: 0 });
  });

  test("each record and task counts itself", async () => {
    const { ports, lines } = outside();
    const records = ["1", "x"].map((body, at) => ({
      messageId: `m-${at}`,
      body,
      attributes: {},
      messageAttributes: {},
      eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:jobs",
    }));
    const worker = queue({ ports, service: "shop", observability }, () => undefined);
    await worker({ Records: records } as never, lambdaContext());
    await task({ ports, service: "shop", observability }, () => 1)({}, lambdaContext());
    expect(lines.map(pointsOf)).toEqual([
      [
        ownPoint("Records", 1),
        ownPoint("RecordErrors", 0),
        ownPoint("ColdStarts", 1),
        ownPoint("RecordDuration", 0, "Milliseconds"),
      ],
      [
        ownPoint("Records", 1),
        ownPoint("RecordErrors", 1),
        ownPoint("ColdStarts", 0),
        ownPoint("RecordDuration", 0, "Milliseconds"),
      ],
      [
        ownPoint("Tasks", 1),
        ownPoint("TaskErrors", 0),
        ownPoint("ColdStarts", 0),
        ownPoint("TaskDuration", 0, "Milliseconds"),
      ],
    ]);
  });

  test("the namespace comes from the option, else the environment, else the service", async () => {
    const namespace = async (metrics?: MetricsOptions, metricsNamespace?: string) => {
      const { ports, lines } = outside({
        environment: { functionName: "f", ...(metricsNamespace && { metricsNamespace }) },
      });
      const options = { ports, observability, service: "shop", ...(metrics && { metrics }) };
      await api(options, () => 1)(httpEvent(), lambdaContext());
      return pointsOf(lines[0] ?? {})[0]?.namespace;
    };
    expect(await namespace()).toBe("shop");
    expect(await namespace(undefined, "FromEnvironment")).toBe("FromEnvironment");
    expect(await namespace({ namespace: "Shop/Orders" }, "FromEnvironment")).toBe("Shop/Orders");
  });

  test("metrics: false leaves the stack's own out, not what the handler counts", async () => {
    const { lines } = await counted(observability, () => metric("orders"), { metrics: false });
    expect(lines.flatMap(pointsOf)).toEqual([ownPoint("orders", 1)]);
  });

  test("the environment can turn all of them off", async () => {
    const { ports, lines } = outside({ environment: { metricsDisabled: true } });
    await api({ ports, observability }, () => metric("orders"))(httpEvent(), lambdaContext());
    expect(lines).toHaveLength(1);
    expect(lines.flatMap(pointsOf)).toEqual([]);
  });

  test("they are published although the log is silent", async () => {
    const { lines } = await counted(observability, () => metric("orders"), { logLevel: "silent" });
    expect(lines.every((line) => line.message === undefined)).toBe(true);
    expect(lines.flatMap(pointsOf).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["Requests", "Duration", "orders"]),
    );
  });

  test("values, units and dimensions arrive as they were counted", async () => {
    const { lines } = await counted(observability, ({ metric: count }) => {
      count("size", 512, { unit: "Bytes" });
      count("size", 7, { unit: "Bytes" });
      count("size", 3, { unit: "Kilobytes" });
      count("sold", 2, { dimensions: { kind: "book", shelf: "a" } });
      count("sold", 1, { dimensions: { shelf: "a", kind: "book" } });
      count("sold", 5, { dimensions: { kind: "toy" } });
      count("orders");
    });
    const own = ["Requests", "ClientErrors", "ServerErrors", "ColdStarts", "Duration"];
    const points = lines.flatMap(pointsOf).filter(({ name }) => !own.includes(name));
    expect(points).toHaveLength(5);
    expect(points).toEqual(
      expect.arrayContaining([
        { ...ownPoint("size", 0, "Bytes"), values: [512, 7] },
        { ...ownPoint("size", 0, "Kilobytes"), values: [3] },
        { ...ownPoint("sold", 0), dimensions: { service: "shop", kind: "book", shelf: "a" }, values: [2, 1] },
        { ...ownPoint("sold", 5), dimensions: { service: "shop", kind: "toy" } },
        ownPoint("orders", 1),
      ]),
    );
  });

  test("more than 100 metrics or values go into further documents, with their dimensions", async () => {
    const dimensions = { kind: "book" };
    const { lines } = await counted(observability, ({ metric: count }) => {
      for (let at = 0; at < 250; at++) count("many", at, { dimensions });
      for (let at = 0; at < 150; at++) count(`name-${at}`, at, { dimensions });
    });
    const points = lines.flatMap(pointsOf).filter(({ dimensions: { kind } }) => kind === "book");
    const values = points.filter(({ name }) => name === "many").flatMap(({ values: some }) => some);
    expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: 250 }, (_, at) => at));
    expect(points.filter(({ name }) => name.startsWith("name-"))).toHaveLength(150);
  });

  test("a metric with the name of a field leaves the field alone, and the other way round", async () => {
    const { lines } = await counted(observability, ({ log, metric: count }) => {
      log.add({ Requests: "added", _aws: "added", pages: 3 });
      count("status", 7);
      count("pages", 9);
      count("Duration", 1, { dimensions: { requestId: "x" } });
    });
    const wide = lines.find(({ message }) => message === "request") ?? {};
    expect(wide).toMatchObject({ status: 204, pages: 3, Requests: 1, Requests_: "added", _aws_: "added" });
    const values = Object.fromEntries(
      lines.flatMap(pointsOf).map(({ name, values: [value] }) => [name, value]),
    );
    expect(values).toMatchObject({ status: 7, pages: 9 });
  });

  test.each<[string, Parameters<typeof metric>]>([
    ["no number", ["bad", Number.NaN]],
    ["no finite number", ["bad", Number.POSITIVE_INFINITY]],
    ["a number in text", ["bad", "1" as never]],
    ["an empty name", [""]],
    ["a name with a control character", ["a\nb"]],
    ["a name that is too long", ["a".repeat(256)]],
    ["a name of the document's own", ["service"]],
    ["a prototype", ["__proto__"]],
    ["a unit of nobody's", ["bad", 1, { unit: "Parsecs" as never }]],
    ["an empty dimension", ["bad", 1, { dimensions: { kind: "" } }]],
    ["a dimension that is no text", ["bad", 1, { dimensions: { kind: 1 as never } }]],
    ["a dimension that is no ASCII", ["bad", 1, { dimensions: { kind: "größe" } }]],
    ["a dimension of the metric's own name", ["bad", 1, { dimensions: { bad: "x" } }]],
    ["a dimension with personal data", ["bad", 1, { dimensions: { who: "jane@example.com" } }]],
    [
      "too many dimensions",
      ["bad", 1, { dimensions: Object.fromEntries(Array.from({ length: 29 }, (_, at) => [`d${at}`, "x"])) }],
    ],
  ])("%s is left out with one warning, and the others are published", async (_name, bad) => {
    const { ports, lines } = outside();
    const handler = api({ ports, service: "shop", observability }, ({ metric: count }) => {
      count(...bad);
      count("orders");
    });
    for (let run = 0; run < 2; run++) await handler(httpEvent(), lambdaContext());
    const names = lines.flatMap(pointsOf).map(({ name }) => name);
    expect(names.filter((name) => name === "orders")).toHaveLength(2);
    expect(names).not.toContain("bad");
    const warnings = lines.filter(({ level }) => level === "warn");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toMatch(/^a metric was left out: /);
    expect(JSON.stringify(lines)).not.toContain("jane@example.com");
  });

  test("records of one batch do not mix", async () => {
    const { ports, lines } = outside();
    const waiting: (() => void)[] = [];
    const worker = queue({ ports, service: "shop", observability, metrics: false }, async ({ record }) => {
      const message = Number(record.body);
      metric("before", message, { dimensions: { record: `r${message}` } });
      await new Promise<void>((go) => {
        waiting.push(go);
        if (waiting.length === 3) for (const next of waiting) next();
      });
      metric("after", message, { dimensions: { record: `r${message}` } });
    });
    const Records = [1, 2, 3].map((body) => ({ messageId: `m-${body}`, body: String(body), attributes: {} }));
    await worker({ Records } as never, lambdaContext());
    const points = lines.flatMap(pointsOf);
    expect(points).toHaveLength(6);
    for (const { dimensions, values } of points) expect(dimensions.record).toBe(`r${values}`);
  });

  test("a broken way out does not fail the work", async () => {
    const write = () => {
      throw new Error("disk full");
    };
    const { ports } = outside({ write });
    const handler = api({ ports, observability, logLevel: "silent" }, () => metric("orders"));
    expect(await handler(httpEvent(), lambdaContext())).toMatchObject({ statusCode: 204 });
  });

  test("outside of a request it does nothing", () => {
    expect(() => metric("nobody", 1)).not.toThrow();
  });
});

describe("both modes", () => {
  test("publish the same of anything that is counted", async () => {
    const text = fc.oneof(
      fc.constantFrom("a", "b", "kind", "size", "status", "Requests", "service"),
      fc.string(),
    );
    const number = fc.oneof(fc.integer(), fc.double());
    const unit = fc.constantFrom("Count", "Bytes", "Percent", "Furlongs");
    const dimensions = fc.dictionary(text, text, { maxKeys: 3 });
    const one = fc.record({ name: text, value: number, unit, dimensions });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 6 }), async (metrics) => {
        const run = (mode: ObservabilityMode) =>
          counted(mode, ({ metric: count }) => {
            for (const { name, value, unit: given, dimensions: set } of metrics)
              count(name, value, { unit: given as "Count", dimensions: set });
          });
        const [ours, theirs] = await Promise.all([run("lean"), run("powertools")]);
        expect(valuesOf(ours.lines)).toEqual(valuesOf(theirs.lines));
      }),
      { numRuns: 3_500, seed: 7 },
    );
  }, 60_000);
});

describe("options", () => {
  test("a namespace or service that CloudWatch does not take is refused at start-up", () => {
    expect(() => api({ metrics: { namespace: "AWS/Lambda" } }, () => 1)).toThrow(
      'metrics namespace "AWS/Lambda"',
    );
    expect(() => api({ metrics: { namespace: "a\n" } }, () => 1)).toThrow("must be 1 to 255 letters");
    expect(() => api({ metrics: { name: "x" } as never }, () => 1)).toThrow('unknown option "metrics.name"');
    expect(() => api({ service: "größe" }, () => 1)).toThrow('"service" must be');
  });

  test("a redactor that fails costs the metric, not the request", async () => {
    const broken = {
      ...redactor(),
      redactText: () => {
        throw new Error("no");
      },
    };
    const { ports, lines } = outside();
    const handler = api({ ports, redactor: broken, service: "shop" }, () => metric("orders"));
    expect(await handler(httpEvent({ route: "GET /x" }), lambdaContext())).toMatchObject({ statusCode: 204 });
    expect(lines.flatMap(pointsOf).map(({ name }) => name)).toContain("Requests");
  });
});

function ownPoint(name: string, value: number, unit = "Count") {
  return { namespace: "shop", dimensions: { service: "shop" }, name, unit, values: [value] };
}
