import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { record } from "./record.ts";

/**
 * The folder of a function's code as Lambda would see it. A package.json further up does not exist there: when one
 * says what kind of modules its project has, and the folder has none of its own, the code is copied away from it.
 */
export async function ownFolder(directory: string, cache: string): Promise<string> {
  if (!hasForeignType(directory)) return directory;
  const target = join(cache, await fingerprint(directory));
  if (existsSync(target)) return target;
  const copy = `${target}.${process.pid}`;
  await mkdir(cache, { recursive: true });
  await cp(directory, copy, { recursive: true });
  await writeFile(join(copy, "package.json"), "{}\n");
  // Another process may have been faster.
  await rename(copy, target).catch((error: unknown) => {
    if (!existsSync(target)) throw error;
  });
  await rm(copy, { recursive: true, force: true });
  return target;
}

function hasForeignType(directory: string): boolean {
  if (existsSync(join(directory, "package.json"))) return false;
  for (let parent = dirname(directory); parent !== dirname(parent); parent = dirname(parent)) {
    const file = join(parent, "package.json");
    if (existsSync(file)) return record(JSON.parse(readFileSync(file, "utf8"))).type === "module";
  }
  return false;
}

/** Changes whenever a file of the folder does. */
async function fingerprint(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const lines = files.sort().map(async (file) => {
    const { size, mtimeMs } = await stat(file);
    return `${relative(directory, file)} ${size} ${mtimeMs}`;
  });
  const text = [directory, ...(await Promise.all(lines))].join("\n");
  return createHash("sha256").update(text).digest("hex");
}
