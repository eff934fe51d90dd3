import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "./cloud.ts";

/** The machine's own time. */
export const machineClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds) => {
    await wait(milliseconds);
  },
};
