import { logWith } from "../log/log.ts";
import { RequestLog } from "../log/logger.ts";
import { checkOptions } from "../options.ts";
import { type Setup, type SetupOptions, setupOf, setupOptionNames } from "../setup.ts";
import { traceWith } from "../trace/trace.ts";
import { guardWith } from "./guard.ts";
import { type Invocation, type Watcher, watch } from "./invocation.ts";
import { type Call, isStreaming, type Original } from "./original.ts";
import { runPlainly } from "./run-plainly.ts";
import { type Callback, runWithCallback } from "./with-callback.ts";

/**
 * Wraps a handler of any kind into ids, trace, log and metrics without touching what it does: answers get an
 * `x-request-id` and are the same otherwise, errors are passed on as they are, and a failure in here is logged and
 * leaves the handler alone. A streaming handler is returned as it is.
 * @throws Error on an option that makes no sense.
 */
export function sidecar(original: Original, options: SetupOptions = {}): Original {
  checkOptions("sidecar", options, setupOptionNames);
  const setup = setupOf("sidecar", options);
  if (isStreaming(original)) {
    warn(setup, "The sidecar does not watch handlers that stream their response; this one runs alone.");
    return original;
  }
  const report = (error: unknown) => warn(setup, "The sidecar failed; the function runs on.", error);
  const watcher: Watcher = {
    setup,
    guard: guardWith(report),
    trace: traceWith(setup),
    log: logWith(setup),
  };
  // Two parameters: Node.js 24 refuses a handler with three.
  return (event, lambdaContext, ...rest) =>
    run({ original, event, lambdaContext }, watch(watcher, event, lambdaContext), rest[0]);
}

function run(call: Call, invocation: Invocation, callback: unknown): unknown {
  if (typeof callback === "function") return runWithCallback(call, invocation, callback as Callback);
  if (call.original.length >= 3) return bridge(call, invocation);
  const { starting } = invocation;
  if (starting === undefined) return runPlainly(call, invocation);
  return starting.then(() => runPlainly(call, invocation));
}

// Node.js 24 has no callbacks any more; a handler that was written for them works on with the sidecar around it.
function bridge(call: Call, invocation: Invocation): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback: Callback = (error, answer) =>
      error === undefined || error === null ? resolve(answer) : reject(error);
    addMethods(call.lambdaContext, callback);
    const returned = runWithCallback(call, invocation, callback);
    if (returned instanceof Promise) returned.then(resolve, reject);
  });
}

function addMethods(lambdaContext: unknown, callback: Callback): void {
  if (typeof lambdaContext !== "object" || lambdaContext === null || "done" in lambdaContext) return;
  Reflect.set(lambdaContext, "done", callback);
  Reflect.set(lambdaContext, "succeed", (answer: unknown) => callback(null, answer));
  Reflect.set(lambdaContext, "fail", (error: unknown) => callback(error ?? "handled"));
}

function warn({ write, ports: { now }, level, redactor }: Setup, message: string, error?: unknown): void {
  const log = new RequestLog({ write, now, level, redactor }, {});
  log.warn(message, error === undefined ? undefined : { error });
}
