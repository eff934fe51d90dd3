import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** One file of the layer. */
export interface LayerFile {
  readonly name: string;
  readonly contents: Uint8Array;
}

// The X-Ray SDK is CommonJS and asks for Node's own modules with `require`, which ES modules do not have.
const banner =
  'import{createRequire as makeRequire}from"node:module";const require=makeRequire(import.meta.url);';

/** Bundles the sidecar with all that it needs, sorted by name; what an invocation may not need is in files of its own. */
export async function bundleSidecar(): Promise<LayerFile[]> {
  const room = path.join(import.meta.dirname, "..");
  const { outputFiles } = await build({
    absWorkingDir: room,
    entryPoints: { index: fileURLToPath(import.meta.resolve("../sidecar/index.ts")) },
    outdir: "dist/layer",
    write: false,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node22",
    // Lambda's runtime brings it along.
    external: ["@aws-sdk/*", "@smithy/*"],
    outExtension: { ".js": ".mjs" },
    banner: { js: banner },
    legalComments: "none",
    logLevel: "warning",
  });
  return outputFiles
    .map(({ path: file, contents }) => ({ name: path.basename(file), contents }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
