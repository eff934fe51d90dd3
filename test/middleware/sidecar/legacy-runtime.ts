import type { Original } from "../../../middleware/sidecar/original.ts";

/** How an invocation ended for whoever invoked. */
export type Posted = { answer: unknown } | { error: unknown };

/** The context of Node.js 22 and before, as far as handlers can answer through it. */
export interface LegacyContext {
  functionName: string;
  awsRequestId: string;
  callbackWaitsForEmptyEventLoop: boolean;
  done(error?: unknown, answer?: unknown): void;
  succeed(answer?: unknown): void;
  fail(error?: unknown): void;
}

/** One invocation by the rules of the runtime for Node.js 22. */
export interface LegacyCall {
  readonly context: LegacyContext;
  /** The first answer, whichever way it comes. */
  readonly posted: Promise<Posted>;
  readonly returned: unknown;
  /** What the runtime was told about the event loop. */
  waits(): boolean;
}

/** Calls a handler as Lambda's runtime for Node.js 22 does: the first answer counts, others are dropped. */
export function callLegacy(handler: Original, event: unknown): LegacyCall {
  let waits = true;
  let post: (posted: Posted) => void = () => {};
  const posted = new Promise<Posted>((resolve) => {
    post = resolve;
  });
  const done = (error?: unknown, answer?: unknown) =>
    post(error === undefined || error === null ? { answer } : { error });
  const context: LegacyContext = {
    functionName: "old",
    awsRequestId: "1",
    get callbackWaitsForEmptyEventLoop() {
      return waits;
    },
    set callbackWaitsForEmptyEventLoop(value) {
      waits = value;
    },
    done,
    succeed: (answer) => done(null, answer),
    fail: (error) => done(error ?? "handled"),
  };
  let returned: unknown;
  try {
    returned = handler(event, context, done);
    if (returned instanceof Promise) returned.then(context.succeed, context.fail);
  } catch (error) {
    done(error);
  }
  return { context, posted, returned, waits: () => waits };
}
