import { readSync } from "node:fs";

/** A line of a file, without its line break; `bytes` is good until the next line is asked for. */
export interface RawLine {
  /** Where it begins in the file, in bytes. */
  offset: number;
  bytes: Buffer;
}

const lineBreak = 0x0a;

/**
 * Reads the lines of a file between two offsets, in pieces, so that memory never holds more than the longest line.
 * What follows the last line break is left out.
 */
export function* readLines(file: number, from: number, to: number): Generator<RawLine, void> {
  let buffer = Buffer.allocUnsafe(Math.max(1, Math.min(1024 * 1024, to - from)));
  let filled = 0;
  for (let position = from; position < to; ) {
    if (filled === buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length);
    const read = readSync(file, buffer, filled, Math.min(buffer.length - filled, to - position), position);
    if (read === 0) return;
    const base = position - filled;
    const end = filled + read;
    position += read;
    let start = 0;
    for (
      let at = buffer.indexOf(lineBreak, filled);
      at >= 0 && at < end;
      at = buffer.indexOf(lineBreak, start)
    ) {
      yield { offset: base + start, bytes: buffer.subarray(start, at) };
      start = at + 1;
    }
    buffer.copyWithin(0, start, end);
    filled = end - start;
  }
}
