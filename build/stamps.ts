import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";

/** Remembers from which inputs each step was last built. */
export interface Stamps {
  read(step: string): Promise<string | undefined>;
  write(step: string, hash: string): Promise<void>;
}

/** Stamps in one small file per step, so that steps that end at the same time do not overwrite each other's. */
export function stampsIn(directory: string): Stamps {
  const fileOf = (step: string) => path.join(directory, step.replaceAll(/[^\w-]/g, "_"));
  return {
    read: (step) => readFile(fileOf(step), "utf8").catch(() => undefined),
    async write(step, hash) {
      await mkdir(directory, { recursive: true });
      const aside = `${fileOf(step)}.${process.pid}`;
      await writeFile(aside, hash);
      await rename(aside, fileOf(step));
    },
  };
}
