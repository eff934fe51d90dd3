import { afterAll, afterEach, expect, test } from "@jest/globals";
import { createFaults, createLambda, type Fault, virtualClock } from "#aws";
import { codeFolder, logCollector, removeCodeFolders } from "./code-folder.ts";

const open: ReturnType<typeof createLambda>[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((lambda) => lambda.close()));
});
afterAll(removeCodeFolders);

// Waits for the stack's clock, which only the context tells of in a thread.
const patient = `
  export const handler = async (event, context) => {
    console.log("left " + context.getRemainingTimeInMillis());
    while (context.getRemainingTimeInMillis() > 1000) await new Promise((resolve) => setTimeout(resolve, 1));
    return context.getRemainingTimeInMillis();
  };`;

function started() {
  const clock = virtualClock();
  const logs = logCollector();
  const faults = createFaults(clock);
  const account = { region: "eu-west-1", accountId: "111122223333" };
  const lambda = createLambda({ clock, faults, onLog: logs.onLog, ...account });
  const codeDirectory = codeFolder({ "index.mjs": patient });
  const limits = { timeoutSeconds: 5, memoryMb: 128 };
  lambda.define({ name: "f", handler: "index.handler", codeDirectory, environment: {}, ...limits });
  open.push(lambda);
  const strike = (effect: Fault["effect"]) => faults.inject({ service: "lambda", rate: 1, effect });
  return { clock, logs, lambda, strike };
}

test("a thread's remaining time is counted on a clock that is turned", async () => {
  const { clock, logs, lambda } = started();
  const running = lambda.invoke("f", {});
  await logs.seen("left 5000");
  clock.advance(4000);
  expect(await running).toMatchObject({ payload: 1000, durationMs: 4000 });
});

test("a fault kills a thread in the middle of its work, on the stack's clock", async () => {
  const { clock, logs, lambda, strike } = started();
  const heal = strike({ kind: "kill", afterMilliseconds: 2000 });
  const running = lambda.invoke("f", {});
  await logs.seen("left 5000");
  clock.advance(2000);
  const killed = { errorType: "Runtime.ExitError", errorMessage: expect.stringContaining("signal: killed") };
  expect(await running).toEqual({ error: killed, coldStart: true, durationMs: 2000 });
  await logs.seen("Runtime.ExitError");
  heal();
  const next = lambda.invoke("f", {});
  await logs.seen("left 5000", 2);
  clock.advance(4000);
  expect(await next).toMatchObject({ payload: 1000, coldStart: true });
});

test("a thread whose calls cannot be counted is killed as soon as it has begun", async () => {
  const { lambda, strike } = started();
  strike({ kind: "kill", afterCalls: 3 });
  expect((await lambda.invoke("f", {})).error?.errorType).toBe("Runtime.ExitError");
});
