import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleFunctions } from "#build/bundle.ts";
import { ensureBuilt } from "#build/ensure-built.ts";
import { functionNames } from "#build/function-names.ts";

/** A build that nobody changes while it is measured. */
export interface BuiltSystem {
  /** Holds one folder a function. */
  functions: string;
  /** The bare loop's thread, bundled as the functions are. */
  bareWorker: string;
  /** The packaged template. */
  templateFile: string;
  /** For recordings. */
  directory: string;
  remove(): Promise<void>;
}

/** Builds what changed and takes a copy. */
export async function copyBuiltSystem(onProgress: (line: string) => void): Promise<BuiltSystem> {
  const built = await ensureBuilt({ stage: "local", onProgress });
  const directory = await mkdtemp(join(tmpdir(), "marketbrewer-bench-"));
  const functions = join(directory, "functions");
  await Promise.all(
    functionNames.map((name) => cp(built.codeDirectory(name), join(functions, name), { recursive: true })),
  );
  const bare = join(directory, "bare");
  await bundleFunctions({
    entries: { worker: fileURLToPath(import.meta.resolve("./bare-worker.ts")) },
    directory: bare,
  });
  const templateFile = join(directory, "template.json");
  await writeFile(templateFile, JSON.stringify(built.template));
  return {
    functions,
    bareWorker: join(bare, "worker/index.mjs"),
    templateFile,
    directory,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
