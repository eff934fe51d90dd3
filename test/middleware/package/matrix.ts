import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "#build/root.ts";

const modules = join(root, "test/matrix/node_modules");

/** Whether the other compilers, the other Node and the checkers of packages are installed. */
export const matrixInstalled = existsSync(join(modules, "publint"));

/** Says in a test's name why it is skipped. */
export const needsMatrix = matrixInstalled ? "" : " (skipped: run npm ci --prefix test/matrix)";

const platform: Record<string, string> = { darwin: "node-darwin", linux: "node-linux", win32: "node-win" };
const executable = process.platform === "win32" ? "node.exe" : "node";

/** The Nodes that the package is tried with; the second one is there where a package for this platform is. */
export const nodes: Record<string, string> = {
  "this Node": process.execPath,
  "Node 22": join(modules, `${platform[process.platform]}-${process.arch}`, "bin", executable),
};

/** The compilers by version; the repository's own one is the newest. */
export const compilers: Record<string, string> = {
  "5.5": join(modules, "typescript-5.5/bin/tsc"),
  "5.9": join(modules, "typescript-5.9/bin/tsc"),
  "6.0": join(modules, "typescript-6.0/bin/tsc"),
  "7.0": join(root, "node_modules/typescript/bin/tsc"),
};

/** The command lines of the checkers of packages. */
export const publint = join(modules, "publint/src/cli.js");
export const typesChecker = join(modules, "@arethetypeswrong/cli/dist/index.js");
