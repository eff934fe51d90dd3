import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Metafile } from "esbuild";

/** What a cold start of one function loads, and what it leaves for later. Sizes in bytes. */
export interface BundleReport {
  /** The entry and all that it imports statically. */
  readonly initBytes: number;
  readonly lazyBytes: number;
  /** The npm packages in the init graph, sorted by name. */
  readonly initPackages: readonly string[];
}

/** Reads a function's metafile, as `bundleFunctions` returns it. */
export function bundleReport(metafile: Metafile): BundleReport {
  const init = reachable(metafile, "index.mjs");
  const bytes = (files: string[]) =>
    files.reduce((sum, file) => sum + (metafile.outputs[file]?.bytes ?? 0), 0);
  const lazy = Object.keys(metafile.outputs).filter((file) => !init.has(file));
  return {
    initBytes: bytes([...init]),
    lazyBytes: bytes(lazy),
    initPackages: packagesIn([...init].flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {}))),
  };
}

/** Reports on all functions in the folder that `bundleFunctions` wrote. */
export async function bundleReports(directory: string): Promise<Record<string, BundleReport>> {
  const metafiles: Record<string, Metafile> = JSON.parse(
    await readFile(path.join(directory, "meta.json"), "utf8"),
  );
  const reports = Object.entries(metafiles).map(([name, metafile]) => [name, bundleReport(metafile)]);
  return Object.fromEntries(reports);
}

function reachable(metafile: Metafile, file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const each of metafile.outputs[file]?.imports ?? []) {
    if (each.kind !== "dynamic-import" && !each.external) reachable(metafile, each.path, seen);
  }
  return seen;
}

function packagesIn(inputs: readonly string[]): string[] {
  const names = inputs.flatMap((input) => {
    const last = input.split("node_modules/").at(-1) ?? "";
    const match = input.includes("node_modules/") ? /^(@[^/]+\/[^/]+|[^/]+)/.exec(last) : null;
    return match?.[1] ?? [];
  });
  return [...new Set(names)].sort();
}
