import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "@jest/globals";
import {
  type Fault,
  inProcessHandler,
  runOnClock,
  type Stack,
  type StackOptions,
  startStack,
  turnClock,
  virtualClock,
} from "#aws";
import { parcelFunctions, parcelOffice } from "./parcel-office.ts";

const open: Stack[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((stack) => stack.close()));
});

async function office(options: Partial<StackOptions> = {}) {
  const clock = virtualClock();
  const history: string[] = [];
  const note = (kind: string) => (what: unknown) =>
    void history.push(`${clock.now()} ${kind} ${typeof what === "string" ? what : JSON.stringify(what)}`);
  const stack = await startStack({
    template: parcelOffice,
    codeDirectory: () => "/nowhere",
    listen: false,
    functions: parcelFunctions,
    clock,
    onCall: note("call"),
    onLog: note("log"),
    onError: note("error"),
    ...options,
  });
  open.push(stack);
  const hand = async (parcel: string) => {
    const reply = await stack.fetch("/parcels", { method: "POST", body: parcel });
    note("answer")([reply.status, [...reply.headers], await reply.text()]);
    return reply.status;
  };
  return { stack, clock, history, note, hand };
}

const shelf = async (stack: Stack) => {
  const { Items } = (await stack.call("dynamodb", "Scan", { TableName: "shelf" })) as {
    Items: { id: { S: string }; visits?: { N: string } }[];
  };
  return Items;
};

describe("a stack that opens no port", () => {
  test("carries a request through gateway, functions, queue and table, and lets the item expire", async () => {
    const { stack, clock, hand } = await office();
    expect(await runOnClock(clock, hand("p1"))).toBe(202);
    await turnClock(clock, { for: 0 });
    expect((await shelf(stack)).map(({ id }) => id.S)).toEqual(["p1"]);
    await turnClock(clock, { for: 7 * 60_000 });
    expect((await shelf(stack)).map(({ id, visits }) => [id.S, visits?.N])).toEqual([["visits", "7"]]);
    expect(stack.functions()).toEqual([
      expect.objectContaining({ name: "counter", invocations: 1 }),
      expect.objectContaining({ name: "sorter", invocations: 1 }),
      expect.objectContaining({ name: "clerk", invocations: 7, coldStarts: 1 }),
    ]);
    const missing = await runOnClock(clock, stack.fetch("http://any.example/nowhere?x=1"));
    expect([missing.status, await missing.text()]).toEqual([404, '{"message":"Not Found"}']);
  });

  test("gives what fails again and again to the dead-letter queue", async () => {
    const { stack, clock, hand } = await office();
    await runOnClock(clock, hand("p2 damaged"));
    await turnClock(clock, { for: 120_000 });
    const depth = (queue: string) => stack.queues().find(({ name }) => name === queue)?.visible;
    expect([depth("parcels"), depth("lost")]).toEqual([0, 1]);
  });

  test("has an address where nobody listens, for clients that were not given its handler", async () => {
    const { stack } = await office();
    expect(stack.awsUrl).toBe("http://127.0.0.1:0");
    await expect(fetch(stack.awsUrl)).rejects.toThrow();
  });

  test("refuses code for a function that the template does not have", async () => {
    await expect(office({ functions: { Nobody: () => () => {} } })).rejects.toThrow(
      "The template has no function Nobody; it has counter, sorter, clerk.",
    );
  });

  test("ends a long poll when its caller gives up, and answers nothing after an abort", async () => {
    const { stack, clock } = await office();
    const handler = inProcessHandler(stack);
    const receive = (abortSignal: AbortSignal) =>
      handler.handle(
        {
          method: "POST",
          path: "/",
          headers: { "X-Amz-Target": "AmazonSQS.ReceiveMessage" },
          body: Buffer.from(JSON.stringify({ QueueUrl: "/lost", WaitTimeSeconds: 20 })),
        },
        { abortSignal },
      );
    const stop = new AbortController();
    const waiting = receive(stop.signal).catch(({ name }: Error) => name);
    await turnClock(clock, { for: 5000 });
    const timers = clock.next();
    stop.abort();
    expect(await waiting).toBe("AbortError");
    expect(clock.next()).toBe(timers);
    await expect(receive(stop.signal)).rejects.toMatchObject({ name: "AbortError" });
  });
});

/** Some time of a busy office where everything goes wrong now and then; what happened, byte for byte. */
async function busyTime(seed: number): Promise<string[]> {
  const { stack, clock, history, note, hand } = await office({ seed });
  const faults: Omit<Fault, "rate">[] = [
    { service: "dynamodb", effect: { kind: "throttle" } },
    { service: "dynamodb", effect: { kind: "latency", milliseconds: [5, 4000] } },
    { operation: "DeleteMessageBatch", effect: { kind: "dropReply" } },
    { operation: "DeleteMessageBatch", effect: { kind: "partialFailure" } },
    { operation: "ReceiveMessage", effect: { kind: "internalError" } },
    { service: "lambda", effect: { kind: "kill", afterCalls: [1, 3] } },
    { service: "lambda", effect: { kind: "throttle" } },
  ];
  const heals = faults.map((fault) => stack.faults.inject({ ...fault, rate: 0.2 }));
  for (let parcel = 0; parcel < 40; parcel++) {
    const body = `p${parcel}${parcel % 7 === 0 ? " damaged" : ""}`;
    await runOnClock(clock, hand(body));
    await turnClock(clock, { for: 20_000 });
  }
  const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
  note("move")(await stack.call("sqs", "StartMessageMoveTask", { SourceArn: arnOf("lost") }));
  await turnClock(clock, { for: 10 * 60_000 });
  for (const heal of heals) heal();
  note("end")([stack.functions(), stack.queues(), await shelf(stack)]);
  return history;
}

const digest = (history: readonly string[]) => createHash("sha256").update(history.join("\n")).digest("hex");

describe("a seed", () => {
  test("repeats a whole history byte for byte, and another seed gives another", async () => {
    const [first, again, other] = [await busyTime(1), await busyTime(1), await busyTime(2)];
    expect(first.length).toBeGreaterThan(500);
    for (const event of [
      "answer [202",
      "answer [503",
      "Invoke Error",
      "signal: killed",
      "error Receiving",
      "move {",
    ])
      expect([event, first.some((line) => line.includes(event))]).toEqual([event, true]);
    expect(again).toEqual(first);
    expect(digest(again)).toBe(digest(first));
    expect(other).not.toEqual(first);
  });
});

test("a day of an idle stack is no more than its schedule and its long polls", async () => {
  let calls = 0;
  const idle = () => async () => {};
  const functions = { Counter: idle, Sorter: idle, Clerk: idle };
  const { stack, clock } = await office({ onCall: () => calls++, functions });
  await turnClock(clock, { for: 86_400_000 });
  expect(stack.functions()).toContainEqual(expect.objectContaining({ name: "clerk", invocations: 1440 }));
  // Each of two mappings receives every twenty seconds, and nothing else happens.
  expect(calls).toBe(2 * 4320);
});
