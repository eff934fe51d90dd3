import type { JournalRecord } from "../journal.ts";
import type { RecordLine } from "./group.ts";
import { wayOut } from "./header.ts";
import { LargeValue, type ValueHome } from "./large-value.ts";
import { readLine } from "./line.ts";
import { readLines } from "./read-lines.ts";

/** A record with its place in the file: its values stand before it, and the next one begins at `end`. */
export interface FileEntry {
  record: JournalRecord;
  start: number;
  end: number;
}

/** The part of a file to read. */
export interface Section {
  file: number;
  path: string;
  from: number;
  to: number;
}

/**
 * The records of a part of a file. Values are not parsed; they stay where they are. What follows the last whole
 * record is left out: it is what a killed process did not finish.
 * @throws Error naming the place when a byte was changed.
 */
export function* readEntries({ file, path, from, to }: Section, home: ValueHome): Generator<FileEntry, void> {
  let values: LargeValue[] = [];
  let start = from;
  for (const { offset, bytes } of readLines(file, from, to)) {
    const line = readLine(bytes);
    if (!line || line.kind === "header") throw changed(path, offset);
    const { textStart, textEnd } = line;
    if (line.kind === "value") {
      values.push(LargeValue.at(home, { offset: offset + textStart, length: textEnd - textStart }));
      continue;
    }
    const { values: count = 0, ...record } = JSON.parse(
      bytes.toString("utf8", textStart, textEnd),
    ) as RecordLine;
    if (count !== values.length) throw changed(path, start);
    const end = offset + bytes.length + 1;
    yield { record: count > 0 ? { ...record, values } : record, start, end };
    values = [];
    start = end;
  }
}

const changed = (path: string, offset: number) =>
  new Error(`${path} was changed by someone else at byte ${offset} or soon after: ${wayOut}`);
