import type { LargeValue, ValueHome } from "./journal/large-value.ts";

export { type CompactOptions, compactJournal } from "./journal/compact-journal.ts";
export { type FileJournal, type FileJournalOptions, fileJournal } from "./journal/file-journal.ts";
export { type MemoryJournalOptions, memoryJournal } from "./journal/memory-journal.ts";

/** One change, in the order in which it was applied. `change` is JSON; its shape belongs to the service. */
export interface JournalRecord {
  service: string;
  /** When it was applied, in milliseconds since the epoch, on the stand-in's clock. */
  at: number;
  change: unknown;
  /** The large values of the change, which names them by their places in this list. */
  values?: readonly LargeValue[];
}

/** The append-only log that every change of state goes through before it is answered. */
export interface Journal {
  /** @throws Error when the change could not be written; then it must not be applied either. */
  append(record: JournalRecord): void;
  /**
   * Everything appended so far, oldest first; with `until`, up to that moment (milliseconds since the epoch), so
   * that fresh engines which replay it hold the state of that moment.
   * @throws Error when the journal was damaged, or holds nothing of a time so early.
   */
  records(options?: { until?: number }): Iterable<JournalRecord>;
  close(): void;
  /** Keeps large values out of memory; absent, they all stay in it. */
  readonly values?: ValueHome;
  /** Whether it keeps no changes, so that nobody needs to make them. */
  readonly discards?: boolean;
}
