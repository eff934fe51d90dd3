import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

/* Runs the package's tests, or those of the paths that are named, with the repository's Jest, which gets all arguments. */

const root = path.join(import.meta.dirname, "../..");
const matrix = path.join(root, "test/matrix");
const given = process.argv.slice(2);
const named = given.some((argument) => existsSync(path.join(root, argument)));
const jest = [
  ...["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"],
  ...[path.join(root, "node_modules/jest/bin/jest.js"), "--rootDir", root],
  ...(named ? [] : ["test/middleware"]),
  ...given,
];

// Other compilers and another Node, which the rest of the repository has no use for.
if (!existsSync(path.join(matrix, "node_modules")) && npm("ci", "--prefix", matrix) !== 0)
  console.error("The matrix could not be installed, so its tests are skipped.");
const status = npm("run", "--silent", "pretest") || run(process.execPath, jest);
process.exitCode = status;

function npm(...args: string[]): number {
  const script = process.env.npm_execpath;
  const own = [...args, "--no-audit", "--no-fund"];
  return script === undefined ? run("npm", own) : run(process.execPath, [script, ...own]);
}

function run(command: string, args: string[]): number {
  // A workspace of npm's own choice would otherwise be handed down to it.
  const env = { ...process.env, npm_config_workspace: "" };
  return spawnSync(command, args, { cwd: root, env, stdio: "inherit" }).status ?? 1;
}
