import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Runs a module of this folder in a process of its own, so that no run profits or suffers from the one before.
 * @returns what the module reports. @throws Error when it ends without a report.
 */
export async function inChild<Result>(module: string, options: object): Promise<Result> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), [JSON.stringify(options)], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", 2, 2, "ipc"],
  });
  return new Promise((resolve, reject) => {
    child.once("message", (result) => resolve(result as Result));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${module} ended with code ${code} and no report.`)));
  });
}

/** The options that `inChild` was given. */
export const childOptions = <Options>(): Options => JSON.parse(process.argv[2] ?? "{}") as Options;

/** Hands the result to `inChild` and ends the process. */
export function report(result: object): void {
  process.send?.(result, () => process.exit(0));
}
