import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Journal, JournalRecord } from "../journal.ts";
import { lockDirectory } from "./directory-lock.ts";
import { JournalFile } from "./journal-file.ts";
import type { ValueHome } from "./large-value.ts";
import { defaultMemoryBytes } from "./memory-budget.ts";

/** How a journal in a file is made. */
export interface FileJournalOptions {
  /** How much large values may take of memory before they are read from the file at each use, in bytes; 24 MB. */
  memoryBytes?: number;
  /** How far back each moment can be restored, in milliseconds; a day when absent. */
  keepMilliseconds?: number;
  /** A file of at least so many bytes is compacted at start-up when more than half of it is out of date; 64 MB. */
  compactFromBytes?: number;
}

/** A journal in a file, with what compacts it. */
export interface FileJournal extends Journal {
  readonly file: JournalFile;
  readonly values: ValueHome;
  readonly keepMilliseconds: number;
  readonly compactFromBytes: number;
}

const day = 24 * 60 * 60_000;

/**
 * Keeps every change in `directory/journal.ndjson`, so that a stack which is started with it goes on where the last
 * one ended, even when that was killed. Changes are handed to the operating system and not forced onto the disk: they
 * survive the end of the process, and a power cut may take the last ones.
 * @throws Error when another process uses the folder, or the file is no journal or one of another version.
 */
export function fileJournal(directory: string, options: FileJournalOptions = {}): FileJournal {
  const { memoryBytes = defaultMemoryBytes, keepMilliseconds = day } = options;
  mkdirSync(directory, { recursive: true });
  const unlock = lockDirectory(directory);
  const file = openLocked(() => new JournalFile(join(directory, "journal.ndjson"), memoryBytes), unlock);
  return {
    file,
    values: file.home,
    keepMilliseconds,
    compactFromBytes: options.compactFromBytes ?? 64 * 1024 * 1024,
    append: (record) => file.append(record),
    records: ({ until } = {}) => recordsOf(file, until),
    close() {
      file.close();
      unlock();
    },
  };
}

function openLocked(open: () => JournalFile, unlock: () => void): JournalFile {
  try {
    return open();
  } catch (error) {
    unlock();
    throw error;
  }
}

function recordsOf(file: JournalFile, until = Number.POSITIVE_INFINITY): Iterable<JournalRecord> {
  const { since = Number.NEGATIVE_INFINITY } = file.header;
  if (until < since)
    throw new Error(
      `${file.path} holds no state of ${new Date(until).toISOString()}: the earliest is that of ` +
        `${new Date(since).toISOString()}.`,
    );
  return recordsUntil(file, until);
}

function* recordsUntil(file: JournalFile, until: number): Generator<JournalRecord, void> {
  // Engines of an earlier moment come and go; they must not take room in memory that they never give back.
  const home = Number.isFinite(until) ? { ...file.home, claim: () => false } : file.home;
  for (const { record } of file.entries(undefined, home)) {
    if (record.at > until) return;
    yield record;
  }
}
