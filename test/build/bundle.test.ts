import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { bundleFunctions } from "#build/bundle.ts";
import { type BundleReport, bundleReport, bundleReports } from "#build/bundle-report.ts";
import { root } from "#build/root.ts";
import { zipDirectory } from "#build/zip.ts";

const fixtures = path.join(root, "test/build/fixtures");
const entries = {
  lazy: path.join(fixtures, "lazy.ts"),
  "common-js": path.join(fixtures, "common-js.ts"),
};

let directory: string;
let lazy: BundleReport;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "bundles-"));
  const metafiles = await bundleFunctions({ entries, directory: path.join(directory, "one") });
  lazy = bundleReport(metafiles.lazy as NonNullable<typeof metafiles.lazy>);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

async function invoke(name: string, argument: string): Promise<unknown> {
  const file = path.join(directory, "one", name, "index.mjs");
  const script = `const { handler } = await import(process.argv[1]);
    console.log(JSON.stringify(await handler(process.argv[2])));`;
  const args = ["--input-type=module", "-e", script, file, argument];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

async function contents(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(mjs|json|zip)$/.test(name));
  const read = names.sort().map(async (name) => [name, await readFile(path.join(folder, name), "base64")]);
  return Object.fromEntries(await Promise.all(read));
}

describe("a bundle", () => {
  test("leaves what is imported lazily out of the start", () => {
    expect(lazy.initPackages).toEqual([]);
    expect(lazy.initBytes).toBeLessThan(3_000);
    expect(lazy.lazyBytes).toBeGreaterThan(20_000);
  });

  test("runs from its folder alone, lazy parts included", async () => {
    expect(await invoke("lazy", "a,b")).toEqual([["a", "b"]]);
  });

  test("lets CommonJS packages require", async () => {
    expect(await invoke("common-js", "")).toBe("function");
  });

  test("is refused when it would lose exports of a CommonJS package", async () => {
    const broken = { broken: path.join(fixtures, "lazy-common-js.ts") };
    const bundling = bundleFunctions({ entries: broken, directory: path.join(directory, "three") });
    await expect(bundling).rejects.toThrow("yauzl/index.js is CommonJS and imported lazily");
  });

  test("is reported with what it loads at start", async () => {
    const reports = await bundleReports(path.join(directory, "one"));
    expect(Object.keys(reports)).toEqual(["lazy", "common-js"]);
    expect(reports["common-js"]?.initPackages).toEqual(["pend", "yauzl"]);
    expect(reports["common-js"]?.lazyBytes).toBe(0);
  });

  test("has the same bytes again, zipped too", async () => {
    await bundleFunctions({ entries, directory: path.join(directory, "two") });
    for (const each of ["one", "two"]) {
      await zipDirectory(path.join(directory, each, "lazy"), path.join(directory, each, "lazy.zip"));
    }
    const [one, two] = [
      await contents(path.join(directory, "one")),
      await contents(path.join(directory, "two")),
    ];
    expect(Object.keys(one)).toContain("lazy.zip");
    expect(two).toEqual(one);
  });

  test("is zipped without the time of day", async () => {
    const file = path.join(directory, "dated.zip");
    await zipDirectory(path.join(directory, "one", "lazy"), file);
    const header = await readFile(file);
    const [time, date] = [header.readUInt16LE(10), header.readUInt16LE(12)];
    expect({ hour: time >> 11, year: 1980 + (date >> 9), month: (date >> 5) & 15, day: date & 31 }).toEqual({
      hour: 12,
      year: 1980,
      month: 1,
      day: 1,
    });
  });

  test("replaces the one before, leaving nothing of it", async () => {
    const replaced = path.join(directory, "replaced", "functions");
    await bundleFunctions({ entries, directory: replaced });
    await bundleFunctions({ entries: { lazy: entries.lazy }, directory: replaced });
    expect((await readdir(replaced)).sort()).toEqual(["lazy", "meta.json"]);
    expect(await readdir(path.dirname(replaced))).toEqual(["functions"]);
  });
});
