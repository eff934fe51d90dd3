import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, rmSync } from "node:fs";
import type { JournalRecord } from "../journal.ts";
import { createGroups } from "./group.ts";
import { type Header, headerBytes, readHeader, writeHeader } from "./header.ts";
import type { Span, ValueHome } from "./large-value.ts";
import { createMemoryBudget } from "./memory-budget.ts";
import { type FileEntry, readEntries } from "./read-entries.ts";
import { rewriteFile, unfinishedPath } from "./rewrite-file.ts";
import { writeFully } from "./write-fully.ts";

/** The one file of a journal: its header, and then its records in the order in which they were applied. */
export class JournalFile {
  readonly path: string;
  /** Reads values from the file, when memory has no room for them. */
  readonly home: ValueHome;
  private readonly groupOf = createGroups();
  private file: number;
  private opened: { header: Header; length: number };
  /** The end of the last whole record; known once the file has been read. */
  private end: number | undefined;
  private repaired = true;
  private scratch = Buffer.allocUnsafe(64 * 1024);

  /**
   * Opens or creates it.
   * @param memoryBytes how much of its large values may stand in memory as well.
   * @throws Error when it is no journal, or one of another version.
   */
  constructor(path: string, memoryBytes: number) {
    this.path = path;
    this.home = {
      ...createMemoryBudget(memoryBytes),
      putAside: () => undefined,
      read: (span) => this.read(span),
      free: () => {},
    };
    rmSync(unfinishedPath(path), { force: true });
    this.file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      this.opened = this.readHeader() ?? this.begin();
    } catch (error) {
      closeSync(this.file);
      throw error;
    }
  }

  get header(): Header {
    return this.opened.header;
  }

  /** In bytes. */
  get size(): number {
    return this.end ?? fstatSync(this.file).size;
  }

  /**
   * The records from an offset on, or from the first. Once they have been read to the end, what a killed process left
   * of an unfinished one is cut off.
   * @throws Error naming the place when a byte was changed.
   */
  *entries(from = this.opened.length, home = this.home): Generator<FileEntry, void> {
    const { file, path, size: to } = this;
    let end = from;
    for (const entry of readEntries({ file, path, from, to }, home)) {
      yield entry;
      end = entry.end;
    }
    if (this.end !== undefined) return;
    ftruncateSync(file, end);
    this.end = end;
  }

  /** @throws Error when it cannot be written; the file is then as it was. */
  append(record: JournalRecord): void {
    const end = this.end ?? this.findEnd();
    const { bytes, spans } = this.groupOf(record);
    try {
      this.repair(end);
      this.repaired = false;
      writeFully(this.file, bytes, end);
      this.repaired = true;
    } catch (cause) {
      this.tryRepair(end);
      throw new Error(`A change was not applied, as ${this.path} cannot be written: ${cause}`, { cause });
    }
    record.values?.forEach((value, index) => {
      const span = spans[index];
      if (span) value.place({ offset: end + span.offset, length: span.length });
    });
    this.end = end + bytes.length;
  }

  /**
   * Puts other records in the place of those before the offset `from`, so that the file begins at the moment `since`.
   * @returns where the kept records begin now.
   * @throws Error when the disk is full, or a byte was changed; the file is then as it was.
   */
  rewrite(from: number, since: number, records: Iterable<JournalRecord>): number {
    const to = this.end ?? this.findEnd();
    const { path, file } = this;
    const header = { since: Math.max(since, this.header.since ?? since) };
    const { file: rewritten, kept, end } = rewriteFile({ path, file, header, records, from, to });
    closeSync(file);
    this.file = rewritten;
    this.opened = { header, length: writeHeader(header).length };
    this.end = end;
    return kept;
  }

  close(): void {
    closeSync(this.file);
  }

  private read({ offset, length }: Span): string {
    if (this.scratch.length < length) this.scratch = Buffer.allocUnsafe(2 * length);
    const read = readSync(this.file, this.scratch, 0, length, offset);
    if (read < length)
      throw new Error(`${this.path} was cut short by someone else at byte ${offset + read}.`);
    return this.scratch.toString("utf8", 0, length);
  }

  private readHeader() {
    const start = Buffer.alloc(headerBytes);
    return readHeader(start.subarray(0, readSync(this.file, start, 0, headerBytes, 0)), this.path);
  }

  private begin() {
    const line = writeHeader({});
    ftruncateSync(this.file, 0);
    writeFully(this.file, line, 0);
    return { header: {}, length: line.length };
  }

  private findEnd(): number {
    for (const _ of this.entries());
    return this.size;
  }

  // A write that failed may have left a part of a record, which nobody was told of.
  private repair(end: number): void {
    if (!this.repaired) ftruncateSync(this.file, end);
    this.repaired = true;
  }

  private tryRepair(end: number): void {
    try {
      this.repair(end);
    } catch {
      // The next append tries again before it writes.
    }
  }
}
