import { rename, rm } from "node:fs/promises";

/** Puts the folder `fresh` in the place of `standing`, also while other processes do the same. */
export async function replaceDirectory(fresh: string, standing: string): Promise<void> {
  const old = `${standing}.old.${process.pid}`;
  for (let attempt = 1; ; attempt++) {
    await rename(standing, old).catch(ignoreMissing);
    await rm(old, { recursive: true, force: true });
    try {
      return await rename(fresh, standing);
    } catch (error) {
      // Another process put its own there in between.
      const { code } = error as NodeJS.ErrnoException;
      if (attempt === 10 || (code !== "ENOTEMPTY" && code !== "EEXIST" && code !== "EPERM")) throw error;
    }
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
