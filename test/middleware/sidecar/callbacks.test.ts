import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { root } from "#build/root.ts";
import "#middleware";
import type { Original } from "../../../middleware/sidecar/original.ts";
import { sidecar } from "../../../middleware/sidecar/sidecar.ts";
import { runWithCallback } from "../../../middleware/sidecar/with-callback.ts";
import { httpEvent, outside } from "../support.ts";
import { callLegacy, type LegacyContext } from "./legacy-runtime.ts";

type Done = (error?: unknown, answer?: unknown) => void;
const typed =
  (handler: (event: unknown, context: LegacyContext, done: Done) => unknown): Original =>
  (event, context, done) =>
    handler(event, context as LegacyContext, done as Done);

const error = new RangeError("no");
const later = (work: () => void) => void setImmediate(work);
const handlers: Record<string, Original> = {
  "a callback at once": typed((_event, _context, done) => done(null, "first")),
  "a callback after the return": typed((_event, _context, done) => later(() => done(undefined, "first"))),
  "a callback without anything": typed((_event, _context, done) => done()),
  "a callback with an error": typed((_event, _context, done) => later(() => done(error))),
  "a callback with text for an error": typed((_event, _context, done) => done("only text")),
  "two callbacks": typed((_event, _context, done) => {
    done(null, "first");
    done(error);
  }),
  done: typed((_event, { done }) => done(null, "first")),
  "done with an error": typed((_event, context) => later(() => context.done(error))),
  succeed: typed((_event, context) => later(() => context.succeed("first"))),
  fail: typed((_event, { fail }) => fail(error)),
  "fail without a reason": typed((_event, { fail }) => fail()),
  "a promise": typed(async () => "first"),
  "a promise that fails": typed(async () => {
    throw error;
  }),
  "a promise and then a callback": typed(async (_event, _context, done) => later(() => done(null, "second"))),
  "a callback and then a promise": typed(async (_event, _context, done) => {
    done(null, "first");
    return "second";
  }),
  "an error that is thrown": typed(() => {
    throw error;
  }),
};
const silent = { end: () => undefined, answer: (answer: unknown) => answer };
const sampled = "Root=1-69258a2c-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1";

describe.each(["powertools", "lean"] as const)("a handler of Node.js 22, %s", (observability) => {
  test.each(Object.entries(handlers))(
    "answers by %s as without the sidecar, traced or not",
    async (_, handler) => {
      const plain = await callLegacy(handler, {}).posted;
      for (const traceHeader of [undefined, sampled]) {
        const { ports, lines } = outside({ traceHeader: () => traceHeader, sendSegment: () => {} });
        const watched = await callLegacy(sidecar(handler, { observability, ports }), {}).posted;
        expect(watched).toEqual(plain);
        if ("error" in plain) expect("error" in watched && watched.error).toBe(plain.error);
        expect(lines).toMatchObject([{ message: "task", outcome: "error" in plain ? "failed" : "ok" }]);
      }
    },
  );

  test.each(Object.entries(handlers))(
    "answers by %s while its trace is still being loaded",
    async (_, handler) => {
      const plain = await callLegacy(handler, {}).posted;
      const waiting: Original = (event, lambdaContext, callback) => {
        const invocation = { state: { owned: true }, starting: Promise.resolve(), ...silent };
        return runWithCallback({ original: handler, event, lambdaContext }, invocation, callback as Done);
      };
      expect(await callLegacy(waiting, {}).posted).toEqual(plain);
    },
  );

  test("leaves no listener behind", async () => {
    const before = process.listenerCount("beforeExit");
    const { ports } = outside();
    const handler = typed((_event, _context, done) => later(() => done(null, 1)));
    await callLegacy(sidecar(handler, { observability, ports }), {}).posted;
    expect(process.listenerCount("beforeExit")).toBe(before);
  });

  test("adds the id to what goes to the callback and to the context", async () => {
    const { ports } = outside();
    const answers: Original[] = [
      typed((_event, _context, done) => done(null, { statusCode: 200 })),
      typed((_event, context) => context.succeed({ statusCode: 200 })),
      typed((_event, context) => context.done(null, { statusCode: 200 })),
    ];
    for (const answer of answers)
      expect(await callLegacy(sidecar(answer, { observability, ports }), httpEvent()).posted).toMatchObject({
        answer: { statusCode: 200, headers: { "x-request-id": expect.stringMatching(/^made-id-/) } },
      });
  });

  test("tells the runtime itself not to wait for the event loop", async () => {
    const { ports } = outside();
    const handler = typed((_event, context, done) => {
      context.callbackWaitsForEmptyEventLoop = false;
      done(null, 1);
    });
    const call = callLegacy(sidecar(handler, { observability, ports }), {});
    await call.posted;
    expect(call.waits()).toBe(false);
    expect(call.returned).toBeUndefined();
  });
});

describe("a handler with callbacks on Node.js 24", () => {
  test.each(Object.entries(handlers).filter(([name]) => !name.startsWith("fail without")))(
    "answers by %s although the runtime has no callbacks",
    async (_, handler) => {
      const plain = await callLegacy(handler, {}).posted;
      const watched = sidecar(handler, { ports: outside().ports })({}, { functionName: "new" });
      if ("error" in plain) await expect(watched).rejects.toBe(plain.error);
      else expect(await watched).toBe(plain.answer);
    },
  );
});

test("a handler that never answers still gets its line when nothing is left to do", async () => {
  const url = path.join(root, "middleware/sidecar/sidecar.ts");
  const script = `
    import { sidecar } from ${JSON.stringify(url)};
    sidecar(() => undefined, { observability: "lean" })({}, { functionName: "silent" }, () => {});
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toMatchObject([{ message: "task", function: "silent", outcome: "ok" }]);
});
