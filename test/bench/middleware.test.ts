import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { measureOverhead } from "../../bench/middleware/measure-overhead.ts";

const root = resolve(import.meta.dirname, "../..");

test("every stack of the bench answers, and is measured by itself", async () => {
  const overheads = await measureOverhead(1, () => undefined, { warmUp: 3, blocks: 1, perBlock: 3 });
  expect(Object.keys(overheads).sort()).toEqual([
    "lean",
    "leanAuth",
    "leanTraced",
    "powertools",
    "powertoolsAuth",
    "powertoolsTraced",
    "typical",
    "typicalAuth",
    "typicalTraced",
  ]);
  for (const { p50, p99 } of Object.values(overheads)) expect(p50 > 0 && p99 >= p50).toBe(true);
});

test("each figure is one line of JSON", () => {
  const args = ["middleware", "--json", "--rounds", "1", "--skip", "overhead", "--skip", "cold"];
  const { stdout } = spawnSync(process.execPath, ["bench/run.ts", ...args], { cwd: root, encoding: "utf8" });
  const figures = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(figures.map(({ metric }) => metric)).toEqual(["redact_us_per_kb", "redact_prose_us_per_kb"]);
  for (const { bench, ours, rival, ratio } of figures) {
    expect({ bench, ratio }).toEqual({ bench: "middleware", ratio: expect.closeTo(ours / rival, 2) });
  }
});
