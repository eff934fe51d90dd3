import { describe, expect, test } from "@jest/globals";
import { api } from "#middleware";
import { captureLogs, httpApiEvent, lambdaContext } from "../../../middleware/testing/index.ts";

const traceHeader = "Root=1-69560000-000000000000000000000001;Parent=00000000000000aa;Sampled=1";

describe.each(["powertools", "lean"] as const)("captured logs in the mode %s", (observability) => {
  test("are the parsed lines, in order, with counted ids", async () => {
    const { ports, lines } = captureLogs();
    const handler = api({ ports, observability }, ({ log }) => log.info("hello", { n: 1 }));
    await handler(httpApiEvent(), lambdaContext());
    await handler(httpApiEvent(), lambdaContext());
    expect(lines.map(({ message, requestId }) => ({ message, requestId }))).toEqual([
      { message: "hello", requestId: "test-request-1" },
      { message: "request", requestId: "test-request-1" },
      { message: "hello", requestId: "test-request-2" },
      { message: "request", requestId: "test-request-2" },
    ]);
    expect(lines[0]).toMatchObject({ n: 1, function: "test-function" });
  });

  test("show the documents of a traced request", async () => {
    const { ports, segments } = captureLogs({ traceHeader });
    const handler = api({ ports, observability }, ({ span }) => span("pay", async () => 1));
    await handler(httpApiEvent(), lambdaContext());
    expect(JSON.stringify(segments)).toContain('"name":"pay"');
    expect(segments.every(({ id }) => /^[0-9a-f]{16}$/.test(String(id)))).toBe(true);
  });

  test("show no documents where the invocation is not sampled", async () => {
    const { ports, segments } = captureLogs();
    await api({ ports, observability }, () => ({}))(httpApiEvent(), lambdaContext());
    expect(segments).toEqual([]);
  });

  test("show what a handler counted", async () => {
    const { ports, metrics } = captureLogs();
    const handler = api({ ports, observability }, ({ metric }) => metric("orders", 2));
    await handler(httpApiEvent(), lambdaContext());
    expect(metrics).toContainEqual(expect.objectContaining({ name: "orders", value: 2, unit: "Count" }));
  });

  test("take the time from a clock that stands until it is set", async () => {
    const { ports, lines, clock } = captureLogs({ now: 1_000 });
    const handler = api({ ports, observability }, () => {
      clock.advance(40);
    });
    await handler(httpApiEvent(), lambdaContext());
    expect(lines).toMatchObject([{ durationMs: 40 }]);
    expect(clock.now).toBe(1_040);
  });

  test("run timers when the clock gets there, and not when they were taken back", async () => {
    const { ports, clock } = captureLogs();
    const seen: boolean[] = [];
    const handler = api({ ports, observability }, ({ signal }) => {
      seen.push(signal.aborted);
      clock.advance(499);
      seen.push(signal.aborted);
      clock.advance(1);
      seen.push(signal.aborted);
    });
    await handler(httpApiEvent(), lambdaContext({ remainingMs: 1_000 }));
    expect(seen).toEqual([false, false, true]);
  });
});

test("metrics are read out of lines in CloudWatch's embedded format", () => {
  const { ports, metrics } = captureLogs();
  const directive = {
    Namespace: "shop",
    Dimensions: [["service"], ["service", "route"]],
    Metrics: [{ Name: "orders", Unit: "Count" }, { Name: "size" }],
  };
  const line = {
    _aws: { Timestamp: 1, CloudWatchMetrics: [directive] },
    service: "api",
    route: "/",
    orders: 2,
    size: 9,
  };
  ports.write?.(JSON.stringify(line));
  ports.write?.(JSON.stringify({ message: "no metrics" }));
  const shared = { namespace: "shop" };
  const both = { service: "api", route: "/" };
  expect(metrics).toEqual([
    { ...shared, name: "orders", value: 2, unit: "Count", dimensions: { service: "api" } },
    { ...shared, name: "size", value: 9, unit: undefined, dimensions: { service: "api" } },
    { ...shared, name: "orders", value: 2, unit: "Count", dimensions: both },
    { ...shared, name: "size", value: 9, unit: undefined, dimensions: both },
  ]);
});

test("timers run in the order of their times, each once, and one that was taken back never", () => {
  const { ports, clock } = captureLogs();
  const ran: string[] = [];
  ports.timer?.(() => ran.push("late"), 20);
  ports.timer?.(() => ran.push("early"), 10);
  ports.timer?.(() => ran.push("never"), 5)();
  clock.advance(30);
  clock.advance(30);
  expect(ran).toEqual(["early", "late"]);
});
