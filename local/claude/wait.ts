import type { Clock } from "../aws/clock.ts";

/** Settles when `signal` aborts. */
export function hangUp(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Waits on `clock`. @returns false when `signal` aborted before the time was over. */
export function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const timer = clock.schedule(clock.now() + milliseconds, () => resolve(true));
    signal.addEventListener("abort", () => {
      timer.cancel();
      resolve(false);
    });
  });
}
