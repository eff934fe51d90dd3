/** How much large values may take of memory before they are kept in a file, in bytes, unless said otherwise. */
export const defaultMemoryBytes = 24 * 1024 * 1024;

/** Counts what large values take of memory. */
export interface MemoryBudget {
  claim(bytes: number): boolean;
  giveBack(bytes: number): void;
}

/** @param limit in bytes. */
export function createMemoryBudget(limit: number): MemoryBudget {
  let used = 0;
  return {
    claim(bytes) {
      if (used + bytes > limit) return false;
      used += bytes;
      return true;
    },
    giveBack(bytes) {
      used -= bytes;
    },
  };
}
