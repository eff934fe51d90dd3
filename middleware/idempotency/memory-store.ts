import { checkOptions, requireOption } from "../options.ts";
import { type IdempotencyRecord, type IdempotencyStore, isOver } from "./idempotency-store.ts";

/** Options of the store in memory. */
export interface MemoryStoreOptions {
  /** How many keys are remembered; by default 1,000. The oldest results go first, and never one in progress. */
  limit?: number;
  /** The longest result that is kept, in bytes; by default 65,536. */
  maxResultBytes?: number;
}

/** Makes a store in this container's memory, which no other container sees: for one process, or for tests. */
export function memoryStore(options: MemoryStoreOptions = {}): IdempotencyStore {
  checkOptions("memoryStore", options, ["limit", "maxResultBytes"]);
  const { limit = 1_000, maxResultBytes = 65_536 } = options;
  requireOption(isCount(limit), "memoryStore", "limit must be a whole number above 0.");
  requireOption(isCount(maxResultBytes), "memoryStore", "maxResultBytes must be a whole number above 0.");
  const records = new Map<string, IdempotencyRecord>();
  const isHeld = (key: string, token: string) => {
    const held = records.get(key);
    return held?.status === "in-progress" && held.token === token;
  };
  return {
    maxResultBytes,
    begin(record, now) {
      const earlier = records.get(record.key);
      if (earlier !== undefined) {
        if (!isOver(earlier, now)) return earlier;
        // Put in anew, so that it is the youngest.
        records.delete(record.key);
      }
      records.set(record.key, record);
      if (records.size > limit) dropOldest(records, limit - (limit >> 3), now);
      return undefined;
    },
    complete(record) {
      const held = isHeld(record.key, record.token);
      if (held) records.set(record.key, record);
      return held;
    },
    abandon(key, token) {
      if (isHeld(key, token)) records.delete(key);
    },
  };
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}

// A lock that still holds is worth more than the limit: without it the same work would run twice. Many go at once, as
// a map steps over what was deleted at its front each time it is read from there.
function dropOldest(records: Map<string, IdempotencyRecord>, remaining: number, now: number): void {
  for (const record of records.values()) {
    if (records.size <= remaining) return;
    if (record.status === "in-progress" && !isOver(record, now)) continue;
    records.delete(record.key);
  }
}
