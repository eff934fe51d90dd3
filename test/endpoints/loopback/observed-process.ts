import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** How a process ended, and what it reached for. */
export interface Observed {
  code: number;
  stdout: string;
  stderr: string;
  /** Each as `connect 127.0.0.1` or `lookup example.com`, once. */
  targets: string[];
}

const scripts = {
  observe: new URL("./observe.ts", import.meta.url),
  loadFunction: new URL("./load-function.ts", import.meta.url),
  reachOut: new URL("./reach-out.ts", import.meta.url),
  runProduct: new URL("./run-product.ts", import.meta.url),
  useClients: new URL("./use-clients.ts", import.meta.url),
};

/** Runs a script of this folder under the observer, with these variables and no others. */
export async function observe(
  script: Exclude<keyof typeof scripts, "observe">,
  variables: Record<string, string>,
): Promise<Observed> {
  const directory = await mkdtemp(join(tmpdir(), "observed-"));
  const file = join(directory, "targets.json");
  const env = { PATH: process.env.PATH ?? "", ...variables, OBSERVED_FILE: file };
  try {
    const ended = await run(["--import", scripts.observe.href, fileURLToPath(scripts[script])], env);
    return { ...ended, targets: JSON.parse(await readFile(file, "utf8")) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const run = (args: string[], env: Record<string, string>) =>
  new Promise<Omit<Observed, "targets">>((resolve) => {
    const child = execFile(process.execPath, args, { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
