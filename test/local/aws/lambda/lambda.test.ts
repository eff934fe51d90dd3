import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { virtualClock, wallClock } from "#local/aws/clock.ts";
import type { LambdaFunction } from "#local/aws/lambda/function.ts";
import { createLambda, type Lambda, type LambdaOptions } from "#local/aws/lambda.ts";
import { codeFolder, logCollector, removeCodeFolders } from "./code-folder.ts";

const account = { region: "eu-west-1", accountId: "111122223333" };
const open: Lambda[] = [];

function lambdaWith(
  code: string,
  settings: Partial<LambdaFunction> = {},
  options: Partial<LambdaOptions> = {},
) {
  const logs = logCollector();
  const lambda = createLambda({ clock: wallClock(), onLog: logs.onLog, ...account, ...options });
  lambda.define({
    name: "f",
    handler: "index.handler",
    codeDirectory: codeFolder({ "index.mjs": code }),
    timeoutSeconds: 30,
    memoryMb: 128,
    environment: {},
    ...settings,
  });
  open.push(lambda);
  return { lambda, logs };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((lambda) => lambda.close()));
});
afterAll(removeCodeFolders);

const counters = (lambda: Lambda) => lambda.functions()[0];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("an invocation", () => {
  test("returns what the handler returns, and null for nothing", async () => {
    const { lambda } = lambdaWith("export const handler = async (event) => event.answer;");
    expect(await lambda.invoke("f", { answer: { n: [1, "é"] } })).toMatchObject({ payload: { n: [1, "é"] } });
    expect((await lambda.invoke("f", {})).payload).toBeNull();
  });

  test("sees Lambda's variables and its own, and none of this process", async () => {
    process.env.OUTSIDE = "leaked";
    const { lambda } = lambdaWith("export const handler = () => process.env;", {
      environment: { TABLE: "orders" },
      memoryMb: 256,
    });
    const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    const env = (await lambda.invoke("f", {}, { traceHeader })).payload as Record<string, string>;
    delete process.env.OUTSIDE;
    expect(env).toMatchObject({
      TABLE: "orders",
      AWS_LAMBDA_FUNCTION_NAME: "f",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/f",
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      _HANDLER: "index.handler",
      _X_AMZN_TRACE_ID: traceHeader,
    });
    expect(env.LAMBDA_TASK_ROOT).toContain("function-");
    expect(env.AWS_ACCESS_KEY_ID).toMatch(/^\w{3,}$/);
    expect(env).not.toHaveProperty("OUTSIDE");
    expect(env).not.toHaveProperty("PATH");
    expect(env).not.toHaveProperty("NODE_COMPILE_CACHE");
  });

  test("gives a sender's bare trace id a parent, and makes one when there is none", async () => {
    const { lambda } = lambdaWith("export const handler = () => process.env._X_AMZN_TRACE_ID;");
    const traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793";
    expect((await lambda.invoke("f", {}, { traceHeader })).payload).toMatch(
      /^Root=1-5759e988-bd862e3fe1be46a994272793;Parent=[0-9a-f]{16};Sampled=0$/,
    );
    expect((await lambda.invoke("f", {})).payload).toMatch(
      /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
    );
  });

  test("has Lambda's context", async () => {
    const { lambda, logs } = lambdaWith(
      `export const handler = async (_, context) => {
         console.log("now");
         return { ...context, left: context.getRemainingTimeInMillis() };
       };`,
    );
    const context = (await lambda.invoke("f", {})).payload as Record<string, unknown>;
    expect(context).toMatchObject({
      functionName: "f",
      functionVersion: "$LATEST",
      memoryLimitInMB: "128",
      invokedFunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:f",
      logGroupName: "/aws/lambda/f",
      logStreamName: logs.lines[0]?.environmentId,
      callbackWaitsForEmptyEventLoop: true,
      awsRequestId: expect.stringMatching(uuid),
    });
    expect(context.left).toBeLessThanOrEqual(30_000);
    expect(context.left).toBeGreaterThan(20_000);
  });

  test("of a nested handler in CommonJS works", async () => {
    const { lambda } = lambdaWith("", {
      handler: "functions/api.deep.run",
      codeDirectory: codeFolder({ "functions/api.cjs": "exports.deep = { run: async () => 'ran' };" }),
    });
    expect((await lambda.invoke("f", {})).payload).toBe("ran");
  });

  test("of an unknown function is refused as on AWS", async () => {
    const { lambda } = lambdaWith("");
    await expect(lambda.invoke("g", {})).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      status: 404,
      message: "Function not found: arn:aws:lambda:eu-west-1:111122223333:function:g",
    });
  });

  test("may neither take nor give more than 6 MB", async () => {
    const { lambda } = lambdaWith("export const handler = async ({ length }) => 'x'.repeat(length);");
    await expect(lambda.invoke("f", "x".repeat(6_291_556))).rejects.toMatchObject({
      code: "RequestTooLargeException",
      status: 413,
    });
    expect((await lambda.invoke("f", { length: 6_291_556 })).error).toEqual({
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    });
  });
});

describe("a failure", () => {
  test("of the handler is its error, and the environment lives on", async () => {
    const { lambda, logs } = lambdaWith(
      `export const handler = async (event) => { if (event.bad) throw new RangeError("too far"); return "ok"; };`,
    );
    const { error, payload } = await lambda.invoke("f", { bad: true });
    expect(payload).toBeUndefined();
    expect(error).toMatchObject({ errorType: "RangeError", errorMessage: "too far" });
    expect(error?.stackTrace?.[0]).toBe("RangeError: too far");
    expect(logs.lines[0]?.line).toMatch(
      /ERROR\tInvoke Error\t\{"errorType":"RangeError","errorMessage":"too far"/,
    );
    expect(await lambda.invoke("f", {})).toMatchObject({ payload: "ok", coldStart: false });
    expect(counters(lambda)).toMatchObject({ invocations: 2, errors: 1, coldStarts: 1 });
  });

  test.each([
    ["a module that is missing", "nowhere.handler", "Runtime.ImportModuleError"],
    ["a handler that is not exported", "index.nothing", "Runtime.HandlerNotFound"],
    ["a handler that is no function", "index.data", "Runtime.HandlerNotFound"],
    ["a name without a dot", "index", "Runtime.MalformedHandlerName"],
    ["code that does not parse", "broken.handler", "Runtime.UserCodeSyntaxError"],
    ["a handler with a callback", "index.callback", "Runtime.CallbackHandlerDeprecated"],
    ["code that throws while it loads", "throws.handler", "TypeError"],
  ])("of %s fails every invocation", async (_, handler, errorType) => {
    const { lambda } = lambdaWith("", {
      handler,
      codeDirectory: codeFolder({
        "index.mjs": "export const data = 1; export const callback = (event, context, done) => done();",
        "broken.mjs": "export const handler = (",
        "throws.mjs": "throw new TypeError('at load');",
      }),
    });
    expect((await lambda.invoke("f", {})).error?.errorType).toBe(errorType);
    expect((await lambda.invoke("f", {})).error?.errorType).toBe(errorType);
  });

  test.each([
    [
      "exits with a status",
      "process.exit(3)",
      /^RequestId: \S+ Error: Runtime exited with error: exit status 3$/,
    ],
    ["exits with 0", "process.exit(0)", /^RequestId: \S+ Error: Runtime exited without providing a reason$/],
    [
      "runs out of memory",
      "for (const hold = []; ; ) hold.push(new Array(1e5).fill(0.5))",
      /Error: Runtime exited with error: signal: killed$/,
    ],
  ])("of a runtime that %s ends the environment", async (_, code, message) => {
    const { lambda } = lambdaWith(`export const handler = async (event) => { if (event.die) ${code}; };`);
    const { error } = await lambda.invoke("f", { die: true });
    expect(error?.errorType).toBe("Runtime.ExitError");
    expect(error?.errorMessage).toMatch(message);
    expect(await lambda.invoke("f", {})).toMatchObject({ payload: null, coldStart: true });
  });

  test("of a promise that nobody awaits ends the environment", async () => {
    const { lambda } = lambdaWith(
      "export const handler = () => { Promise.reject(new Error('lost')); return new Promise(() => {}); };",
    );
    expect((await lambda.invoke("f", {})).error).toMatchObject({
      errorType: "Runtime.UnhandledPromiseRejection",
      errorMessage: "Error: lost",
    });
  });

  test("to end in time is a timeout on the clock, even in an endless loop", async () => {
    const clock = virtualClock();
    const { lambda, logs } = lambdaWith(
      `export const handler = async (event) => { if (event.quick) return "quick"; console.log("started"); for (;;); };`,
      { timeoutSeconds: 6 },
      { clock },
    );
    const invocation = lambda.invoke("f", {});
    await logs.seen("started");
    clock.advance(5_999);
    expect(logs.lines).toHaveLength(1);
    clock.advance(1);
    const { error, durationMs } = await invocation;
    expect(error?.errorType).toBe("Sandbox.Timedout");
    expect(error?.errorMessage).toMatch(/^RequestId: \S+ Error: Task timed out after 6\.00 seconds$/);
    expect(durationMs).toBe(6_000);
    expect(logs.lines[1]?.line).toMatch(/ Task timed out after 6\.00 seconds$/);
    expect(await lambda.invoke("f", { quick: true })).toMatchObject({ payload: "quick", coldStart: true });
  });

  test("by kill is a runtime that was killed", async () => {
    const { lambda, logs } = lambdaWith(
      `export const handler = async () => { console.log("started"); await new Promise(() => {}); };`,
    );
    expect(lambda.kill()).toBe(false);
    const invocation = lambda.invoke("f", {});
    await logs.seen("started");
    expect(lambda.kill("f")).toBe(true);
    expect((await invocation).error?.errorMessage).toMatch(/Runtime exited with error: signal: killed$/);
  });
});

describe("environments", () => {
  const gate = `
    let calls = 0;
    export const handler = async (event) => {
      calls++;
      console.log("started " + event.n);
      if (event.hold) await new Promise((resolve) => setTimeout(resolve, 20));
      return calls;
    };`;

  test("run one invocation at a time and keep their module", async () => {
    const { lambda } = lambdaWith(gate, {}, { maximumEnvironments: 1 });
    const results = await Promise.all([1, 2, 3].map((n) => lambda.invoke("f", { n })));
    expect(results.map(({ payload }) => payload)).toEqual([1, 2, 3]);
    expect(results.map(({ coldStart }) => coldStart)).toEqual([true, false, false]);
  });

  test("are started for as many at once as the cap allows, and the rest wait in line", async () => {
    const { lambda } = lambdaWith(gate, {}, { maximumEnvironments: 2 });
    const running = [1, 2, 3, 4].map((n) => lambda.invoke("f", { n, hold: true }));
    await Promise.resolve();
    expect(counters(lambda)).toMatchObject({ environments: 2, concurrent: 4 });
    await Promise.all(running);
    expect(counters(lambda)).toMatchObject({ environments: 2, concurrent: 0, coldStarts: 2, invocations: 4 });
  });

  test("beyond the reserved concurrency are refused", async () => {
    const { lambda } = lambdaWith(gate, { reservedConcurrency: 1 });
    const first = lambda.invoke("f", { n: 1 });
    await expect(lambda.invoke("f", { n: 2 })).rejects.toMatchObject({
      code: "TooManyRequestsException",
      status: 429,
      fields: { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" },
    });
    await first;
    expect(counters(lambda)).toMatchObject({ invocations: 1, throttles: 1, errors: 0 });
  });

  test("end after a minute without work", async () => {
    const clock = virtualClock();
    const { lambda } = lambdaWith(gate, {}, { clock });
    await lambda.invoke("f", { n: 1 });
    clock.advance(59_000);
    expect((await lambda.invoke("f", { n: 2 })).coldStart).toBe(false);
    clock.advance(60_000);
    expect(counters(lambda)?.environments).toBe(0);
    expect((await lambda.invoke("f", { n: 3 })).coldStart).toBe(true);
  });

  test("are replaced for those who wait when one dies", async () => {
    const { lambda } = lambdaWith(
      "export const handler = async (event) => event.die ? process.exit(1) : 'alive';",
      {},
      { maximumEnvironments: 1 },
    );
    const [first, second] = await Promise.all([lambda.invoke("f", { die: true }), lambda.invoke("f", {})]);
    expect(first?.error?.errorType).toBe("Runtime.ExitError");
    expect(second).toMatchObject({ payload: "alive", coldStart: true });
  });

  test("end when the service closes, with those who wait refused", async () => {
    const { lambda, logs } = lambdaWith(
      "export const handler = async () => { console.log('started'); for (;;); };",
      {},
      { maximumEnvironments: 1 },
    );
    const running = lambda.invoke("f", {});
    const waiting = expect(lambda.invoke("f", {})).rejects.toMatchObject({ code: "ServiceException" });
    await logs.seen("started");
    await lambda.close();
    await waiting;
    expect((await running).error?.errorType).toBe("Runtime.ExitError");
    await expect(lambda.invoke("f", {})).rejects.toMatchObject({ code: "ServiceException" });
  });
});

describe("what a function writes", () => {
  test("arrives line by line with its request id, however it is written", async () => {
    const { lambda, logs } = lambdaWith(
      `import { writeSync } from "node:fs";
       console.log("while loading");
       export const handler = async (event, context) => {
         console.log("one\\ntwo");
         console.error("three");
         process.stdout.write("fo");
         process.stdout.write("ur\\n");
         writeSync(1, "five\\n");
         process.stdout.write("no line feed");
         return context.awsRequestId;
       };`,
    );
    const { payload: requestId } = await lambda.invoke("f", {});
    const environmentId = expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    const line = (text: string) => ({ functionName: "f", environmentId, requestId, line: text });
    expect(logs.lines.slice(1)).toEqual(["one", "two", "three", "four", "five", "no line feed"].map(line));
    expect(logs.lines[0]?.line).toBe("while loading");
  });

  test("just before it exits is not lost", async () => {
    const { lambda, logs } = lambdaWith(
      "export const handler = async () => { process.stdout.write('last words'); process.exit(1); };",
    );
    await lambda.invoke("f", {});
    expect(logs.lines.map(({ line }) => line)).toContain("last words");
  });
});
