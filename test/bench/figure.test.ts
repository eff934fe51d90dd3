import { expect, test } from "@jest/globals";
import { figure, figureTable, median } from "../../bench/figure.ts";

test("the median is the middle value, or the mean of the two in the middle", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([8, 1, 2, 4])).toBe(3);
  expect(() => median([])).toThrow("no median of no values");
});

test("a figure has four digits and the ratio to its rival, if it has one", () => {
  expect(figure("queue", "speed", "pages/s", 123.456, 246.9)).toEqual({
    bench: "queue",
    metric: "speed",
    ours: 123.5,
    rival: 246.9,
    ratio: 0.5,
    unit: "pages/s",
  });
  expect(figure("queue", "speed", "pages/s", 1)).toMatchObject({ rival: null, ratio: null });
});

test("the table aligns its columns", () => {
  const rows = figureTable([figure("q", "speed", "pages/s", 10, 20), figure("q", "memory", "MB", 512)]);
  expect(rows.split("\n")).toEqual([
    "metric  ours  rival  ratio  unit",
    "speed   10    20     0.5    pages/s",
    "memory  512   –      –      MB",
  ]);
});
