import type { Invocation, Outcome } from "./invocation.ts";
import type { Call } from "./original.ts";
import { runPlainly } from "./run-plainly.ts";

/** The callback of Lambda's runtime; only its first call counts there. */
export type Callback = (error?: unknown, answer?: unknown) => void;

/**
 * Runs a function that may answer through a callback or through the old methods of the context. What it returns goes
 * back as it is unless it is a promise: before Node.js 24 nothing else counts as an answer.
 */
export function runWithCallback(call: Call, invocation: Invocation, callback: Callback): unknown {
  const { starting } = invocation;
  if (starting === undefined) return begin(call, invocation, callback);
  void beginAfter(starting, call, invocation, callback);
  return undefined;
}

// A promise would be an answer by itself, and come before the one of the callback.
async function beginAfter(
  starting: Promise<void>,
  call: Call,
  invocation: Invocation,
  callback: Callback,
): Promise<void> {
  await starting;
  try {
    const returned = begin(call, invocation, callback);
    if (returned instanceof Promise) callback(null, await returned);
  } catch (error) {
    callback(error);
  }
}

function begin(call: Call, invocation: Invocation, callback: Callback): unknown {
  // The runtime answers null when nothing is left to wait for and nobody has answered.
  const nothingLeft = () => void invocation.end({ answer: null });
  let told = false;
  const tell = (outcome: Outcome, pass: (answer: unknown) => void) => {
    told = true;
    process.off("beforeExit", nothingLeft);
    const go = () => pass("answer" in outcome ? invocation.answer(outcome.answer) : undefined);
    const ending = invocation.end(outcome);
    if (ending === undefined) go();
    else void ending.then(go);
  };
  watchMethods(call.lambdaContext, tell);
  const answer: Callback = (error, value) =>
    tell(outcomeOf(error, value), (shown) => (isError(error) ? callback(error) : callback(error, shown)));
  const returned = runPlainly({ ...call, callback: answer }, invocation);
  if (!told && !(returned instanceof Promise)) process.once("beforeExit", nothingLeft);
  return returned;
}

type Tell = (outcome: Outcome, pass: (answer: unknown) => void) => void;
type Method = (...given: unknown[]) => unknown;

// The context stays the runtime's own object, with its setter of `callbackWaitsForEmptyEventLoop`.
function watchMethods(lambdaContext: unknown, tell: Tell): void {
  if (typeof lambdaContext !== "object" || lambdaContext === null) return;
  const { done, succeed, fail } = lambdaContext as Partial<Record<string, Method>>;
  if (done !== undefined)
    Reflect.set(lambdaContext, "done", (error: unknown, value: unknown) =>
      tell(outcomeOf(error, value), (shown) => (isError(error) ? done(error) : done(error, shown))),
    );
  if (succeed !== undefined)
    Reflect.set(lambdaContext, "succeed", (value: unknown) => tell({ answer: value }, succeed));
  if (fail !== undefined)
    Reflect.set(lambdaContext, "fail", (error: unknown) => tell({ error }, () => fail(error)));
}

function outcomeOf(error: unknown, answer: unknown): Outcome {
  return isError(error) ? { error } : { answer };
}

function isError(error: unknown): boolean {
  return error !== undefined && error !== null;
}
