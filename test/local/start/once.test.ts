import { expect, test } from "@jest/globals";
import { start } from "./child.ts";

test("--once --json writes the sample job of 1,734 pages and ends with its result as JSON", async () => {
  const { code, stdout, stderr } = await start(["--once", "--json"]).ended;
  const result = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
  console.log(`--once: ${result.seconds} s, ${result.pagesPerSecond} pages/s.`);
  expect(Object.keys(result)).toEqual([
    "pages",
    "done",
    "failed",
    "seconds",
    "pagesPerSecond",
    "costMicroUsd",
    "requestId",
  ]);
  expect(result).toMatchObject({ pages: 1_734, done: 1_734, failed: 0 });
  expect(result.seconds).toBeGreaterThan(0);
  expect(result.pagesPerSecond).toBeCloseTo(result.pages / result.seconds, -1);
  expect(Number.isInteger(result.costMicroUsd) && result.costMicroUsd > 0).toBe(true);
  expect(result.requestId).toMatch(/^[\w-]+$/);
  // Progress goes elsewhere, so that the output can be piped.
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  expect(stderr).toContain("/1734");
  expect(code).toBe(0);
}, 180_000);
