import { copyFile, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { replaceDirectory } from "./replace-directory.ts";
import { root } from "./root.ts";
import { runOsls } from "./run-osls.ts";
import { buildDirectory } from "./steps.ts";

/**
 * Packages the service for a stage into `directory`, without network and credentials.
 *
 * @throws Error with the reason that osls gives.
 */
export async function packageTemplate(stage: string, directory: string): Promise<void> {
  const scratch = path.join(buildDirectory, `osls.${stage}.${process.pid}`);
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  try {
    await layOut(scratch);
    await runOsls(["package", "--stage", stage, "--package", "package"], scratch);
    await forget(scratch, path.join(scratch, "package", "serverless-state.json"));
    await mkdir(path.dirname(directory), { recursive: true });
    await replaceDirectory(path.join(scratch, "package"), directory);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

// osls keeps its intermediate files in the service's folder: with one of its own, runs cannot disturb each other.
async function layOut(scratch: string): Promise<void> {
  await copyFile(path.join(root, "serverless.yml"), path.join(scratch, "serverless.yml"));
  await symlink(path.join(root, "build"), path.join(scratch, "build"), "junction");
}

// The state names the zips by absolute paths, which would differ from run to run.
async function forget(scratch: string, stateFile: string): Promise<void> {
  const prefix = JSON.stringify(scratch + path.sep).slice(1, -1);
  await writeFile(stateFile, (await readFile(stateFile, "utf8")).replaceAll(prefix, ""));
}
