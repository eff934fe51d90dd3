import { afterEach, describe, expect, test } from "@jest/globals";
import { type Stack, startStack, type VirtualClock, virtualClock } from "#aws";
import { parcelFunctions, parcelOffice } from "../stack/parcel-office.ts";

const open: Stack[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((stack) => stack.close()));
});

async function api() {
  const clock = virtualClock();
  let broken = false;
  const stack = await startStack({
    template: parcelOffice,
    codeDirectory: () => "/nowhere",
    clock,
    functions: {
      ...parcelFunctions,
      Clerk:
        ({ log }) =>
        async (event) => {
          log("the clerk looks in");
          if (broken) throw new RangeError("closed");
          return { event };
        },
    },
  });
  open.push(stack);
  return {
    stack,
    clock,
    break: () => {
      broken = true;
    },
    call: (method: string, path: string, body?: string, headers: Record<string, string> = {}) =>
      fetch(`${stack.awsUrl}/2015-03-31/${path}`, { method, headers, ...(body !== undefined && { body }) }),
    clerk: () => stack.functions().find(({ name }) => name === "clerk"),
  };
}

const invocation = (name: string) => `functions/${name}/invocations`;
const turns = () => new Promise<void>((resolve) => setImmediate(resolve));

async function advance(clock: VirtualClock, milliseconds: number) {
  clock.advance(milliseconds);
  await turns();
}

describe("Invoke", () => {
  test.each([
    "clerk",
    "clerk:$LATEST",
    "000000000000:function:clerk",
    encodeURIComponent("arn:aws:lambda:us-east-1:000000000000:function:clerk"),
    "arn:aws:lambda:us-east-1:000000000000:function:clerk:live",
  ])("runs the function that is named %s, and answers what it returns", async (name) => {
    const { call } = await api();
    const reply = await call("POST", invocation(name), '{"n":1}');
    expect([reply.status, await reply.json()]).toEqual([200, { event: { n: 1 } }]);
    expect(reply.headers.get("x-amz-executed-version")).toBe("$LATEST");
    expect(reply.headers.get("x-amz-function-error")).toBeNull();
    expect(reply.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("answers a failing function with its error, and with the end of its log when asked", async () => {
    const { call, ...office } = await api();
    office.break();
    const reply = await call("POST", invocation("clerk"), undefined, { "x-amz-log-type": "Tail" });
    expect(reply.status).toBe(200);
    expect(reply.headers.get("x-amz-function-error")).toBe("Unhandled");
    expect(await reply.json()).toMatchObject({
      errorType: "RangeError",
      errorMessage: "closed",
      trace: expect.arrayContaining(["RangeError: closed"]),
    });
    const log = Buffer.from(reply.headers.get("x-amz-log-result") ?? "", "base64").toString("utf8");
    expect(log).toMatch(/^the clerk looks in\n.*ERROR\tInvoke Error\t.*\n$/);
  });

  test("as an Event answers at once and tries twice more, one and then two minutes later", async () => {
    const { call, clock, clerk, ...office } = await api();
    // Its schedule would invoke it too.
    office.break();
    const reply = await call("POST", invocation("clerk"), "{}", { "x-amz-invocation-type": "Event" });
    expect([reply.status, await reply.text()]).toEqual([202, ""]);
    await turns();
    expect(clerk()?.invocations).toBe(1);
    await advance(clock, 59_000);
    expect(clerk()?.invocations).toBe(1);
    await advance(clock, 1000);
    expect(clerk()?.invocations).toBe(3);
  });

  test("as a DryRun runs nothing", async () => {
    const { call, clerk } = await api();
    const reply = await call("POST", invocation("clerk"), "{}", { "x-amz-invocation-type": "DryRun" });
    expect([reply.status, clerk()?.invocations]).toEqual([204, 0]);
  });

  test.each<[string, string, string, Record<string, string>, number, string]>([
    ["a function that is not there", "nobody", "{}", {}, 404, "ResourceNotFoundException"],
    [
      "one that is not there, as an Event",
      "nobody",
      "{}",
      { "x-amz-invocation-type": "Event" },
      404,
      "ResourceNotFoundException",
    ],
    ["a name that cannot be read", "%zz", "{}", {}, 404, "ResourceNotFoundException"],
    ["an event that is no JSON", "clerk", "{", {}, 400, "InvalidRequestContentException"],
    [
      "a type that is none",
      "clerk",
      "{}",
      { "x-amz-invocation-type": "Soon" },
      400,
      "InvalidParameterValueException",
    ],
  ])("refuses %s", async (_, name, body, headers, status, code) => {
    const { call } = await api();
    const reply = await call("POST", invocation(name), body, headers);
    expect([reply.status, reply.headers.get("x-amzn-errortype")]).toEqual([status, code]);
  });

  test("meets the faults of invocations", async () => {
    const { call, stack } = await api();
    stack.faults.inject({ service: "lambda", operation: "Invoke", rate: 1, effect: { kind: "throttle" } });
    const reply = await call("POST", invocation("clerk"), "{}");
    expect(reply.status).toBe(429);
    expect(await reply.json()).toMatchObject({ Reason: "ConcurrentInvocationLimitExceeded" });
  });
});

describe("functions", () => {
  test("are listed and described", async () => {
    const { call } = await api();
    const { Functions } = (await (await call("GET", "functions/?MaxItems=10")).json()) as {
      Functions: { FunctionName: string }[];
    };
    expect(Functions.map(({ FunctionName }) => FunctionName)).toEqual(["counter", "sorter", "clerk"]);
    const configuration = {
      FunctionName: "sorter",
      FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:sorter",
      Handler: "index.handler",
      Timeout: 20,
      MemorySize: 128,
      State: "Active",
    };
    expect(await (await call("GET", "functions/sorter/configuration")).json()).toMatchObject(configuration);
    expect(await (await call("GET", "functions/sorter")).json()).toMatchObject({
      Configuration: configuration,
    });
    expect((await call("GET", "functions/nobody")).status).toBe(404);
    expect((await call("GET", "functions/sorter/policy")).status).toBe(404);
    expect((await call("DELETE", "functions/sorter")).status).toBe(404);
  });
});

describe("event source mappings", () => {
  interface Described {
    UUID: string;
    State: string;
  }
  const list = async (call: Awaited<ReturnType<typeof api>>["call"], query = "") => {
    const reply = await call("GET", `event-source-mappings/${query}`);
    return ((await reply.json()) as { EventSourceMappings: Described[] }).EventSourceMappings;
  };

  test("are listed by queue and function, and described", async () => {
    const { call } = await api();
    expect(await list(call)).toHaveLength(2);
    const [found, ...others] = await list(call, "?FunctionName=sorter");
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      UUID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      EventSourceArn: "arn:aws:sqs:us-east-1:000000000000:parcels",
      FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:sorter",
      BatchSize: 5,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      State: "Enabled",
    });
    expect(await (await call("GET", `event-source-mappings/${found?.UUID}`)).json()).toEqual(found);
    expect(await list(call, "?EventSourceArn=arn:aws:sqs:us-east-1:000000000000:lost")).toEqual([]);
  });

  test("pause and go on", async () => {
    const { call, stack } = await api();
    const [{ UUID } = { UUID: "" }] = await list(call, "?FunctionName=sorter");
    const update = async (body: object) => {
      const reply = await call("PUT", `event-source-mappings/${UUID}`, JSON.stringify(body));
      return [reply.status, ((await reply.json()) as Described).State];
    };
    const QueueUrl = `${stack.awsUrl}/000000000000/parcels`;
    const waiting = () => stack.queues().find(({ name }) => name === "parcels")?.visible;
    expect(await update({ Enabled: false })).toEqual([202, "Disabling"]);
    expect(await update({ Enabled: false })).toEqual([202, "Disabled"]);
    await stack.call("sqs", "SendMessage", { QueueUrl, MessageBody: "p1" });
    await turns();
    expect(waiting()).toBe(1);
    expect(await update({ Enabled: true })).toEqual([202, "Enabling"]);
    await turns();
    expect(waiting()).toBe(0);
    expect((await list(call, "?FunctionName=sorter"))[0]?.State).toBe("Enabled");
    expect(await update({ BatchSize: 1 })).toEqual([400, undefined]);
    for (const body of ["{", "null"])
      expect((await call("PUT", `event-source-mappings/${UUID}`, body)).status).toBe(400);
  });

  test("that are not there are not found", async () => {
    const { call } = await api();
    const reply = await call("GET", "event-source-mappings/11111111-2222-4333-8444-555555555555");
    expect([reply.status, reply.headers.get("x-amzn-errortype")]).toEqual([404, "ResourceNotFoundException"]);
  });
});
