import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { build, type Metafile } from "esbuild";
import { replaceDirectory } from "./replace-directory.ts";
import { root } from "./root.ts";

/** What is bundled, and where to. */
export interface BundleOptions {
  /** Entry files by function name; each exports `handler`. */
  readonly entries: Readonly<Record<string, string>>;
  /** Holds one folder per function afterwards. */
  readonly directory: string;
}

/**
 * Bundles each function into `<directory>/<name>/index.mjs`. What is imported lazily stays a chunk of its own, and
 * the same sources give the same bytes.
 *
 * @throws Error when an entry cannot be bundled, or imports a CommonJS module lazily.
 * @returns esbuild's account of each function's files.
 */
export async function bundleFunctions(options: BundleOptions): Promise<Record<string, Metafile>> {
  // Built aside and then moved, so that no reader sees half a bundle.
  const aside = `${options.directory}.${process.pid}`;
  await mkdir(aside, { recursive: true });
  try {
    const entries = Object.entries(options.entries).map(async ([name, entry]) => {
      return [name, await bundleFunction(entry, path.join(aside, name))] as const;
    });
    const metafiles = Object.fromEntries(await Promise.all(entries));
    await writeFile(path.join(aside, "meta.json"), JSON.stringify(metafiles));
    await replaceDirectory(aside, options.directory);
    return metafiles;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function bundleFunction(entry: string, directory: string): Promise<Metafile> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { index: entry },
    outdir: directory,
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunk-[hash]",
    bundle: true,
    platform: "node",
    target: "node22",
    format: "esm",
    // Without splitting, esbuild hoists `await import(…)` into the entry, and every cold start pays for it.
    splitting: true,
    minify: true,
    sourcemap: false,
    legalComments: "none",
    metafile: true,
    logLevel: "silent",
    // CommonJS dependencies call `require`, which an ES module does not have.
    banner: { js: createRequire },
  });
  refuseLazyCommonJs(result.metafile);
  return relativeTo(directory, result.metafile);
}

// Through a chunk, only the default export of a CommonJS module arrives; unbundled, all its exports would.
function refuseLazyCommonJs(metafile: Metafile): void {
  for (const { entryPoint = "" } of Object.values(metafile.outputs)) {
    if (metafile.inputs[entryPoint]?.format !== "cjs") continue;
    throw new Error(
      `${entryPoint} is CommonJS and imported lazily, which esbuild cannot split: import it in a module of its own and that one lazily.`,
    );
  }
}

const createRequire =
  'import{createRequire as $createRequire}from"node:module";const require=$createRequire(import.meta.url);';

/** The metafile with outputs named relative to the function's folder. */
function relativeTo(directory: string, metafile: Metafile): Metafile {
  const short = (file: string) => path.relative(directory, path.join(root, file)).split(path.sep).join("/");
  const outputs = Object.entries(metafile.outputs).map(([file, output]) => [
    short(file),
    {
      ...output,
      imports: output.imports.map((each) => (each.external ? each : { ...each, path: short(each.path) })),
    },
  ]);
  return { inputs: metafile.inputs, outputs: Object.fromEntries(outputs) };
}
