import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { median } from "../figure.ts";

const runFile = promisify(execFile);

// Timed inside of the child, so that the start of Node itself does not count.
const child = `const { hrtime } = process;
const begin = hrtime.bigint();
await import(process.argv[1]);
process.stdout.write(String(Number(hrtime.bigint() - begin) / 1e6));
process.exit();`;

/**
 * How long a fresh process takes to import each folder's `index.mjs`: medians in milliseconds, in the order of the
 * folders, which take turns in each round.
 */
export async function coldImport(directories: readonly string[], rounds: number): Promise<number[]> {
  const times = directories.map((): number[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [index, directory] of directories.entries()) times[index]?.push(await importOnce(directory));
  return times.map(median);
}

async function importOnce(directory: string): Promise<number> {
  const file = pathToFileURL(join(directory, "index.mjs")).href;
  const env = { PATH: process.env.PATH, AWS_LAMBDA_FUNCTION_NAME: "bench" };
  const args = ["--input-type=module", "--no-warnings", "--eval", child, file];
  const { stdout } = await runFile(process.execPath, args, { env, timeout: 30_000 });
  return Number(stdout);
}
