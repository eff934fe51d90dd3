/** A handler as Lambda's Node.js runtime calls it; before Node.js 24 a callback is among the rest. */
export type Original = (event: unknown, lambdaContext: unknown, ...rest: unknown[]) => unknown;

/** What a handler is called with. */
export interface Call {
  readonly original: Original;
  readonly event: unknown;
  readonly lambdaContext: unknown;
  readonly callback?: (error?: unknown, answer?: unknown) => void;
}

const streaming = Symbol.for("aws.lambda.runtime.handler.streaming");

/** Whether the runtime hands a handler a stream to write to: `awslambda.streamifyResponse` marks it so. */
export function isStreaming(original: Original): boolean {
  const marked: Original & { [streaming]?: unknown } = original;
  return marked[streaming] !== undefined;
}

/** Whether the runtime would wait for a value. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  return isObject && typeof (value as { then?: unknown }).then === "function";
}
