import { mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { build, type Metafile } from "esbuild";
import { root } from "#build/root.ts";

/** A bundle on the disk; whoever asked for it removes the folder. */
export interface EntryBundle {
  /** Holds `index.mjs` and its chunks. */
  readonly directory: string;
  /** What a cold start loads: the entry and all that it imports statically, in KB of 1,024 bytes. */
  readonly initKb: number;
  /** The npm packages among that, and how many bytes each of them takes. */
  readonly initPackages: Readonly<Record<string, number>>;
}

// CommonJS dependencies call `require`, which an ES module does not have.
const createRequire =
  'import{createRequire as $createRequire}from"node:module";const require=$createRequire(import.meta.url);';

// The typical stack's logger asks for JMESPath, which is installed for Powertools' idempotency alone.
const jmespathHome = "node_modules/@aws-lambda-powertools/idempotency/node_modules";

/** Bundles a module's source text the way the product's functions are bundled, into a folder of its own. */
export async function bundleEntry(source: string): Promise<EntryBundle> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "bundle-")));
  const { metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: source, resolveDir: root, sourcefile: "entry.ts", loader: "ts" },
    entryNames: "index",
    chunkNames: "chunk-[hash]",
    outdir: directory,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node22",
    format: "esm",
    splitting: true,
    minify: true,
    legalComments: "none",
    metafile: true,
    logLevel: "silent",
    banner: { js: createRequire },
    nodePaths: [join(root, jmespathHome)],
  });
  const outputs = byName(metafile);
  const init = [...loadedWith(outputs, "index.mjs")].map((name) => outputs[name] as Output);
  const bytes = init.reduce((sum, output) => sum + output.bytes, 0);
  return { directory, initKb: bytes / 1024, initPackages: packagesIn(init) };
}

type Output = Metafile["outputs"][string];

function byName({ outputs }: Metafile): Record<string, Output> {
  return Object.fromEntries(Object.entries(outputs).map(([file, output]) => [basename(file), output]));
}

function loadedWith(outputs: Record<string, Output>, name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const { kind, external, path } of outputs[name]?.imports ?? [])
    if (kind !== "dynamic-import" && !external) loadedWith(outputs, basename(path), seen);
  return seen;
}

function packagesIn(outputs: readonly Output[]): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const { inputs } of outputs) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(file);
      sizes[name] = (sizes[name] ?? 0) + bytesInOutput;
    }
  }
  return sizes;
}

function packageOf(file: string): string {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
  return name ?? "own";
}
