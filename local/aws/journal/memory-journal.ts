import type { Journal } from "../journal.ts";
import type { Span } from "./large-value.ts";
import { createMemoryBudget, defaultMemoryBytes } from "./memory-budget.ts";
import { createSpillFile, type SpillFile } from "./spill-file.ts";

/** How a journal in memory is made. */
export interface MemoryJournalOptions {
  /** How much large values may take of memory before they go to a temporary file, in bytes; 24 MB when absent. */
  memoryBytes?: number;
}

/**
 * Keeps no changes: for a stack that lives and dies with its process.
 * Large values that memory has no room for stand in a temporary file, which is gone when the process is.
 */
export function memoryJournal({ memoryBytes = defaultMemoryBytes }: MemoryJournalOptions = {}): Journal {
  let spill: SpillFile | undefined;
  const putAside = (text: string): Span | undefined => {
    try {
      spill ??= createSpillFile();
      return spill.write(text);
    } catch {
      // Without a disk to go to, the value stays in memory.
      return undefined;
    }
  };
  return {
    discards: true,
    append: () => {},
    records({ until } = {}) {
      if (until === undefined) return [];
      throw new Error(
        "A journal in memory holds no earlier states: start the stack with fileJournal(directory).",
      );
    },
    close() {
      spill?.close();
      spill = undefined;
    },
    values: {
      ...createMemoryBudget(memoryBytes),
      putAside,
      read: (span) => spill?.read(span) ?? "null",
      free: (span) => spill?.free(span),
    },
  };
}
