import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
} from "node:fs";
import { join } from "node:path";

/** One change, in the order in which it was applied. `change` is JSON; its shape belongs to the service. */
export interface JournalRecord {
  service: string;
  /** When it was applied, in milliseconds since the epoch, on the stand-in's clock. */
  at: number;
  change: unknown;
}

/** The append-only log that every change of state goes through before it is answered. */
export interface Journal {
  append(record: JournalRecord): void;
  /** Everything appended so far, oldest first. */
  records(): Iterable<JournalRecord>;
  close(): void;
}

/** Keeps nothing: for a stack that lives and dies with its process. */
export function memoryJournal(): Journal {
  return { append: () => {}, records: () => [], close: () => {} };
}

/**
 * Keeps every change as one JSON line in `directory/journal.ndjson`.
 * A last line cut short by a crash was never answered; it is dropped when the file is opened.
 * @throws Error when a line before the last is not JSON: the file was changed by someone else.
 */
export function fileJournal(directory: string): Journal {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, "journal.ndjson");
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const file = openSync(path, "a");
  if (Buffer.byteLength(whole) < fstatSync(file).size) ftruncateSync(file, Buffer.byteLength(whole));
  const parse = (line: string, index: number): JournalRecord => {
    try {
      return JSON.parse(line) as JournalRecord;
    } catch (cause) {
      throw new Error(
        `${path}, line ${index + 1}, is not JSON: restore the file or start with an empty folder.`,
        { cause },
      );
    }
  };
  return {
    append: (record) => appendFileSync(file, `${JSON.stringify(record)}\n`),
    records: () => readFileSync(path, "utf8").split("\n").filter(Boolean).map(parse),
    close: () => closeSync(file),
  };
}
