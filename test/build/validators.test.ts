import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Ajv, type ValidateFunction } from "ajv";
import type { TSchema } from "typebox";
import { toJsonSchema } from "#build/json-schema.ts";
import { buildValidators } from "#build/validators.ts";
import { contract, shapes } from "#domain/contract.ts";
import { brokenCopies, sampleOf } from "./schema-samples.ts";

type Built = Pick<ValidateFunction, "errors"> & ((data: unknown) => boolean);
type Modules = Record<string, Record<string, Built>> & {
  validators: Record<string, Record<string, Built>>;
  shapeValidators: Record<string, Built>;
};

let directory: string;
let built: Modules;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "validators-"));
  await writeFile(path.join(directory, "package.json"), '{ "type": "module" }');
  await buildValidators(directory);
  built = await import(pathToFileURL(path.join(directory, "validators.js")).href);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

const onTheWire = ["path", "query", "headers"];
const cases = Object.entries(contract).flatMap(([route, schemas]) =>
  Object.entries(schemas).map(([part, schema]) => ({ route, part, schema: schema as TSchema })),
);

function validator(route: string, part: string): Built {
  const found = built.validators[route]?.[part];
  if (!found) throw new Error(`There is no validator ${route}.${part}`);
  return found;
}

function problems(validate: Built | ValidateFunction, data: unknown): string[] {
  validate(data);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.keyword}`).sort();
}

const byAjv = new Ajv({ allErrors: true, strict: true });

describe("the built validators", () => {
  test("there is one for each schema of the contract and none besides", () => {
    const expected = cases.map(({ route, part }) => `${route}.${part}`).sort();
    const found = Object.entries(built.validators).flatMap(([route, parts]) =>
      Object.keys(parts).map((part) => `${route}.${part}`),
    );
    expect(found.sort()).toEqual(expected);
    expect(Object.keys(built.shapeValidators)).toEqual(Object.keys(shapes));
  });

  test("each route and shape is an export of its own too", () => {
    expect(built.createJob).toBe(built.validators.createJob);
    expect(built.PageMessage).toBe(built.shapeValidators.PageMessage);
  });

  const bodies = cases.filter(({ part }) => !onTheWire.includes(part));
  test.each(bodies)("$route $part finds what plain Ajv finds", ({ route, part, schema }) => {
    const reference = byAjv.compile(toJsonSchema(schema));
    const sample = sampleOf(schema);
    expect(problems(validator(route, part), sample)).toEqual([]);
    for (const broken of brokenCopies(sample)) {
      expect(problems(validator(route, part), broken)).toEqual(problems(reference, broken));
    }
  });

  test.each(Object.entries(shapes))("%s finds what plain Ajv finds", (name, schema) => {
    const reference = byAjv.compile(toJsonSchema(schema));
    const sample = sampleOf(schema);
    const validate = built.shapeValidators[name] as Built;
    expect(problems(validate, sample)).toEqual([]);
    for (const broken of brokenCopies(sample))
      expect(problems(validate, broken)).toEqual(problems(reference, broken));
  });

  test("a query becomes numbers and booleans, and gets its defaults", () => {
    const asked = { limit: "5" };
    expect(validator("listJobs", "query")(asked)).toBe(true);
    expect(asked).toEqual({ limit: 5 });
    const empty = {};
    expect(validator("importTopics", "query")(empty)).toBe(true);
    expect(empty).toEqual({ dryRun: false });
  });

  test("a number in a path is read, and refused when it is none", () => {
    const page = { jobId: "job-1", n: "12" };
    expect(validator("getPage", "path")(page)).toBe(true);
    expect(page.n).toBe(12);
    expect(problems(validator("getPage", "path"), { jobId: "job-1", n: "twelve" })).toEqual(["/n type"]);
  });

  test("a body is taken as it is: text is no number, and nothing is filled in", () => {
    const body = { pageType: "blog-location", capMicroUsd: "5" };
    expect(problems(validator("createJob", "body"), body)).toEqual(["/capMicroUsd type"]);
    expect(body).toEqual({ pageType: "blog-location", capMicroUsd: "5" });
  });

  test("a list that is too long is refused without a look at its items", () => {
    const rows = new Array(200_000).fill(0);
    const found = problems(validator("importTopics", "body"), { rows });
    expect(found).toEqual([" anyOf", " type", "/rows maxItems"]);
  });

  test("an error says in words what was expected", () => {
    const validate = validator("createJob", "body");
    validate({ pageType: "blog", topics: [] });
    expect(validate.errors?.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^must be one of keyword-service-area, /),
      "must have at least 1 item",
    ]);
  });

  test("text is measured in characters, not in UTF-16 units", () => {
    const title = "😀".repeat(70);
    expect(problems(built.shapeValidators.PageDraft as Built, { title })).not.toContain("/title maxLength");
    const longer = `${title}😀`;
    expect(problems(built.shapeValidators.PageDraft as Built, { title: longer })).toContain(
      "/title maxLength",
    );
  });

  test("the module stands alone and stays small", async () => {
    const code = await readFile(path.join(directory, "validators.js"), "utf8");
    expect(code).not.toMatch(/\brequire\(|\bimport[\s"{(]/);
    expect(code.length).toBeLessThan(110_000);
  });
});
