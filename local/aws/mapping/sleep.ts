import type { Clock } from "../clock.ts";

/** Waits on the clock; `signal` ends the wait early. */
export function sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      timer.cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = clock.schedule(clock.now() + milliseconds, end);
    signal.addEventListener("abort", end);
  });
}
