import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { runSteps, type Step } from "#build/run-steps.ts";

let directory: string;
let source: string;
let target: string;
const progress: string[] = [];

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "steps-"));
  source = path.join(directory, "source");
  target = path.join(directory, "target");
  await mkdir(path.join(source, "room/inner"), { recursive: true });
  await mkdir(target);
  await writeFile(path.join(source, "room/a.ts"), "a");
  await writeFile(path.join(source, "room/inner/b.ts"), "b");
  await writeFile(path.join(source, "settings.yml"), "settings");
  progress.length = 0;
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const step = (name: string, inputs: string[]): Step => ({
  name,
  inputs,
  outputs: [`${name}.out`],
  run: () => writeFile(path.join(target, `${name}.out`), "made"),
});

const run = (...steps: Step[]) =>
  runSteps(steps, { source, target, onProgress: (line) => progress.push(line) });

describe("build steps", () => {
  test("run at first, say so, and then rest", async () => {
    const steps = [step("one", ["room"]), step("two", ["settings.yml"])];
    expect(await run(...steps)).toEqual(["one", "two"]);
    expect(progress).toEqual(["Building one …", "Building two …"]);
    expect(await run(...steps)).toEqual([]);
    expect(progress).toHaveLength(2);
  });

  test("run again when a file changes, and only those that it belongs to", async () => {
    const steps = [step("one", ["room"]), step("two", ["settings.yml"])];
    await run(...steps);
    await writeFile(path.join(source, "room/inner/b.ts"), "changed");
    expect(await run(...steps)).toEqual(["one"]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["appears", () => writeFile(path.join(source, "room/new.ts"), "")],
    ["disappears", () => rm(path.join(source, "room/a.ts"))],
    ["gets another name", () => rename(path.join(source, "room/a.ts"), path.join(source, "room/c.ts"))],
  ])("run again when a file %s", async (_, change) => {
    await run(step("one", ["room"]));
    await change();
    expect(await run(step("one", ["room"]))).toEqual(["one"]);
  });

  test("rest when a file was only touched", async () => {
    await run(step("one", ["room"]));
    await writeFile(path.join(source, "room/a.ts"), "a");
    expect(await run(step("one", ["room"]))).toEqual([]);
  });

  test("do not look into node_modules", async () => {
    await run(step("one", ["room"]));
    await mkdir(path.join(source, "room/node_modules"));
    expect(await run(step("one", ["room"]))).toEqual([]);
  });

  test("run again when what they made is gone", async () => {
    await run(step("one", ["room"]));
    await rm(path.join(target, "one.out"));
    expect(await run(step("one", ["room"]))).toEqual(["one"]);
  });

  test("run again after they failed", async () => {
    const failing: Step = { ...step("one", ["room"]), run: () => Promise.reject(new Error("no")) };
    await expect(run(failing)).rejects.toThrow("no");
    await writeFile(path.join(target, "one.out"), "half");
    expect(await run(step("one", ["room"]))).toEqual(["one"]);
  });
});
