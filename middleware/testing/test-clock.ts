import type { Timer } from "../ports.ts";

/** A clock that stands still until it is set. */
export interface TestClock {
  /** Milliseconds since the epoch; setting it runs the timers that have become due. */
  now: number;
  /** Moves it on by so many milliseconds. */
  advance(milliseconds: number): void;
  /** Sets timers on this clock. */
  readonly timer: Timer;
}

interface Waiting {
  readonly at: number;
  readonly run: () => void;
}

/** Makes a clock. @param start milliseconds since the epoch */
export function testClock(start: number): TestClock {
  const waiting = new Set<Waiting>();
  let time = start;
  const clock: TestClock = {
    get now() {
      return time;
    },
    set now(next) {
      time = next;
      for (const timer of due(waiting, time)) {
        waiting.delete(timer);
        timer.run();
      }
    },
    advance(milliseconds) {
      clock.now += milliseconds;
    },
    timer(run, milliseconds) {
      const timer = { at: time + milliseconds, run };
      waiting.add(timer);
      return () => waiting.delete(timer);
    },
  };
  return clock;
}

function due(waiting: ReadonlySet<Waiting>, time: number): Waiting[] {
  return [...waiting].filter(({ at }) => at <= time).sort((one, other) => one.at - other.at);
}
