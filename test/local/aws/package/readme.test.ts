import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { limits } from "./operation-limits.ts";
import { examplesOf, packageDirectory, readReadme } from "./readme.ts";
import { offeredServices, renderOperations } from "./render-operations.ts";

const [opening, closing] = ["<!-- operations -->", "<!-- /operations -->"];

test("the README's table of operations is that of the code", () => {
  const readme = readReadme();
  const start = readme.indexOf(opening) + opening.length;
  const end = readme.indexOf(closing);
  const rendered = `${readme.slice(0, start)}\n\n${renderOperations()}\n\n${readme.slice(end)}`;
  if (process.env.UPDATE_DOCS) writeFileSync(join(packageDirectory, "README.md"), rendered);
  else expect(readme).toBe(rendered);
});

test("every limit is one of an operation that is offered", () => {
  const offered = new Map(offeredServices().map(({ name, operations }) => [name, operations]));
  const strays = Object.entries(limits).flatMap(([service, entries]) =>
    Object.keys(entries).filter((operation) => !offered.get(service)?.includes(operation)),
  );
  expect(strays).toEqual([]);
});

test("the start of the README has ten lines of code", () => {
  const [start = ""] = examplesOf(readReadme());
  expect(start.split("\n").filter((line) => line.trim() !== "")).toHaveLength(10);
});
