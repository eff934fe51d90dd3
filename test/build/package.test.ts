import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ensureBuilt } from "#build/ensure-built.ts";
import { packageTemplate } from "#build/package-template.ts";
import { root } from "#build/root.ts";
import { runOsls } from "#build/run-osls.ts";

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "package-"));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

async function digests(folder: string): Promise<Record<string, string>> {
  const digest = (content: Buffer) => createHash("sha256").update(content).digest("hex");
  const names = (await readdir(folder)).sort();
  const read = names.map(async (name) => [name, digest(await readFile(path.join(folder, name)))]);
  return Object.fromEntries(await Promise.all(read));
}

async function command(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const script = path.join(root, "build/package.ts");
  return promisify(execFile)(process.execPath, [script, ...args]).then(
    (output) => ({ code: 0, ...output }),
    (error) => error,
  );
}

describe("packaging", () => {
  test("gives the same template and the same zips again", async () => {
    await packageTemplate("staging", path.join(directory, "one"));
    await packageTemplate("staging", path.join(directory, "two"));
    const one = await digests(path.join(directory, "one"));
    expect(Object.keys(one)).toEqual([
      "api.zip",
      "cloudformation-template-create-stack.json",
      "cloudformation-template-update-stack.json",
      "dispatch.zip",
      "health.zip",
      "serverless-state.json",
      "sweep.zip",
      "write-page.zip",
    ]);
    expect(await digests(path.join(directory, "two"))).toEqual(one);
  }, 120_000);

  test("has nothing to do when nothing changed", async () => {
    await ensureBuilt({ stage: "staging" });
    const lines: string[] = [];
    const again = await ensureBuilt({ stage: "staging", onProgress: (line) => lines.push(line) });
    expect(again.rebuilt).toEqual([]);
    expect(lines).toEqual([]);
    expect(Object.keys(again.template)).toContain("Resources");
    expect(await readdir(again.codeDirectory("health"))).toContain("index.mjs");
  }, 120_000);

  test("says where the template is and how large things are", async () => {
    const { code, stdout } = await command("--stage", "staging");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Template: {2}\.build\/package\/staging\/cloudformation-template-update-stack\.json$/m,
    );
    expect(stdout).toMatch(/^Resources: \d+$/m);
    expect(stdout).toMatch(/^ +\d+\.\d KB {2}write-page\.zip$/m);
  }, 120_000);

  test.each([
    ["--stage", "Prod!"],
    ["--stage", ""],
    ["--nonsense", "x"],
  ])("refuses %s %s in one sentence", async (option, value) => {
    const { code, stderr } = await command(option, value);
    expect(code).toBe(1);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).toContain(value === "x" ? "--nonsense" : `"${value}"`);
  });

  test("names what is wrong in the configuration, in one sentence", async () => {
    await writeFile(
      path.join(directory, "serverless.yml"),
      "service: broken\nprovider: { name: aws, runtime: nodejs24.x, nonsense: 5 }\n",
    );
    await expect(runOsls(["package"], directory)).rejects.toThrow(
      /^serverless\.yml cannot be packaged: .*'provider': unrecognized property 'nonsense'$/,
    );
  }, 60_000);
});
