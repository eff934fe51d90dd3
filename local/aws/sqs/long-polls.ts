import type { Clock, Timer } from "../clock.ts";
import { queueDoesNotExist } from "./errors.ts";
import type { Queue } from "./queue.ts";

/** The receives that wait for a message, per queue, oldest first. */
export interface LongPolls {
  /** Tries `attempt` each time a message may have come, until it returns something, `deadline`, or an abort. */
  wait<Result>(
    queue: Queue,
    deadline: number,
    attempt: (at: number) => Result | undefined,
    signal?: AbortSignal,
  ): Promise<Result | undefined>;
  /** Serves those who wait at `queue`, and sets the timer for its next delayed or returning message. */
  changed(queue: Queue): void;
  /** Ends all that wait at a queue that is gone: they fail with QueueDoesNotExist. */
  deleted(queue: Queue): void;
}

interface Waiter {
  /** Whether it got something and is done. */
  serve(at: number): boolean;
  fail(error: unknown): void;
}

interface Line {
  waiters: Set<Waiter>;
  timer: Timer | undefined;
  timerAt: number | undefined;
}

/** @param clock wakes a waiter when a delay or a visibility timeout ends. */
export function createLongPolls(clock: Clock): LongPolls {
  const lines = new Map<Queue, Line>();

  const arm = (queue: Queue, line: Line) => {
    const next = line.waiters.size > 0 ? queue.contents.nextTimer() : undefined;
    if (next === line.timerAt) return;
    line.timer?.cancel();
    line.timerAt = next;
    line.timer =
      next === undefined
        ? undefined
        : clock.schedule(next, () => {
            line.timerAt = undefined;
            serve(queue, line);
          });
  };
  const serve = (queue: Queue, line: Line) => {
    const at = clock.now();
    for (const waiter of [...line.waiters]) if (!waiter.serve(at)) break;
    if (line.waiters.size === 0) lines.delete(queue);
    arm(queue, line);
  };
  const lineOf = (queue: Queue): Line => {
    const line = lines.get(queue) ?? { waiters: new Set(), timer: undefined, timerAt: undefined };
    lines.set(queue, line);
    return line;
  };
  return {
    wait(queue, deadline, attempt, signal) {
      if (signal?.aborted) return Promise.resolve(undefined);
      return new Promise((resolve, reject) => {
        const line = lineOf(queue);
        const leave = () => {
          timer.cancel();
          signal?.removeEventListener("abort", giveUp);
          line.waiters.delete(waiter);
          if (line.waiters.size === 0) lines.delete(queue);
          arm(queue, line);
        };
        const giveUp = () => {
          leave();
          resolve(undefined);
        };
        const waiter: Waiter = {
          serve(at) {
            let result: ReturnType<typeof attempt>;
            try {
              result = attempt(at);
            } catch (error) {
              // It concerns this receive alone, and not the sender who has woken it.
              waiter.fail(error);
              return true;
            }
            if (result === undefined) return false;
            leave();
            resolve(result);
            return true;
          },
          fail(error) {
            leave();
            reject(error);
          },
        };
        const timer = clock.schedule(deadline, giveUp);
        signal?.addEventListener("abort", giveUp);
        line.waiters.add(waiter);
        arm(queue, line);
      });
    },
    changed(queue) {
      const line = lines.get(queue);
      if (line) serve(queue, line);
    },
    deleted(queue) {
      for (const waiter of [...(lines.get(queue)?.waiters ?? [])]) waiter.fail(queueDoesNotExist());
    },
  };
}
