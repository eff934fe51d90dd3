import { createWriteStream } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { ZipFile } from "yazl";
import { bundleSidecar } from "./layer-bundle.ts";

// Entries carry a time without a zone: a fixed one, in the middle of a day, is the same everywhere.
const entry = { mtime: new Date(1980, 0, 1, 12), mode: 0o100644, forceDosTimestamp: true };
const own = path.join(import.meta.dirname, "../dist/layer.zip");

/* Builds the Lambda layer: the same sources give the same bytes. `--out FILE` writes it somewhere else. */

const { values } = parseArgs({ options: { out: { type: "string", default: own } } });
const file = path.resolve(values.out);
const files = await bundleSidecar();
const zip = new ZipFile();
for (const { name, contents } of files) zip.addBuffer(Buffer.from(contents), `nodejs/sidecar/${name}`, entry);
zip.end();
await mkdir(path.dirname(file), { recursive: true });
await pipeline(zip.outputStream, createWriteStream(file));
for (const { name, contents } of files) console.log(`${kilobytes(contents.length)}  ${name}`);
console.log(`${kilobytes((await stat(file)).size)}  ${path.relative(process.cwd(), file)}`);

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1).padStart(8)} KB`;
}
