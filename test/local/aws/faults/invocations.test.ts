import { afterEach, describe, expect, test } from "@jest/globals";
import { type Fault, runOnClock, type Stack, startStack, turnClock, virtualClock } from "#aws";
import { parcelFunctions, parcelOffice } from "../stack/parcel-office.ts";

const open: Stack[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((stack) => stack.close()));
});

async function office() {
  const clock = virtualClock();
  const errors: string[] = [];
  const stack = await startStack({
    template: parcelOffice,
    codeDirectory: () => "/nowhere",
    listen: false,
    functions: parcelFunctions,
    clock,
    seed: 1,
    onError: (sentence) => errors.push(sentence),
  });
  open.push(stack);
  return {
    stack,
    clock,
    errors,
    strike: (FunctionName: string, effect: Fault["effect"]) =>
      stack.faults.inject({
        service: "lambda",
        operation: "Invoke",
        when: (input) => input.FunctionName === FunctionName,
        rate: 1,
        effect,
      }),
    post: () => runOnClock(clock, () => stack.fetch("/parcels", { method: "POST", body: "p1" })),
    counters: (name: string) => stack.functions().find((fn) => fn.name === name),
    depth: (name: string) => stack.queues().find((queue) => queue.name === name),
  };
}

describe("the gateway", () => {
  test.each<[Fault["effect"], number]>([
    [{ kind: "throttle" }, 503],
    [{ kind: "internalError" }, 503],
    [{ kind: "dropReply" }, 503],
    [{ kind: "kill" }, 500],
    [{ kind: "latency", milliseconds: 31_000 }, 503],
  ])("answers a request whose function meets %j with %i", async (effect, status) => {
    const { strike, post } = await office();
    const heal = strike("counter", effect);
    expect((await post()).status).toBe(status);
    heal();
    expect((await post()).status).toBe(202);
  });
});

describe("a mapping", () => {
  test("tries a throttled function again, and loses nothing", async () => {
    const { strike, post, clock, counters, depth } = await office();
    const heal = strike("sorter", { kind: "throttle" });
    await post();
    await turnClock(clock, { for: 2500 });
    expect(counters("sorter")).toMatchObject({ throttles: 2, invocations: 0 });
    heal();
    await turnClock(clock, { for: 1000 });
    expect(counters("sorter")?.invocations).toBe(1);
    expect(depth("parcels")).toMatchObject({ visible: 0, inFlight: 0 });
  });

  test.each<Fault["effect"]>([
    { kind: "kill", afterCalls: 1 },
    { kind: "dropReply" },
    { kind: "internalError" },
  ])("brings a message back whose function met %j", async (effect) => {
    const { strike, post, clock, counters, depth } = await office();
    const heal = strike("sorter", effect);
    await post();
    await turnClock(clock, { for: 29_000 });
    expect(depth("parcels")).toMatchObject({ visible: 0, inFlight: 1 });
    heal();
    const before = counters("sorter")?.invocations ?? 0;
    await turnClock(clock, { for: 1000 });
    expect(counters("sorter")?.invocations).toBe(before + 1);
    expect(depth("parcels")).toMatchObject({ visible: 0, inFlight: 0 });
  });

  test("meets the faults of its own calls, and says so", async () => {
    const { stack, post, clock, errors, counters } = await office();
    const heal = stack.faults.inject({
      operation: "DeleteMessageBatch",
      rate: 1,
      effect: { kind: "partialFailure", share: 1 },
    });
    await post();
    await turnClock(clock, { for: 1000 });
    expect(counters("sorter")?.invocations).toBe(1);
    heal();
    await turnClock(clock, { for: 30_000 });
    expect(counters("sorter")?.invocations).toBe(2);
    stack.faults.inject({ operation: "ReceiveMessage", rate: 1, effect: { kind: "throttle" } });
    await turnClock(clock, { for: 25_000 });
    expect(errors[0]).toBe(
      "Receiving from arn:aws:sqs:us-east-1:000000000000:letters failed: RequestThrottled: Request is throttled.",
    );
  });
});

test("a schedule tries a struck run again, one and then two minutes later", async () => {
  const { strike, clock, counters } = await office();
  const heal = strike("clerk", { kind: "throttle" });
  await turnClock(clock, { for: 119_000 });
  expect(counters("clerk")).toMatchObject({ throttles: 1, invocations: 0 });
  await turnClock(clock, { for: 1000 });
  expect(counters("clerk")).toMatchObject({ throttles: 3 });
  heal();
  await turnClock(clock, { for: 60_000 });
  expect(counters("clerk")?.invocations).toBe(2);
});
