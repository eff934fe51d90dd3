import { type Deadline, deadline, deadlineMarginMs, tooLate } from "../deadline.ts";
import type { Timer } from "../ports.ts";
import { isPromise } from "../schema/check.ts";

/** How long before Lambda ends the invocation a batch answers, whatever still runs; in milliseconds. */
const answerMarginMs = 200;

/** The time of a batch. */
export interface BatchTime extends Deadline {
  /** @throws Problem `deadline-exceeded` where too little time is left to begin anything. */
  requireTime(): void;
  /** The result of work, or a rejection with `deadline-exceeded` once the batch has to answer. */
  inTime(result: unknown): unknown;
}

/** Reads the time of a batch from a Lambda context and sets the timer of its end. */
export function batchTime(lambdaContext: unknown, timer: Timer): BatchTime {
  const time = deadline(lambdaContext, timer);
  const { promise: late, reject } = Promise.withResolvers<never>();
  late.catch(() => {});
  const remaining = time.remainingMs();
  const bounded = Number.isFinite(remaining);
  const cancel = bounded ? timer(() => reject(tooLate()), Math.max(0, remaining - answerMarginMs)) : () => {};
  return {
    remainingMs: time.remainingMs,
    get signal() {
      return time.signal;
    },
    requireTime() {
      if (time.remainingMs() <= deadlineMarginMs) throw tooLate();
    },
    inTime: (result) => (bounded && isPromise(result) ? Promise.race([result, late]) : result),
    end() {
      time.end();
      cancel();
    },
  };
}
