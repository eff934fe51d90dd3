import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { build, type Metafile } from "esbuild";
import { root } from "#build/root.ts";
import { type InstalledPackage, installPackage, type Output } from "./installed-package.ts";
import { compilers, matrixInstalled, needsMatrix, nodes, publint, typesChecker } from "./matrix.ts";
import { consumer, found, imported, required, suite, usePackage } from "./use-package.ts";

let project: InstalledPackage;
beforeAll(async () => {
  project = await installPackage();
  await project.write("use.cjs", usePackage);
  await project.write("imported.mjs", imported);
  await project.write("required.cjs", required);
});
afterAll(() => project?.remove());

const tryMatrix = matrixInstalled ? test : test.skip;
const fine = { code: 0, stderr: "" };

async function expectFound(file: string, node?: string): Promise<void> {
  const { stdout, ...end } = await project.run([file], node);
  expect(end).toEqual(fine);
  expect(JSON.parse(stdout)).toEqual(found);
}

describe.each(Object.entries(nodes))("with %s", (name, node) => {
  const tryNode = existsSync(node) ? test : test.skip;
  const why = existsSync(node) ? "" : needsMatrix || ` (skipped: there is no ${name} for this platform)`;

  tryNode.each(["imported.mjs", "required.cjs"])(`the package is %s${why}`, (file) =>
    expectFound(file, node),
  );
});

const requireInModules =
  'import{createRequire as makeRequire}from"node:module";const require=makeRequire(import.meta.url);';

/** Bundles an entry as a stranger would; resolves with esbuild's account of the files. */
async function bundle(format: "esm" | "cjs", entry: string): Promise<Metafile["outputs"]> {
  const { metafile } = await build({
    absWorkingDir: project.directory,
    entryPoints: { index: entry },
    outdir: `bundled-${format}`,
    outExtension: { ".js": format === "esm" ? ".mjs" : ".cjs" },
    bundle: true,
    platform: "node",
    target: "node22",
    format,
    splitting: format === "esm",
    minify: true,
    metafile: true,
    logLevel: "error",
    external: ["@aws-sdk/*"],
    banner: { js: format === "esm" ? requireInModules : "" },
  });
  return metafile.outputs;
}

/** The sources that are loaded together with a file. */
function sourcesWith(outputs: Metafile["outputs"], file: string): string[] {
  const { inputs = {}, imports = [] } = outputs[file] ?? {};
  const next = imports.filter(({ kind, external }) => kind === "import-statement" && !external);
  return [...Object.keys(inputs), ...next.flatMap(({ path }) => sourcesWith(outputs, path))];
}

test("esbuild bundles it to ES modules", async () => {
  const outputs = await bundle("esm", "imported.mjs");
  await expectFound("bundled-esm/index.mjs");
  const early = sourcesWith(outputs, "bundled-esm/index.mjs").join("\n");
  expect(early).toContain("@middy/core/index.js");
  expect(early).not.toMatch(
    /aws-xray-sdk|aws-jwt-verify|node_modules\/ajv\/|powertools\/(?:tracer|metrics|idempotency)\//,
  );
});

test("esbuild bundles it to CommonJS", async () => {
  await bundle("cjs", "required.cjs");
  await expectFound("bundled-cjs/index.cjs");
});

test("Jest runs it in CommonJS mode", async () => {
  await project.write("used.test.js", suite);
  await project.write("jest.config.json", JSON.stringify({ testEnvironment: "node", transform: {} }));
  const jest = join(root, "node_modules/jest/bin/jest.js");
  const { code, stderr } = await project.run([jest, "--config", "jest.config.json", "--ci"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("1 passed") });
});

// Middy's own declarations name a package that is not installed with it.
const foreign = /^node_modules\/@middy\/core\/index\.d\.ts\(.*@aws\/durable-execution-sdk-js/;

async function complaints(compiler: string, settings: object, files: string[]): Promise<string[]> {
  const compilerOptions = {
    target: "es2022",
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    ...settings,
  };
  await project.write("tsconfig.json", JSON.stringify({ compilerOptions, files }));
  const { stdout }: Output = await project.run([compiler, "-p", "."]);
  return stdout.split("\n").filter((line) => line !== "" && !foreign.test(line));
}

// Checking the libraries too takes an old compiler four times as long, so the oldest does it once.
const checksLibraries = (version: string, module: string) =>
  version === "7.0" || (version === "5.5" && module === "nodenext");

describe.each(Object.entries(compilers))("TypeScript %s", (version, compiler) => {
  const tryCompiler = existsSync(compiler) ? test : test.skip;

  tryCompiler.each([
    [{ module: "node16" }, ["typed.mts", "typed.cts"]],
    [{ module: "nodenext" }, ["typed.mts", "typed.cts"]],
    [{ module: "esnext", moduleResolution: "bundler" }, ["typed.ts"]],
  ])(`takes the types with %j${existsSync(compiler) ? "" : needsMatrix}`, async (settings, files) => {
    for (const file of files) await project.write(file, consumer);
    const skipLibCheck = !checksLibraries(version, settings.module);
    expect(await complaints(compiler, { ...settings, skipLibCheck }, files)).toEqual([]);
  });
});

tryMatrix(`publint has nothing to say${needsMatrix}`, async () => {
  const installed = join(project.directory, "node_modules/@marketbrewer/middleware");
  const { code, stdout } = await project.run([publint, installed, "--strict", "--pack", "false"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("All good!") });
});

tryMatrix(`the types are right for every kind of resolution of this decade${needsMatrix}`, async () => {
  const { code, stdout } = await project.run([typesChecker, project.file, "--profile", "node16"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("(CJS)") });
});
