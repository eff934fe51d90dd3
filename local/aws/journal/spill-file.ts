import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Span } from "./large-value.ts";

/** A file of texts in slots; a slot that is free is used again for the next text of about its length. */
export interface SpillFile {
  /** @throws Error when the disk is full. */
  write(text: string): Span;
  read(span: Span): string;
  free(span: Span): void;
  /** The bytes that the file takes. */
  size(): number;
  close(): void;
}

/** Slots grow by quarters of powers of two, so that at most a fifth of one is empty. */
export function slotSize(length: number): number {
  const step = 2 ** Math.max(Math.floor(Math.log2(length)) - 2, 4);
  return Math.ceil(length / step) * step;
}

/** A file in the machine's folder for temporary files, which goes with this process. */
export function createSpillFile(): SpillFile {
  const { file, remove } = openTemporary();
  const free = new Map<number, number[]>();
  let end = 0;
  let scratch = Buffer.allocUnsafe(64 * 1024);
  const room = (bytes: number) => {
    if (scratch.length < bytes) scratch = Buffer.allocUnsafe(2 * bytes);
    return scratch;
  };
  return {
    write(text) {
      // A UTF-16 unit takes three bytes at most.
      const length = room(3 * text.length).write(text);
      const slot = slotSize(length);
      const offset = free.get(slot)?.pop() ?? end;
      for (let done = 0; done < length; )
        done += writeSync(file, scratch, done, length - done, offset + done);
      if (offset === end) end += slot;
      return { offset, length };
    },
    read({ offset, length }) {
      readSync(file, room(length), 0, length, offset);
      return scratch.toString("utf8", 0, length);
    },
    free({ offset, length }) {
      const slot = slotSize(length);
      const slots = free.get(slot);
      if (slots) slots.push(offset);
      else free.set(slot, [offset]);
    },
    size: () => end,
    close() {
      closeSync(file);
      remove();
    },
  };
}

// A file without a name cannot outlive its process; where the system needs the name, it goes at the close.
function openTemporary() {
  const directory = mkdtempSync(join(tmpdir(), "aws-stand-in-"));
  const file = openSync(join(directory, "values"), "wx+", 0o600);
  const remove = () => rmSync(directory, { recursive: true, force: true });
  if (process.platform === "win32") return { file, remove };
  remove();
  return { file, remove: () => {} };
}
