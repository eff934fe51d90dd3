import { expect, test } from "@jest/globals";
import { virtualClock } from "#local/aws/clock.ts";
import { stoppableClock } from "#local/aws/stoppable-clock.ts";

const start = Date.UTC(2026, 0, 1);

test("timers run in order of time, and those of one moment in the order in which they were set", () => {
  const clock = virtualClock(start);
  const ran: string[] = [];
  const at = (milliseconds: number, name: string) =>
    clock.schedule(start + milliseconds, () => ran.push(`${name} at ${clock.now() - start}`));
  at(20, "late");
  at(10, "first");
  at(10, "second");
  at(-5, "past");
  clock.schedule(start + 10, () => at(10, "set meanwhile"));
  at(30, "beyond");
  clock.advance(20);
  expect(ran).toEqual(["past at 0", "first at 10", "second at 10", "set meanwhile at 10", "late at 20"]);
  expect(clock.now()).toBe(start + 20);
  expect(clock.next()).toBe(start + 30);
});

test("a timer that was taken back does not run, and taking it back twice harms no other", () => {
  const clock = virtualClock(start);
  const ran: string[] = [];
  const doomed = clock.schedule(start + 10, () => ran.push("doomed"));
  clock.schedule(start + 10, () => ran.push("kept"));
  doomed.cancel();
  doomed.cancel();
  clock.advance(10);
  doomed.cancel();
  expect(ran).toEqual(["kept"]);
  expect(clock.next()).toBeUndefined();
});

test("a step runs one timer and leaves the others of that moment", () => {
  const clock = virtualClock(start);
  const ran: number[] = [];
  for (const number of [1, 2]) clock.schedule(start + 5, () => ran.push(number));
  expect([clock.step(), [...ran], clock.now()]).toEqual([true, [1], start + 5]);
  expect([clock.step(), [...ran]]).toEqual([true, [1, 2]]);
  expect(clock.step()).toBe(false);
});

test("time never goes back, even when a timer turns the clock itself", () => {
  const clock = virtualClock(start);
  clock.schedule(start + 1, () => clock.advance(100));
  clock.advance(10);
  expect(clock.now()).toBe(start + 101);
});

test("other threads can read the time", () => {
  const clock = virtualClock(start);
  const seen = new Float64Array(clock.reading);
  expect(seen[0]).toBe(start);
  clock.schedule(start + 7, () => expect(seen[0]).toBe(start + 7));
  clock.advance(10);
  expect(seen[0]).toBe(start + 10);
  expect(stoppableClock(clock).reading).toBe(clock.reading);
});

test("100,000 timers run in order, with a third of them taken back on the way", () => {
  const clock = virtualClock(start);
  const ran: number[] = [];
  const timers = Array.from({ length: 100_000 }, (_, index) => {
    // A fixed scramble of the numbers below 100,000.
    const at = (index * 61_803) % 100_000;
    return { at, timer: clock.schedule(start + at, () => ran.push(at)) };
  });
  for (const { at, timer } of timers) if (at % 3 === 0) timer.cancel();
  clock.advance(100_000);
  expect(ran).toEqual(Array.from({ length: 100_000 }, (_, at) => at).filter((at) => at % 3 !== 0));
});
