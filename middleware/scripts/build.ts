import { spawnSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";
import { buildCommonJs } from "./build-commonjs.ts";
import { writeDeclarations } from "./write-declarations.ts";

/* Builds the package into dist/: ES modules with their types, and the same as CommonJS. `--out DIR` builds elsewhere. */

const room = path.join(import.meta.dirname, "..");
const { values } = parseArgs({ options: { out: { type: "string", default: path.join(room, "dist") } } });
const out = path.resolve(values.out);

await rm(out, { recursive: true, force: true });
compile(out);
await writeDeclarations(out);
await buildCommonJs(room, path.join(out, "cjs"));

function compile(directory: string): void {
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  const compiler = path.join(path.dirname(manifest), "bin/tsc");
  const project = path.join(room, "tsconfig.build.json");
  const { status } = spawnSync(process.execPath, [compiler, "-p", project, "--outDir", directory], {
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("The package does not compile: see the compiler's lines above.");
}
