import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { JournalRecord } from "../journal.ts";
import { createGroups } from "./group.ts";
import { type Header, writeHeader } from "./header.ts";
import type { LargeValue, Span } from "./large-value.ts";
import { writeFully } from "./write-fully.ts";

/** A new file under the old one's name: `file` is open, and what was kept begins at `kept` and ends at `end`. */
export interface Rewritten {
  file: number;
  kept: number;
  end: number;
}

/** What to put in the place of a file's beginning, and the part to keep. */
export interface Rewrite {
  path: string;
  file: number;
  header: Header;
  records: Iterable<JournalRecord>;
  from: number;
  to: number;
}

/** The name under which a new file is written until it is whole. */
export const unfinishedPath = (path: string): string => `${path}.new`;

/**
 * Writes a header, other records and a part of an old file into a new one, and then gives it the old one's name.
 * Killed at any point, it leaves either the old file or the new one. The values of the records are told their places.
 * @throws Error when the disk is full; the old file is then as it was.
 */
export function rewriteFile(rewrite: Rewrite): Rewritten {
  const { path } = rewrite;
  const file = openSync(unfinishedPath(path), "w+", 0o600);
  try {
    const moved: [LargeValue, Span][] = [];
    const kept = writeRecords(file, rewrite, moved);
    const end = copy(rewrite, file, kept);
    fsyncSync(file);
    renameSync(unfinishedPath(path), path);
    syncDirectory(dirname(path));
    for (const [value, span] of moved) value.place(span);
    return { file, kept, end };
  } catch (error) {
    closeSync(file);
    rmSync(unfinishedPath(path), { force: true });
    throw error;
  }
}

function writeRecords(file: number, { header, records }: Rewrite, moved: [LargeValue, Span][]): number {
  const groupOf = createGroups();
  const first = writeHeader(header);
  writeFully(file, first, 0);
  let position = first.length;
  for (const record of records) {
    const { bytes, spans } = groupOf(record);
    writeFully(file, bytes, position);
    record.values?.forEach((value, index) => {
      const span = spans[index];
      if (span) moved.push([value, { offset: position + span.offset, length: span.length }]);
    });
    position += bytes.length;
  }
  return position;
}

function copy({ file: source, from, to }: Rewrite, target: number, start: number): number {
  const buffer = Buffer.allocUnsafe(1024 * 1024);
  let position = start;
  for (let at = from; at < to; ) {
    const read = readSync(source, buffer, 0, Math.min(buffer.length, to - at), at);
    if (read === 0) break;
    writeFully(target, buffer.subarray(0, read), position);
    at += read;
    position += read;
  }
  return position;
}

// The new name survives a power cut only once the folder is on disk too; Windows cannot open one.
function syncDirectory(directory: string): void {
  if (process.platform === "win32") return;
  const opened = openSync(directory, "r");
  fsyncSync(opened);
  closeSync(opened);
}
