import { createId, createRandom } from "./random.ts";
import { type ClaudeSettings, type FailureKind, failureKinds } from "./settings.ts";

/** What the stand-in leaves to chance. */
export interface Draws {
  failure(): FailureKind | undefined;
  /** In milliseconds. */
  latency(): number;
  id(prefix: string): string;
}

/** Draws by `settings` as they are at each call; `seed` repeats them. */
export function createDraws(settings: Readonly<ClaudeSettings>, seed: number): Draws {
  // One stream for each purpose, so that a change of latency does not move the failures.
  const [failure, latency, ids] = [createRandom(seed), createRandom(seed ^ 0x5bf03635), createRandom(~seed)];
  return {
    failure() {
      let left = failure();
      return failureKinds.find((kind) => {
        left -= settings[kind];
        return left < 0;
      });
    },
    latency() {
      const wait = settings.latencyMs;
      const drawn = latency() * 2 - 1;
      return typeof wait === "number" ? wait : wait.mean + drawn * wait.jitter;
    },
    id: (prefix) => createId(prefix, ids),
  };
}
