import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { build, transform } from "esbuild";

/** The package's entries, by the name of their file without its ending. */
const entries = { index: "index.ts", lean: "lean.ts", "testing/index": "testing/index.ts" };

/**
 * Builds CommonJS modules with Middy inlined, which itself has ES modules only. The bundle is first split as ES
 * modules, as only those can be: one copy of each module, whichever entry it comes through, and what is imported
 * lazily stays in files of its own.
 */
export async function buildCommonJs(room: string, directory: string): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: room,
    entryPoints: entries,
    outdir: directory,
    write: false,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22",
    plugins: [{ name: "packages", setup: ({ onResolve }) => onResolve({ filter: /^[^./]/ }, keepPackage) }],
    outExtension: { ".js": ".cjs" },
    chunkNames: "chunks/[name]-[hash]",
    legalComments: "inline",
    logLevel: "warning",
  });
  await Promise.all(outputFiles.map((file) => writeCommonJs(file.path, file.text)));
}

function keepPackage({ path: name, kind }: { path: string; kind: string }) {
  const inlined = kind === "entry-point" || name.startsWith("@middy/");
  return inlined ? undefined : { path: name, external: true };
}

async function writeCommonJs(file: string, text: string): Promise<void> {
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: "node22",
    // Jest cannot run `import()` in CommonJS mode.
    supported: { "dynamic-import": false },
    legalComments: "inline",
    sourcefile: file,
  });
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, code);
}
