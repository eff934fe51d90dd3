import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** Makes the compiler's declarations fit for old compilers, and writes a copy of them for CommonJS into `cjs/`. */
export async function writeDeclarations(directory: string): Promise<void> {
  const files = await readdir(directory, { recursive: true });
  const declarations = files.filter((file) => file.endsWith(".d.ts"));
  await Promise.all(declarations.map((file) => writeBoth(directory, file)));
}

async function writeBoth(directory: string, file: string): Promise<void> {
  const text = await readFile(path.join(directory, file), "utf8");
  await writeFile(path.join(directory, file), withEnding(text, ".js"));
  const copy = path.join(directory, "cjs", file.replace(/\.d\.ts$/, ".d.cts"));
  await mkdir(path.dirname(copy), { recursive: true });
  await writeFile(copy, fromEsModules(withEnding(text, ".cjs")));
}

const relativeImport = /((?:\bfrom |\bimport\()"\.{1,2}\/[^"]+)\.ts"/g;

function withEnding(declaration: string, ending: string): string {
  return declaration.replace(relativeImport, `$1${ending}"`);
}

// Middy has ES modules only; a CommonJS declaration has to say so.
function fromEsModules(declaration: string): string {
  const attribute = '{ "resolution-mode": "import" }';
  return declaration
    .replace(/^import (?:type )?(.* from "@middy\/[^"]+")/gm, `import type $1 with ${attribute}`)
    .replace(/(\bimport\("@middy\/[^"]+")/g, `$1, { with: ${attribute} }`);
}
