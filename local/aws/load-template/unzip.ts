import { createHash } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";

// What a function may have unpacked: gettingstarted-limits in the Lambda developer guide.
const largestCode = 250 * 1024 * 1024;

/**
 * Unpacks a zip file into a folder named by its content, once.
 * @throws Error when it is no zip file, larger than Lambda takes, or reaches outside of the folder.
 */
export async function unzip(file: string, cache: string): Promise<string> {
  const content = await readFile(file);
  const target = join(cache, createHash("sha256").update(content).digest("hex"));
  if (existsSync(target)) return target;
  await mkdir(cache, { recursive: true });
  const unpacked = await mkdtemp(`${target}.`);
  try {
    await unpack(content, unpacked);
    if (!existsSync(join(unpacked, "package.json"))) await writeFile(join(unpacked, "package.json"), "{}\n");
    // Another process may have been faster.
    await rename(unpacked, target).catch((error: unknown) => {
      if (!existsSync(target)) throw error;
    });
    return target;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${file} cannot be unpacked: ${reason}. Package the project again.`);
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
}

async function unpack(content: Buffer, directory: string) {
  const zip = await fromBufferPromise(content);
  const links: { at: string; to: string }[] = [];
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    const at = inside(directory, entry.fileName);
    bytes += entry.uncompressedSize;
    if (bytes > largestCode) throw new Error(`it holds more than the ${largestCode} bytes that Lambda takes`);
    if (entry.fileName.endsWith("/")) await mkdir(at, { recursive: true });
    else if (isLink(entry)) links.push({ at, to: await text(await zip.openReadStreamPromise(entry)) });
    else await writeEntry(zip, entry, at);
  }
  // Last, so that nothing is written through a link.
  for (const { at, to } of links) {
    inside(directory, relative(directory, resolve(dirname(at), to)));
    await mkdir(dirname(at), { recursive: true });
    await symlink(to, at);
  }
}

async function writeEntry(zip: ZipFile, entry: Entry, at: string) {
  await mkdir(dirname(at), { recursive: true });
  // What Lambda sees of the rights is whether a file can be executed.
  const mode = (entry.externalFileAttributes >>> 16) & 0o111 ? 0o755 : 0o644;
  await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(at, { mode }));
}

/** @throws Error when a path leaves the folder. */
function inside(directory: string, path: string): string {
  const at = resolve(directory, path);
  if (at === directory || at.startsWith(directory + sep)) return at;
  throw new Error(`${basename(path)} would be written outside of its folder (${path})`);
}

const isLink = ({ externalFileAttributes }: Entry) =>
  ((externalFileAttributes >>> 16) & 0o170000) === 0o120000;
