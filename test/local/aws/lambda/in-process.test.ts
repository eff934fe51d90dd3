import { afterEach, describe, expect, test } from "@jest/globals";
import {
  createFaults,
  createLambda,
  type Fault,
  type InProcessFunction,
  type InvokeResult,
  type LambdaFunction,
  type LogLine,
  runOnClock,
  turnClock,
  virtualClock,
} from "#aws";
import { inProcessHandler } from "#local/aws/in-process/request-handler.ts";

type Lambda = ReturnType<typeof createLambda>;
const open: Lambda[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((lambda) => lambda.close()));
});

interface Context {
  functionName: string;
  awsRequestId: string;
  logStreamName: string;
  invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}

function lambdaWith(inProcess: InProcessFunction, settings: Partial<LambdaFunction> = {}) {
  const clock = virtualClock();
  const lines: LogLine[] = [];
  const calls: string[] = [];
  const faults = createFaults(clock, () => 0);
  const requestHandler = inProcessHandler({
    async dispatch({ target = "" }) {
      calls.push(target);
      return { status: 200, headers: {}, body: "{}" };
    },
  });
  const lambda = createLambda({
    clock,
    faults,
    requestHandler,
    region: "eu-west-1",
    accountId: "111122223333",
    maximumEnvironments: 2,
    onLog: (line) => lines.push(line),
  });
  lambda.define({
    name: "f",
    handler: "index.handler",
    codeDirectory: "/nowhere",
    timeoutSeconds: 5,
    memoryMb: 128,
    environment: { TABLE: "books" },
    inProcess,
    ...settings,
  });
  open.push(lambda);
  const invoke = (event: unknown = {}) => runOnClock(clock, () => lambda.invoke("f", event));
  const strike = (effect: Fault["effect"]) =>
    faults.inject({ service: "lambda", operation: "Invoke", rate: 1, effect });
  return { lambda, clock, lines, calls, invoke, strike };
}

const sleep = ({ clock }: Parameters<InProcessFunction>[0], milliseconds: number) =>
  new Promise<void>((resolve) => clock.schedule(clock.now() + milliseconds, resolve));
const call = ({ requestHandler }: Parameters<InProcessFunction>[0], target: string) =>
  requestHandler.handle({ method: "POST", path: "/", headers: { "X-Amz-Target": target }, body: "{}" });

describe("a function in this thread", () => {
  test("passes event and result through JSON, and sees Lambda's variables and context", async () => {
    const { invoke } = lambdaWith(({ variables }) => async (event, context) => {
      const { getRemainingTimeInMillis, ...rest } = context as Context;
      return { event, gone: undefined, table: variables.TABLE, left: getRemainingTimeInMillis(), ...rest };
    });
    const { payload } = (await invoke({ at: new Date(0), nothing: undefined })) as { payload: Context };
    expect(payload).toMatchObject({
      event: { at: "1970-01-01T00:00:00.000Z" },
      table: "books",
      left: 5000,
      functionName: "f",
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      logStreamName: expect.stringMatching(/^2026\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/),
      invokedFunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:f",
    });
    expect(payload).not.toHaveProperty("gone");
  });

  test("is made once for each environment, and one invocation runs in it at a time", async () => {
    let made = 0;
    const { lambda, clock } = lambdaWith((environment) => {
      const number = ++made;
      let running = 0;
      let count = 0;
      return async () => {
        if (++running > 1) throw new Error("two at once");
        await sleep(environment, 100);
        running--;
        return [number, ++count];
      };
    });
    const results = await runOnClock(clock, () =>
      Promise.all([1, 2, 3, 4].map(() => lambda.invoke("f", {}))),
    );
    expect(results.map(({ payload, coldStart }) => [payload, coldStart])).toEqual([
      [[1, 1], true],
      [[2, 1], true],
      [[1, 2], false],
      [[2, 2], false],
    ]);
    expect(lambda.functions()[0]).toMatchObject({ invocations: 4, coldStarts: 2, environments: 2 });
    expect(clock.now() - virtualClock().now()).toBe(200);
  });

  test("has the time that the stack's clock leaves it", async () => {
    const { invoke } = lambdaWith((environment) => async (_, context) => {
      await sleep(environment, 1234);
      return (context as Context).getRemainingTimeInMillis();
    });
    expect(await invoke()).toMatchObject({ payload: 3766, durationMs: 1234 });
  });

  test("times out on the stack's clock, and its environment is abandoned", async () => {
    const after: string[] = [];
    const { invoke, lambda, lines } = lambdaWith((environment) => async (event) => {
      if (event === "quick") return environment.id;
      await sleep(environment, 5000);
      after.push("woke");
      return undefined;
    });
    const first = await invoke("quick");
    const { error, durationMs } = await invoke("slow");
    expect(error?.errorType).toBe("Sandbox.Timedout");
    expect(error?.errorMessage).toMatch(/^RequestId: \S+ Error: Task timed out after 5.00 seconds$/);
    expect(durationMs).toBe(5000);
    expect(lines.some(({ line }) => line.includes("Task timed out after 5.00 seconds"))).toBe(true);
    const second = await invoke("quick");
    expect(second.coldStart).toBe(true);
    expect(second.payload).not.toBe(first.payload);
    expect(after).toEqual([]);
    expect(lambda.functions()[0]).toMatchObject({ coldStarts: 2, errors: 1, environments: 1 });
  });

  test("fails as Lambda says it, and logs it", async () => {
    const { invoke, lines } = lambdaWith(() => async (event) => {
      if (event === "text") throw "plain";
      throw new RangeError("boom");
    });
    expect((await invoke("error")).error).toMatchObject({
      errorType: "RangeError",
      errorMessage: "boom",
      stackTrace: expect.arrayContaining(["RangeError: boom"]),
    });
    expect((await invoke("text")).error).toEqual({
      errorType: "string",
      errorMessage: "plain",
      stackTrace: [],
    });
    expect(lines[0]?.line).toMatch(
      /^2026-01-01T00:00:00.000Z\t\S{36}\tERROR\tInvoke Error\t\{"errorType":"RangeError"/,
    );
  });

  test.each<[string, InProcessFunction]>([
    [
      "at once",
      () => {
        throw new Error("no table");
      },
    ],
    [
      "later",
      async () => {
        throw new Error("no table");
      },
    ],
  ])("whose making fails %s fails the invocation, and is made anew", async (_, inProcess) => {
    const { invoke, lambda } = lambdaWith(inProcess);
    for (const coldStarts of [1, 2]) {
      expect((await invoke()).error).toMatchObject({ errorType: "Error", errorMessage: "no table" });
      expect(lambda.functions()[0]).toMatchObject({ coldStarts, errors: coldStarts, environments: 0 });
    }
  });

  test("may take ten seconds to be made, and no more", async () => {
    const { invoke } = lambdaWith(async (environment) => {
      await sleep(environment, 10_001);
      return async () => "late";
    });
    expect((await invoke()).error?.errorType).toBe("Sandbox.Timedout");
  });

  test("cannot answer with more than Lambda takes", async () => {
    const { invoke } = lambdaWith(() => async () => "x".repeat(6_291_556));
    expect((await invoke()).error?.errorType).toBe("Function.ResponseSizeTooLarge");
  });

  test("writes its log line by line, under its request", async () => {
    const { invoke, lines } = lambdaWith(({ log }) => {
      log("made");
      return async () => log("first\nsecond");
    });
    await invoke();
    expect(lines.map(({ line }) => line)).toEqual(["made", "first", "second"]);
    expect(lines.map(({ requestId }) => requestId !== undefined)).toEqual([expect.any(Boolean), true, true]);
  });

  test("hears of nothing any more once it is killed", async () => {
    const seen: string[] = [];
    const { lambda, clock, calls } = lambdaWith((environment) => async () => {
      await call(environment, "A.First");
      seen.push("first");
      await sleep(environment, 1000);
      seen.push("slept");
      await call(environment, "A.Second");
      return "done";
    });
    const running = lambda.invoke("f", {});
    await turnClock(clock, { for: 10 });
    expect(lambda.kill("f")).toBe(true);
    expect((await running).error?.errorType).toBe("Runtime.ExitError");
    await turnClock(clock, { for: 5000 });
    expect([seen, calls]).toEqual([["first"], ["A.First"]]);
    expect(lambda.kill("f")).toBe(false);
  });
});

describe("a fault of an invocation", () => {
  const heard: string[] = [];
  const working: InProcessFunction = (environment) => async () => {
    for (const target of ["A.One", "A.Two", "A.Three"]) {
      await call(environment, target);
      heard.push(target);
    }
    await sleep(environment, 100);
    return "done";
  };
  const killed = { errorType: "Runtime.ExitError", errorMessage: expect.stringContaining("signal: killed") };

  test.each<[string, Fault["effect"], string[], string[], number]>([
    ["at its first wait", { kind: "kill" }, ["A.One"], [], 0],
    ["with its second call applied", { kind: "kill", afterCalls: 2 }, ["A.One", "A.Two"], ["A.One"], 0],
    [
      "after 40 ms",
      { kind: "kill", afterMilliseconds: 40 },
      ["A.One", "A.Two", "A.Three"],
      ["A.One", "A.Two", "A.Three"],
      40,
    ],
  ])("kills the environment %s", async (_, effect, applied, answered, durationMs) => {
    heard.length = 0;
    const { invoke, strike, calls, lambda } = lambdaWith(working);
    const heal = strike(effect);
    expect(await invoke()).toEqual({ error: killed, coldStart: true, durationMs });
    expect([calls, heard]).toEqual([applied, answered]);
    heal();
    expect(await invoke()).toMatchObject({ payload: "done", coldStart: true });
    expect(lambda.functions()[0]).toMatchObject({ invocations: 2, errors: 1, coldStarts: 2 });
  });

  test("spares an invocation that ends before its time, and the next one too", async () => {
    const { invoke, strike } = lambdaWith(working);
    const heal = strike({ kind: "kill", afterMilliseconds: 5000 });
    expect((await invoke()).payload).toBe("done");
    heal();
    expect(await invoke()).toMatchObject({ payload: "done", coldStart: false });
    const later = strike({ kind: "kill", afterCalls: 4 });
    expect((await invoke()).payload).toBe("done");
    later();
    expect(await invoke()).toMatchObject({ payload: "done", coldStart: false });
  });

  test("throttles, fails, loses the reply or holds it back", async () => {
    const { invoke, strike, calls, lambda, clock } = lambdaWith(working);
    const refusal = async (effect: Fault["effect"]) => {
      const heal = strike(effect);
      const error = await invoke().catch((thrown: Error) => thrown);
      heal();
      return error as Error & InvokeResult;
    };
    expect(await refusal({ kind: "throttle" })).toMatchObject({
      code: "TooManyRequestsException",
      status: 429,
    });
    expect(await refusal({ kind: "internalError" })).toMatchObject({ code: "ServiceException", status: 500 });
    expect(calls).toEqual([]);
    expect((await refusal({ kind: "dropReply" })).message).toContain("The reply of lambda Invoke was lost");
    expect(calls).toHaveLength(3);
    expect(lambda.functions()[0]).toMatchObject({ throttles: 1, invocations: 1, concurrent: 0 });
    const before = clock.now();
    expect(await refusal({ kind: "latency", milliseconds: 700 })).toMatchObject({ durationMs: 100 });
    expect(clock.now() - before).toBe(800);
  });
});
