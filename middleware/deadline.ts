import { Problem } from "./http/problem-error.ts";
import type { Timer } from "./ports.ts";

/** How long before the end of the invocation the signal aborts, in milliseconds. */
export const deadlineMarginMs = 500;

/** The time that an invocation has left. */
export interface Deadline {
  /** Milliseconds until Lambda ends the invocation; infinite where nothing ends it. */
  remainingMs(): number;
  /** Aborts shortly before the end, with a 503 problem as reason; no timer is set until somebody asks. */
  readonly signal: AbortSignal;
  /** Takes the timer back. */
  end(): void;
}

/** Reads the time that is left from a Lambda context. */
export function deadline(lambdaContext: unknown, timer: Timer): Deadline {
  return new LambdaDeadline(lambdaContext, timer);
}

// A class, as an object literal with a getter costs each request more than the rest of its argument.
class LambdaDeadline implements Deadline {
  readonly remainingMs: () => number;
  readonly #timer: Timer;
  #controller: AbortController | undefined;
  #cancel: (() => void) | undefined;

  constructor(lambdaContext: unknown, timer: Timer) {
    this.remainingMs = remainingTime(lambdaContext);
    this.#timer = timer;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      this.#cancel = abortInTime(this.#controller, this.remainingMs(), this.#timer);
    }
    return this.#controller.signal;
  }

  end(): void {
    this.#cancel?.();
  }
}

function remainingTime(lambdaContext: unknown): () => number {
  const context = lambdaContext as { getRemainingTimeInMillis?: () => number } | null | undefined;
  return () => context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
}

function abortInTime(controller: AbortController, remaining: number, timer: Timer): () => void {
  if (remaining === Number.POSITIVE_INFINITY) return () => {};
  return timer(() => controller.abort(tooLate()), Math.max(0, remaining - deadlineMarginMs));
}

/** The problem of work that Lambda's time did not suffice for. */
export function tooLate(): Problem {
  return new Problem("deadline-exceeded", { status: 503, title: "The work took too long", retryable: true });
}
