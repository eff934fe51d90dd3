import { readLine, writeLine } from "./line.ts";

/** What the first line of a journal says. */
export interface Header {
  /** The earliest moment whose state the journal holds, in milliseconds since the epoch; absent: from the start. */
  since?: number;
}

const name = "@marketbrewer/aws-stand-in";
const version = 1;
const longestHeader = 256;

/** The first line, with its line break. */
export function writeHeader(header: Header): Buffer {
  const bytes = Buffer.alloc(longestHeader);
  const { end } = writeLine(bytes, 0, "header", JSON.stringify({ journal: name, version, ...header }));
  return bytes.subarray(0, end);
}

/**
 * Reads the first line from the first bytes of a file.
 * @returns undefined when the file is new, or its maker was killed before the line was whole.
 * @throws Error when it is no journal, or one of another version.
 */
export function readHeader(start: Buffer, path: string): { header: Header; length: number } | undefined {
  const end = start.indexOf("\n");
  if (end < 0 && start.length < longestHeader && writeHeader({}).subarray(0, start.length).equals(start))
    return undefined;
  const bytes = start.subarray(0, Math.max(end, 0));
  const line = readLine(bytes);
  if (line?.kind !== "header") throw new Error(`${path} is not a journal of this stand-in: ${wayOut}`);
  const { version: found, since } = JSON.parse(bytes.toString("utf8", line.textStart, line.textEnd));
  if (found !== version)
    throw new Error(
      `${path} has format version ${found}, and this stand-in reads version ${version}: ` +
        "start with an empty folder, or with the release that wrote it.",
    );
  return { header: since === undefined ? {} : { since }, length: end + 1 };
}

/** How many bytes of a file hold its first line at most. */
export const headerBytes = longestHeader;

/** What to do about a file that cannot be read. */
export const wayOut = "put an intact copy in its place, or start with an empty folder.";
