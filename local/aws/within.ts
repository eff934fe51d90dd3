import type { Clock } from "./clock.ts";

/** Waits for `promise`, at most `milliseconds` on the clock; undefined when they pass first. */
export function within<Value>(
  clock: Clock,
  milliseconds: number,
  promise: Promise<Value>,
): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const timer = clock.schedule(clock.now() + milliseconds, () => resolve(undefined));
    promise.then(resolve, reject).finally(() => timer.cancel());
  });
}
