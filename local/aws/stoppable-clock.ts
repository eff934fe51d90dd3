import type { Clock, Timer } from "./clock.ts";

/** A clock whose timers can all be taken back at once. */
export interface StoppableClock extends Clock {
  /** Cancels every timer; timers set later never run. */
  stop(): void;
}

/** Wraps a clock for one owner, so that none of its timers outlives it. */
export function stoppableClock(clock: Clock): StoppableClock {
  const timers = new Set<Timer>();
  let stopped = false;
  return {
    now: () => clock.now(),
    ...(clock.reading && { reading: clock.reading }),
    schedule(at, run) {
      if (stopped) return { cancel: () => {} };
      const timer = clock.schedule(at, () => {
        timers.delete(timer);
        run();
      });
      timers.add(timer);
      return {
        cancel() {
          timers.delete(timer);
          timer.cancel();
        },
      };
    },
    stop() {
      stopped = true;
      for (const timer of timers) timer.cancel();
      timers.clear();
    },
  };
}
