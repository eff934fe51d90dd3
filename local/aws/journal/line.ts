import { crc32 } from "node:zlib";

/**
 * The lines of the file, each a JSON object: `{"crc":"<8 hex digits>","<kind>":<JSON text>}`, where `crc` is the CRC-32
 * of the JSON text's bytes. The first line is a `header`; then come records, each after the values that it names.
 */
export type LineKind = "header" | "value" | "record";

const kinds: readonly LineKind[] = ["record", "value", "header"];
const crcStart = '{"crc":"'.length;
const crcEnd = crcStart + 8;
const prefixes = new Map(kinds.map((kind) => [kind, Buffer.from(`{"crc":"00000000","${kind}":`)]));
const prefixOf = (kind: LineKind) => prefixes.get(kind) as Buffer;

/** A line taken apart: where its JSON text stands within it. */
export interface Line {
  kind: LineKind;
  textStart: number;
  textEnd: number;
}

const hexOf = (bytes: Uint8Array) => crc32(bytes).toString(16).padStart(8, "0");

/**
 * Writes one line with its end into `target`, which must have `longestLine(text)` bytes left.
 * @returns where its text stands in `target`, and where the line ends.
 */
export function writeLine(target: Buffer, start: number, kind: LineKind, text: string) {
  const textStart = start + prefixOf(kind).copy(target, start);
  const textEnd = textStart + target.write(text, textStart);
  target.write(hexOf(target.subarray(textStart, textEnd)), start + crcStart, "latin1");
  target.write("}\n", textEnd, "latin1");
  return { textStart, textEnd, end: textEnd + 2 };
}

/** The most bytes that a line with this text can take; a UTF-16 unit takes three at most. */
export const longestLine = (text: string): number => 3 * text.length + 40;

/** Takes a line apart, without its line break; undefined when a byte of it is not what was written. */
export function readLine(line: Buffer): Line | undefined {
  const kind = kinds.find((candidate) => startsWith(line, prefixOf(candidate)));
  if (!kind || line.at(-1) !== 0x7d) return undefined;
  const textStart = prefixOf(kind).length;
  const textEnd = line.length - 1;
  if (line.toString("latin1", crcStart, crcEnd) !== hexOf(line.subarray(textStart, textEnd)))
    return undefined;
  return { kind, textStart, textEnd };
}

const startsWith = (line: Buffer, prefix: Buffer): boolean =>
  line.length > prefix.length &&
  line.compare(prefix, 0, crcStart, 0, crcStart) === 0 &&
  line.compare(prefix, crcEnd, prefix.length, crcEnd, prefix.length) === 0;
