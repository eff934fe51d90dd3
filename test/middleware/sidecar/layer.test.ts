import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { build } from "esbuild";
import { root } from "#build/root.ts";
import { unzip } from "#local/aws/load-template/unzip.ts";
import { buildLayer } from "./newsroom.ts";

let folder: string;
let layer: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "layer-"));
  await buildLayer(path.join(folder, "layer.zip"));
  layer = path.join(await unzip(path.join(folder, "layer.zip"), folder), "nodejs/sidecar");
}, 30_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(entry: string, variables: Record<string, string>) {
  await writeFile(path.join(folder, "app.mjs"), "export const handler = async () => ({ done: true });");
  const script = `
    import { handler } from ${JSON.stringify(entry)};
    const answer = await handler({}, { functionName: "app" });
    console.log(JSON.stringify({ answer }));
  `;
  const env = { LAMBDA_TASK_ROOT: folder, MIDDLEWARE_HANDLER: "app.handler", ...variables };
  return promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { env });
}

describe("the layer", () => {
  test("is the same bytes from the same sources, and says how large it is", async () => {
    const again = path.join(folder, "again.zip");
    const said = await buildLayer(again);
    expect(await readFile(again)).toEqual(await readFile(path.join(folder, "layer.zip")));
    expect(said).toMatch(/KB\s+\S*again\.zip/);
  });

  test("loads Powertools only in its mode, and the X-Ray SDK not at the start", async () => {
    const index = await readFile(path.join(layer, "index.mjs"), "utf8");
    expect(index).toMatch(/import\("\.\/powertools-\w+\.mjs"\)/);
    const names = await readdir(layer);
    const large = names.filter((name) => name.startsWith("x-ray-sdk-"));
    expect(large).toHaveLength(1);
    expect(index).not.toContain(large[0]);
  });

  test.each(["powertools", "lean"])("runs a handler, %s", async (mode) => {
    const { stdout } = await run(path.join(layer, "index.mjs"), { MIDDLEWARE_OBSERVABILITY: mode });
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ message: "task", function: "app", outcome: "ok" }, { answer: { done: true } }]);
  });

  test.each([
    ["Powertools is broken", {}, "Powertools cannot be loaded"],
    ["the mode is unknown", { MIDDLEWARE_OBSERVABILITY: "loud" }, "unknown"],
  ])("works on without Powertools where %s", async (_, variables: Record<string, string>, warning) => {
    const [powertools = ""] = (await readdir(layer)).filter((name) => name.startsWith("powertools-"));
    const file = path.join(layer, powertools);
    const intact = await readFile(file);
    await writeFile(file, "throw new Error('this file is broken');");
    try {
      const { stdout, stderr } = await run(path.join(layer, "index.mjs"), variables);
      expect(stdout).toContain('{"answer":{"done":true}}');
      expect(stdout).toContain('"message":"task"');
      expect(stderr).toContain(warning);
    } finally {
      await writeFile(file, intact);
    }
  });
});

test("a second copy of the package in the function sees the ids of the layer", async () => {
  for (const name of ["one", "other"])
    await build({
      entryPoints: [path.join(root, "middleware/state.ts")],
      outfile: path.join(folder, `${name}.mjs`),
      bundle: true,
      format: "esm",
      platform: "node",
    });
  const script = `
    import { runWith } from ${JSON.stringify(path.join(folder, "one.mjs"))};
    import { currentContext } from ${JSON.stringify(path.join(folder, "other.mjs"))};
    console.log(runWith({ context: { requestId: "seen-by-both" } }, () => currentContext().requestId));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
  expect(stdout).toBe("seen-by-both\n");
});
