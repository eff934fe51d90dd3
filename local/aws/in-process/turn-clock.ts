import type { VirtualClock } from "../clock.ts";
import { type PendingWork, watchPendingWork } from "./pending-work.ts";

/** What the turning of a clock waits for besides what it sees itself. */
export interface TurnOptions {
  /** False while something is under way that cannot be seen, such as a worker thread or a socket. */
  idle?: () => boolean;
  /** How long work outside of JavaScript may take, in milliseconds of the machine's time; 10,000 when absent. */
  patience?: number;
}

/** How far to turn: so many milliseconds, to a time in milliseconds since the epoch, or until something holds. */
export type Turn = { for: number } | { until: number | (() => boolean) };

const day = 86_400_000;
// One would do, as a turn empties the queues of promises and ticks; the second costs 4 µs.
const quietTurns = 2;

/**
 * Turns a clock for code that runs in this thread: lets everything settle that waits for no time, runs the next
 * timer, lets everything settle again, and so on. It sees promises, ticks, setImmediate and Node's thread pool; it
 * does not see sockets, worker threads and timers of the machine: use `idle` for them.
 * @throws Error when work outside of JavaScript does not end, or when `until` cannot come to hold.
 */
export async function turnClock(
  clock: VirtualClock,
  { idle, patience, ...turn }: Turn & TurnOptions,
): Promise<void> {
  const end = "for" in turn ? clock.now() + turn.for : turn.until;
  await turning(clock, { idle, patience }, async (settle, work) => {
    if (typeof end === "function") return turnUntil(clock, settle, end, () => stuck(work, "what is to hold"));
    await turnTo(clock, settle, end);
  });
}

/**
 * Turns a clock until a promise settles, and returns what it comes to.
 * @param work the promise, or a function that begins the work, so that nothing of it is missed.
 * @param options `within`: the most milliseconds on the clock, a day when absent.
 * @throws what the promise rejects with; Error when it cannot settle any more, or not within its time.
 */
export async function runOnClock<Value>(
  clock: VirtualClock,
  work: Promise<Value> | (() => Value | Promise<Value>),
  { within = day, idle, patience }: TurnOptions & { within?: number } = {},
): Promise<Value> {
  return turning(clock, { idle, patience }, async (settle, pending) => {
    let settled = false;
    const promise = Promise.resolve(typeof work === "function" ? work() : work);
    const note = () => {
      settled = true;
    };
    promise.then(note, note);
    const end = clock.now() + within;
    await turnUntil(
      clock,
      settle,
      () => settled,
      (next) => (next === undefined ? stuck(pending, "the promise") : late(within)),
      end,
    );
    return promise;
  });
}

type Settle = () => Promise<void>;

const beingTurned = new WeakSet<VirtualClock>();

async function turning<Value>(
  clock: VirtualClock,
  options: TurnOptions,
  run: (settle: Settle, work: PendingWork) => Promise<Value>,
): Promise<Value> {
  if (beingTurned.has(clock))
    throw new Error("This clock is being turned already: await the one turn before the next.");
  beingTurned.add(clock);
  const work = watchPendingWork();
  try {
    return await run(() => settleAll(work, options), work);
  } finally {
    work.stop();
    beingTurned.delete(clock);
  }
}

async function turnTo(clock: VirtualClock, settle: Settle, end: number): Promise<void> {
  await settle();
  while ((clock.next() ?? Number.POSITIVE_INFINITY) <= end) {
    clock.step();
    await settle();
  }
  clock.advance(Math.max(0, end - clock.now()));
}

async function turnUntil(
  clock: VirtualClock,
  settle: Settle,
  holds: () => boolean,
  failure: (next: number | undefined) => Error,
  end = Number.POSITIVE_INFINITY,
): Promise<void> {
  for (;;) {
    await settle();
    if (holds()) return;
    const next = clock.next();
    if (next === undefined || next > end) throw failure(next);
    clock.step();
  }
}

async function settleAll(work: PendingWork, { idle = () => true, patience = 10_000 }: TurnOptions) {
  const started = performance.now();
  for (let quiet = 0; quiet < quietTurns; ) {
    await work.turn();
    const isQuiet = work.pending().length === 0 && idle();
    quiet = isQuiet ? quiet + 1 : 0;
    if (!isQuiet && performance.now() - started > patience) throw unending(work, patience);
  }
}

function unending(work: PendingWork, patience: number): Error {
  const what = [...new Set(work.pending())].join(", ") || "what idle() waits for";
  return new Error(
    `Work outside of the clock (${what}) did not end in ${patience} ms of the machine's time.`,
  );
}

function stuck(work: PendingWork, what: string): Error {
  const timers = work.machineTimers();
  const cause =
    timers > 0 ? `${timers} timer(s) of setTimeout are set, which no clock turns` : "it waits for nothing";
  return new Error(
    `Nothing is left that could settle ${what}: no timer is set on the clock and nothing is under way (${cause}). Wait on the clock, and answer every call in-process.`,
  );
}

const late = (within: number) =>
  new Error(`The promise did not settle within ${within} ms on the clock: give it more with { within }.`);
