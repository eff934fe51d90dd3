import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { openApiDocument, openApiFile, openApiText } from "#build/openapi.ts";
import { problemTexts, summaries } from "#build/openapi-text.ts";
import { problemCodes } from "#domain/problem-codes.ts";
import { type RouteFacts, routes } from "#domain/routes.ts";

interface Parameter {
  name: string;
  in: string;
  required: boolean;
  description?: string;
  schema: object;
}
interface Media {
  schema: { $ref?: string; type?: string };
}
interface Operation {
  operationId: string;
  summary: string;
  security?: object[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { $ref?: string; description?: string; content?: Record<string, Media> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; responses: Record<string, object> };
}

let document: Document;
let operations: { method: string; path: string; operation: Operation }[];

beforeAll(() => {
  document = openApiDocument() as Document;
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
});

const operationOf = (id: string): Operation => {
  const found = operations.find(({ operation }) => operation.operationId === id);
  if (!found) throw new Error(`There is no operation ${id}`);
  return found.operation;
};

describe("openapi.json", () => {
  test("is what the contract makes: run `npm run build` after a change of it", async () => {
    expect(await readFile(openApiFile, "utf8")).toBe(openApiText());
  });

  test("describes every route and no other", () => {
    const described = operations.map(({ method, path, operation }) => [
      operation.operationId,
      `${method} ${path}`,
    ]);
    const served = Object.entries<RouteFacts>(routes).map(([name, { method, path }]) => [
      name,
      `${method.toLowerCase()} ${path}`,
    ]);
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(served));
    expect(described).toHaveLength(served.length);
  });

  test("every reference leads somewhere, and every component is used", () => {
    const text = openApiText();
    const references = [...text.matchAll(/"\$ref": "#\/components\/(\w+)\/(\w+)"/g)];
    const used = new Set(references.map(([, kind, name]) => `${kind}/${name}`));
    const { schemas, responses } = document.components;
    const known = [
      ...Object.keys(schemas).map((name) => `schemas/${name}`),
      ...Object.keys(responses).map((name) => `responses/${name}`),
    ];
    expect([...used].sort()).toEqual(known.sort());
  });

  test("every schema is valid JSON Schema 2020-12", () => {
    const ajv = new Ajv2020({ strict: true, allErrors: true });
    ajv.addSchema({ $id: "openapi", components: document.components } as object, "openapi", true, false);
    for (const schema of Object.values(document.components.schemas)) {
      expect(ajv.validateSchema(JSON.parse(JSON.stringify(schema)))).toBe(true);
    }
  });

  test("path parameters are those of the path, required and explained", () => {
    for (const { path, operation } of operations) {
      const parameters = operation.parameters ?? [];
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = parameters.filter((parameter) => parameter.in === "path");
      expect(declared.map(({ name }) => name)).toEqual(named);
      expect(declared.every(({ required }) => required)).toBe(true);
      for (const { description } of parameters) expect(description).toMatch(/^\w/);
    }
  });

  test("a route without a role needs no sign-in; all others say which role they need", () => {
    for (const [name, facts] of Object.entries<RouteFacts>(routes)) {
      const { security } = operationOf(name);
      expect([name, security]).toEqual([name, facts.role ? undefined : []]);
    }
  });

  test("an import takes JSON rows or CSV text", () => {
    const content = operationOf("importTopics").requestBody?.content ?? {};
    expect(content["application/json"]?.schema.type).toBe("object");
    expect(content["text/csv"]?.schema.type).toBe("string");
  });

  test("starting a job needs an Idempotency-Key, answers 201 and refers to named components", () => {
    const { parameters, requestBody, responses } = operationOf("createJob");
    expect(parameters).toContainEqual(
      expect.objectContaining({ name: "idempotency-key", in: "header", required: true }),
    );
    expect(requestBody?.content["application/json"]?.schema).toEqual({ $ref: "#/components/schemas/NewJob" });
    expect(responses["201"]?.content?.["application/json"]?.schema).toEqual({
      $ref: "#/components/schemas/Job",
    });
    expect(Object.keys(responses)).toEqual("201 400 401 403 404 409 413 415 422 429 500 503".split(" "));
  });

  test("every problem status that a route can answer is described, and leads to ProblemDetails", () => {
    const gateway = 405;
    const statuses = new Set(Object.values(problemCodes).map(({ status }) => status as number));
    statuses.delete(gateway);
    expect(Object.keys(problemTexts).map(Number)).toEqual([...statuses].sort());
    for (const response of Object.values(document.components.responses)) {
      expect(response).toMatchObject({
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/ProblemDetails" } } },
      });
    }
  });

  test("each summary is a short plain sentence of its own", () => {
    const texts = Object.values(summaries);
    expect(new Set(texts).size).toBe(texts.length);
    for (const text of texts) expect(text).toMatch(/^[A-Z][\w ,]{8,59}$/);
  });
});
