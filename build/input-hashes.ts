import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** Hashes files once, and answers with one hash for any set of files and folders (relative to `base`). */
export interface InputHashes {
  of(inputs: readonly string[]): Promise<string>;
}

/** Reads each file at most once, however many sets it belongs to; what does not exist counts as empty. */
export function inputHashes(base: string): InputHashes {
  const known = new Map<string, Promise<string>>();
  const hash = (input: string): Promise<string> => {
    const found = known.get(input) ?? hashPath(path.join(base, input));
    known.set(input, found);
    return found;
  };
  return {
    async of(inputs) {
      const hashes = await Promise.all(inputs.map(hash));
      // Bundles differ between versions of Node only by accident; a rebuild costs less than the doubt.
      return sha256(
        [process.version, ...inputs.map((input, index) => `${input}=${hashes[index]}`)].join("\n"),
      );
    },
  };
}

async function hashPath(location: string): Promise<string> {
  try {
    return sha256(await readFile(location));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "";
    if (code !== "EISDIR") throw error;
    return hashDirectory(location);
  }
}

async function hashDirectory(directory: string): Promise<string> {
  const names = (await readdir(directory)).filter((name) => !ignored.has(name)).sort();
  const hashes = await Promise.all(names.map((name) => hashPath(path.join(directory, name))));
  return sha256(names.map((name, index) => `${name}=${hashes[index]}`).join("\n"));
}

const ignored = new Set(["node_modules", "dist", "coverage"]);

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
