import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type InstalledPackage, installPackage, packageDirectory } from "./installed-package.ts";
import { start } from "./start.ts";

let project: InstalledPackage;
beforeAll(async () => {
  project = await installPackage();
});
afterAll(() => project?.remove());

async function linesOf(...args: string[]): Promise<Record<string, unknown>[]> {
  const { stdout, stderr, code } = await project.run(args);
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  const lines = stdout.split("\n").filter((line) => line.startsWith("{") && line.endsWith("}"));
  return lines.map((line) => JSON.parse(line));
}

test("ten lines lead from npm init to a first correlated log line", async () => {
  expect(start.trim().split("\n").length).toBeLessThanOrEqual(10);
  expect(await readFile(join(packageDirectory, "README.md"), "utf8")).toContain(start);
  await project.write("hello.mjs", start);
  const [greeting, wide] = await linesOf("hello.mjs");
  expect(greeting).toMatchObject({ level: expect.stringMatching(/info/i), message: "greeting", name: "Ada" });
  expect(greeting?.requestId).toMatch(/^[\w-]{8,64}$/);
  expect(wide).toMatchObject({ message: "request", status: 200, requestId: greeting?.requestId });
});

test("the same lines work with require", async () => {
  const required = start
    .replace(/import (\{.*\}) from (".*")/g, "const $1 = require($2)")
    .replace("export const", "const")
    .replace(/console\.log\(await (.*)\);/, "$1.then(console.log);");
  await project.write("hello.cjs", required);
  const [greeting, wide] = await linesOf("hello.cjs");
  expect(greeting?.requestId).toMatch(/^[\w-]{8,64}$/);
  expect(wide).toMatchObject({ message: "request", status: 200, requestId: greeting?.requestId });
});

test("only the entries can be imported", async () => {
  await project.write(
    "entries.mjs",
    `const names = ["", "/lean", "/testing", "/dist/index.js", "/state.ts", "/package.json"];
for (const name of names) {
  const found = await import("@marketbrewer/middleware" + name).catch(({ code }) => code);
  console.log(name, typeof found === "string" ? found : "found");
}`,
  );
  const { stdout } = await project.run(["entries.mjs"]);
  expect(stdout.split("\n").slice(0, -1)).toEqual([
    " found",
    "/lean found",
    "/testing found",
    "/dist/index.js ERR_PACKAGE_PATH_NOT_EXPORTED",
    "/state.ts ERR_PACKAGE_PATH_NOT_EXPORTED",
    "/package.json ERR_IMPORT_ATTRIBUTE_MISSING",
  ]);
});

test("both module systems have the same exports", async () => {
  await project.write(
    "exports.mjs",
    `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
for (const name of ["", "/lean", "/testing"]) {
  const { default: _, "module.exports": __, ...names } = await import("@marketbrewer/middleware" + name);
  const required = Object.keys(require("@marketbrewer/middleware" + name)).sort();
  console.log(JSON.stringify({ imported: Object.keys(names).sort(), required }));
}`,
  );
  const entries = await linesOf("exports.mjs");
  expect(entries).toHaveLength(3);
  for (const { imported, required } of entries) expect(required).toEqual(imported);
});

test("the tarball holds the compiled code with its types, the README and the license, and nothing else", () => {
  const paths = project.tarball.files.map(({ path }) => path);
  expect(paths.filter((path) => !/^dist\/.*\.(js|d\.ts|cjs|d\.cts)$/.test(path)).sort()).toEqual([
    "LICENSE",
    "README.md",
    "package.json",
  ]);
  expect(paths.filter((path) => /\btest\/|scripts|\.\./.test(path))).toEqual([]);
});

test("packing builds first, and every dependency has one exact version", async () => {
  const manifest = JSON.parse(await readFile(join(packageDirectory, "package.json"), "utf8"));
  expect(manifest.scripts).toMatchObject({ prepack: "npm run build", build: "node scripts/build.ts" });
  expect(
    Object.values(manifest.dependencies).filter((range) => !/^\d+\.\d+\.\d+$/.test(String(range))),
  ).toEqual([]);
  expect(Object.keys(manifest.peerDependencies).sort()).toEqual(
    Object.keys(manifest.peerDependenciesMeta).sort(),
  );
});
