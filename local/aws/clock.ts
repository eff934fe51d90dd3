/** A timer that has been set and can be taken back. */
export interface Timer {
  cancel(): void;
}

/** The only source of time in the stand-in: every engine, poller and fault takes its clock from here. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `run` once when the clock reaches `at` (milliseconds since the epoch); a past time runs it soon. */
  schedule(at: number, run: () => void): Timer;
}

// Node fires a longer timeout at once, so a longer wait is cut into steps.
const longestTimeout = 2 ** 31 - 1;

/** The machine's own time. Its timers do not keep the process alive. */
export function wallClock(): Clock {
  return {
    now: () => Date.now(),
    schedule(at, run) {
      let handle: NodeJS.Timeout;
      const wait = () => {
        const left = at - Date.now();
        handle = setTimeout(left > longestTimeout ? wait : run, Math.min(Math.max(left, 0), longestTimeout));
        handle.unref();
      };
      wait();
      return { cancel: () => clearTimeout(handle) };
    },
  };
}

/** A clock that stands still until it is turned. */
export interface VirtualClock extends Clock {
  /** Moves time forward by `milliseconds`, running every timer on the way in order of its time. */
  advance(milliseconds: number): void;
  /** The time of the next timer, if any is set. */
  next(): number | undefined;
}

/** A clock for tests and drills, standing at `start` (milliseconds since the epoch). */
export function virtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  let time = start;
  let sequence = 0;
  const timers: { at: number; sequence: number; run: () => void }[] = [];
  const earliest = () =>
    timers.reduce<(typeof timers)[number] | undefined>(
      (best, timer) =>
        best && (best.at < timer.at || (best.at === timer.at && best.sequence < timer.sequence))
          ? best
          : timer,
      undefined,
    );
  const remove = (timer: (typeof timers)[number]) => {
    const index = timers.indexOf(timer);
    if (index >= 0) timers.splice(index, 1);
  };
  return {
    now: () => time,
    schedule(at, run) {
      const timer = { at: Math.max(at, time), sequence: sequence++, run };
      timers.push(timer);
      return { cancel: () => remove(timer) };
    },
    advance(milliseconds) {
      const end = time + milliseconds;
      for (let timer = earliest(); timer && timer.at <= end; timer = earliest()) {
        remove(timer);
        time = timer.at;
        timer.run();
      }
      time = end;
    },
    next: () => earliest()?.at,
  };
}
