import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Daemon, startDaemon } from "./daemon.ts";

const root = "1-67891233-abcdef012345678912345678";
const header = `Root=${root};Parent=53995c3f42cd8ad8`;
const repository = join(import.meta.dirname, "../../..");

let daemon: Daemon;
beforeAll(async () => {
  daemon = await startDaemon();
});
afterAll(() => daemon.close());

// What stands before each script: it notes every module that is resolved, and every async hook that is enabled.
const prelude = `
  import { registerHooks } from "node:module";
  const resolved = [];
  registerHooks({ resolve(name, context, next) { const found = next(name, context); resolved.push(found.url); return found; } });
  const hooks = process.getBuiltinModule("node:async_hooks");
  const { createHook } = hooks;
  let enabled = 0;
  hooks.createHook = (callbacks) => { const hook = createHook(callbacks); const { enable } = hook; hook.enable = () => { enabled++; return enable.call(hook); }; return hook; };
  const loaded = (part) => resolved.some((url) => url.includes(part));
  const { api, span, queue } = await import("./middleware/index.ts");
  const event = { version: "2.0", rawPath: "/", requestContext: { http: { method: "GET", path: "/" } } };
  const tell = (value) => process.stdout.write("\\n" + JSON.stringify(value) + "\\n");
  const options = { ports: { write() {} } };
`;

/** Runs a script in a process that looks like Lambda's, and returns what it told. */
async function onLambda(script: string, sampled: 0 | 1, more: Record<string, string> = {}): Promise<unknown> {
  const environment = {
    PATH: process.env.PATH ?? "",
    LAMBDA_TASK_ROOT: "/var/task",
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: "shop",
    AWS_XRAY_DAEMON_ADDRESS: daemon.address,
    _X_AMZN_TRACE_ID: `${header};Sampled=${sampled}`,
    ...more,
  };
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ["--no-warnings", "--input-type=module", "--eval", prelude + script],
    { cwd: repository, env: environment },
  );
  expect(stderr).toBe("");
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

const heavy = ["aws-xray-sdk-core", "cls-hooked", "powertools/tracer", "load-tracer"];

describe.each(["powertools", "lean"] as const)("what mode %s loads", (mode) => {
  const run = `
    await api({ ...options, observability: "${mode}" }, () => span("work", () => 1))(event, {});
    const udp = process.moduleLoadList.includes("NativeModule dgram");
    tell([...${JSON.stringify(heavy)}.filter(loaded), ...(udp ? ["UDP"] : []), enabled]);
  `;

  test("is nothing where the invocation is not sampled", async () => {
    const before = daemon.datagrams.length;
    expect(await onLambda(run, 0)).toEqual([0]);
    expect(daemon.datagrams).toHaveLength(before);
  });

  test("is what sends documents where it is, and no async hook", async () => {
    const told = await onLambda(run, 1);
    expect((await daemon.spans(2)).map(({ trace_id }) => trace_id)).toEqual([root, root]);
    const sdk = ["aws-xray-sdk-core", "cls-hooked", "powertools/tracer", "load-tracer"];
    expect(told).toEqual([...(mode === "powertools" ? sdk : []), "UDP", 0]);
  });
});

describe("the X-Ray SDK on Lambda", () => {
  test("has the span that runs as its current segment, for each of two concurrent requests", async () => {
    const told = await onLambda(
      `
      let started = 0;
      let open;
      const both = new Promise((resolve) => (open = resolve));
      const handler = api({ ...options }, async ({ requestId }) => {
        const { Tracer } = await import("@aws-lambda-powertools/tracer");
        const { default: sdk } = await import("aws-xray-sdk-core");
        const tracer = new Tracer({ captureHTTPsRequests: false });
        if (++started === 2) open();
        await both;
        tracer.putAnnotation("by", requestId);
        await span("ours", () => sdk.captureAsyncFunc("theirs", async (segment) => {
          await both;
          tracer.putAnnotation("inside", requestId);
          await span("below theirs", () => both);
          segment.close();
        }));
        const manual = tracer.getSegment().addNewSubsegment("manual");
        tracer.setSegment(manual);
        await both;
        tracer.putAnnotation("manual", requestId);
        manual.close();
        return requestId;
      });
      const ids = ["request-1", "request-2"];
      await Promise.all(ids.map((id) => handler({ ...event, headers: { "x-request-id": id } }, {})));
      const { default: sdk } = await import("aws-xray-sdk-core");
      tell([sdk.getSegment().facade, sdk.getSegment().trace_id]);
    `,
      1,
    );
    expect(told).toEqual([true, root]);
    const spans = await daemon.spans(10);
    for (const id of ["request-1", "request-2"]) {
      const request = spans.find(({ annotations }) => annotations?.requestId === id);
      const below = (parent: string | undefined) => spans.filter(({ parent_id }) => parent_id === parent);
      expect(request?.annotations).toMatchObject({ by: id, outcome: "ok" });
      const [ours, manual] = below(request?.id);
      expect([ours?.name, manual?.name, manual?.annotations]).toEqual(["ours", "manual", { manual: id }]);
      const children = below(ours?.id);
      expect(children.map(({ name }) => name).sort()).toEqual(["below theirs", "theirs"]);
      expect(children.find(({ name }) => name === "theirs")?.annotations).toEqual({ inside: id });
    }
  });

  test("watches fetch where that is asked for", async () => {
    const script = (captureHttp: boolean) => `
      import { createServer } from "node:http";
      const server = createServer((_, response) => response.end("x")).listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const url = "http://127.0.0.1:" + server.address().port + "/path?secret=1";
      const handler = api({ ...options, captureHttp: ${captureHttp} }, async () => (await fetch(url)).text());
      tell((await handler(event, {})).statusCode);
      server.close();
    `;
    expect(await onLambda(script(false), 1)).toBe(200);
    await daemon.spans(1);
    expect(await onLambda(script(true), 1)).toBe(200);
    const spans = await daemon.spans(2);
    const call = spans.find(({ namespace }) => namespace === "remote");
    expect(call).toMatchObject({ name: "127.0.0.1", http: { response: { status: 200 } }, trace_id: root });
    expect(JSON.stringify(call)).not.toContain("secret");
  });

  test("is silent where Powertools is told so", async () => {
    const before = daemon.datagrams.length;
    const run = `tell((await api(options, () => span("work", () => "done"))(event, {})).body)`;
    expect(await onLambda(run, 1, { POWERTOOLS_TRACE_ENABLED: "false" })).toBe('"done"');
    expect(daemon.datagrams).toHaveLength(before);
  });

  test("tells errors as a flag alone where Powertools is told so", async () => {
    const run = `tell((await api(options, () => { throw new Error("x") })(event, {})).statusCode)`;
    expect(await onLambda(run, 1, { POWERTOOLS_TRACER_CAPTURE_ERROR: "false" })).toBe(500);
    const [request] = await daemon.spans(1);
    expect([request?.fault, request?.cause]).toEqual([true, undefined]);
  });

  test("is not missed where it cannot be loaded: the documents are sent all the same", async () => {
    const run = `
      const refuse = (name, context, next) => {
        if (name === "aws-xray-sdk-core") throw new Error("not in this bundle");
        return next(name, context);
      };
      registerHooks({ resolve: refuse });
      const handler = api(options, () => span("work", () => "done"));
      await handler(event, {});
      tell((await handler(event, {})).body);
    `;
    expect(await onLambda(run, 1)).toBe('"done"');
    expect((await daemon.spans(4)).map(({ name }) => name)).toEqual(["shop", "work", "shop", "work"]);
  });
});
