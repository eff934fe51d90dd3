import { webcrypto } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setImmediate as immediate, setTimeout as timeout } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { type VirtualClock, virtualClock } from "#local/aws/clock.ts";
import { runOnClock, turnClock } from "#local/aws/in-process/turn-clock.ts";

const sleep = (clock: VirtualClock, milliseconds: number) =>
  new Promise<void>((resolve) => clock.schedule(clock.now() + milliseconds, resolve));

describe("running a promise", () => {
  test("takes it through all its waits, each at its own time", async () => {
    const clock = virtualClock(0);
    const seen: number[] = [];
    const work = async () => {
      for (const wait of [1000, 5, 3_600_000]) {
        await sleep(clock, wait);
        seen.push(clock.now());
      }
      return "done";
    };
    expect(await runOnClock(clock, work)).toBe("done");
    expect(seen).toEqual([1000, 1005, 3_601_005]);
  });

  test("lets promises, ticks and immediates settle before time moves", async () => {
    const clock = virtualClock(0);
    clock.schedule(1, () => {});
    const work = async () => {
      for (let round = 0; round < 20; round++) {
        await immediate();
        await new Promise<void>((resolve) => process.nextTick(resolve));
        await new Promise<void>((resolve) => queueMicrotask(resolve));
      }
      return clock.now();
    };
    expect(await runOnClock(clock, work)).toBe(0);
  });

  test("waits for compression, cryptography, files and modules before time moves", async () => {
    const clock = virtualClock(0);
    clock.schedule(1, () => {});
    const text = "on the clock ".repeat(100_000);
    const work = async () => {
      const packed = await promisify(gzip)(text);
      const unpacked = String(await promisify(gunzip)(packed));
      const digest = await webcrypto.subtle.digest("SHA-256", Buffer.from(text));
      const source = await readFile(new URL(import.meta.url), "utf8");
      const { parseCron } = await import("#local/aws/schedule/cron.ts");
      return [
        unpacked === text,
        digest.byteLength,
        source.includes("on the clock"),
        parseCron.length,
        clock.now(),
      ];
    };
    expect(await runOnClock(clock, work)).toEqual([true, 32, true, 1, 0]);
  });

  test("fails as the promise fails", async () => {
    const clock = virtualClock(0);
    const work = sleep(clock, 10).then(() => {
      throw new Error("boom");
    });
    await expect(runOnClock(clock, work)).rejects.toThrow("boom");
    expect(clock.now()).toBe(10);
  });

  test("says so when nothing is left that could settle it", async () => {
    const clock = virtualClock(0);
    clock.schedule(5, () => {});
    await expect(runOnClock(clock, new Promise(() => {}))).rejects.toThrow(
      "Nothing is left that could settle the promise: no timer is set on the clock",
    );
    const stop = new AbortController();
    const beside = () => timeout(60_000, undefined, { signal: stop.signal });
    const work = runOnClock(clock, () => beside().catch(() => {}));
    await expect(work).rejects.toThrow("1 timer(s) of setTimeout are set, which no clock turns");
    stop.abort();
  });

  test("gives up after a time on the clock", async () => {
    const clock = virtualClock(0);
    const again = () => void clock.schedule(clock.now() + 60_000, again);
    again();
    const never = new Promise(() => {});
    await expect(runOnClock(clock, never)).rejects.toThrow("did not settle within 86400000 ms");
    await expect(runOnClock(clock, never, { within: 120_000 })).rejects.toThrow("within 120000 ms");
    expect(clock.now()).toBe(86_400_000 + 120_000);
  });

  test("waits for what idle() tells of, and loses its patience with it", async () => {
    const clock = virtualClock(0);
    let running = true;
    clock.schedule(10, () => {});
    const turns = { count: 0 };
    const idle = () => {
      if (++turns.count === 50) running = false;
      return !running;
    };
    await turnClock(clock, { for: 5, idle });
    expect(turns.count).toBeGreaterThanOrEqual(50);
    await expect(turnClock(clock, { for: 5, idle: () => false, patience: 0 })).rejects.toThrow(
      "Work outside of the clock (what idle() waits for) did not end in 0 ms",
    );
  });
});

describe("turning a clock", () => {
  test("for a time runs what falls due in it and stops at its end", async () => {
    const clock = virtualClock(0);
    const seen: number[] = [];
    const beat = async () => {
      for (;;) {
        await sleep(clock, 400);
        seen.push(clock.now());
      }
    };
    void beat();
    await turnClock(clock, { for: 1000 });
    expect([seen, clock.now()]).toEqual([[400, 800], 1000]);
    await turnClock(clock, { until: 1200 });
    expect([seen, clock.now()]).toEqual([[400, 800, 1200], 1200]);
  });

  test("until something holds stops at that moment", async () => {
    const clock = virtualClock(0);
    let count = 0;
    const again = () => {
      count++;
      clock.schedule(clock.now() + 10, again);
    };
    again();
    await turnClock(clock, { until: () => count === 4 });
    expect(clock.now()).toBe(30);
    const still = virtualClock(0);
    await expect(turnClock(still, { until: () => false })).rejects.toThrow(
      "Nothing is left that could settle what is to hold",
    );
  });

  test("twice at once is refused", async () => {
    const clock = virtualClock(0);
    const first = turnClock(clock, { for: 1 });
    await expect(turnClock(clock, { for: 1 })).rejects.toThrow("is being turned already");
    await first;
    await turnClock(clock, { for: 1 });
    expect(clock.now()).toBe(2);
  });
});
