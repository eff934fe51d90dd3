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
  const remainingMs = remainingTime(lambdaContext);
  let controller: AbortController | undefined;
  let cancel: (() => void) | undefined;
  return {
    remainingMs,
    get signal() {
      controller ??= new AbortController();
      cancel ??= abortInTime(controller, remainingMs(), timer);
      return controller.signal;
    },
    end: () => cancel?.(),
  };
}

function remainingTime(lambdaContext: unknown): () => number {
  const context = lambdaContext as { getRemainingTimeInMillis?: () => number } | null | undefined;
  return () => context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
}

function abortInTime(controller: AbortController, remaining: number, timer: Timer): () => void {
  if (remaining === Number.POSITIVE_INFINITY) return () => {};
  return timer(() => controller.abort(tooLate()), Math.max(0, remaining - deadlineMarginMs));
}

function tooLate(): Problem {
  return new Problem("deadline-exceeded", { status: 503, title: "The work took too long", retryable: true });
}
