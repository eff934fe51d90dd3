import { createHeap } from "./sqs/heap.ts";

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
  /** Where other threads read the time of a clock that is turned, as one Float64; absent where the machine's time is right. */
  readonly reading?: SharedArrayBuffer;
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
  /** Jumps to the next timer and runs it, and no other; false when none is set. */
  step(): boolean;
  /** The time of the next timer, if any is set. */
  next(): number | undefined;
  readonly reading: SharedArrayBuffer;
}

interface VirtualTimer {
  at: number;
  sequence: number;
  /** Its place in the heap; -1 once it has run or is taken back. */
  index: number;
  run(): void;
}

const before = (first: VirtualTimer, second: VirtualTimer) =>
  first.at < second.at || (first.at === second.at && first.sequence < second.sequence);

const place = {
  get: (timer: VirtualTimer) => timer.index,
  set(timer: VirtualTimer, index: number) {
    timer.index = index;
  },
};

/**
 * A clock for tests, drills and simulations, standing at `start` (milliseconds since the epoch).
 * Timers of one moment run in the order in which they were set.
 */
export function virtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  const reading = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  const shared = new Float64Array(reading);
  const timers = createHeap(before, place);
  let time = start;
  let sequence = 0;
  const moveTo = (moment: number) => {
    time = Math.max(time, moment);
    shared[0] = time;
  };
  const step = () => {
    const timer = timers.peek();
    if (!timer) return false;
    timers.remove(timer);
    moveTo(timer.at);
    timer.run();
    return true;
  };
  const next = () => timers.peek()?.at;
  moveTo(start);
  return {
    reading,
    now: () => time,
    schedule(at, run) {
      const timer = { at: Math.max(at, time), sequence: sequence++, index: -1, run };
      timers.push(timer);
      return { cancel: () => timers.remove(timer) };
    },
    advance(milliseconds) {
      const end = time + milliseconds;
      while ((next() ?? Number.POSITIVE_INFINITY) <= end) step();
      moveTo(end);
    },
    step,
    next,
  };
}
