import { createWriteStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";

/** Zips a folder's files to `file`; the same files give the same bytes, on any machine and at any time. */
export async function zipDirectory(directory: string, file: string): Promise<void> {
  const zip = new ZipFile();
  for (const name of await filesIn(directory)) {
    zip.addBuffer(await readFile(path.join(directory, name)), name, entry);
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
}

// Entries carry a time without a zone: a fixed one, in the middle of a day, is the same everywhere.
const entry = { mtime: new Date(1980, 0, 1, 12), mode: 0o100644, forceDosTimestamp: true };

async function filesIn(directory: string): Promise<string[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true });
  return found
    .filter((each) => each.isFile())
    .map((each) => path.relative(directory, path.join(each.parentPath, each.name)).split(path.sep).join("/"))
    .sort();
}
