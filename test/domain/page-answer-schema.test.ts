import { expect, test } from "@jest/globals";
import { pageAnswerSchema } from "#domain/page-answer-schema.ts";
import { PageDraft } from "#domain/schema/page.ts";

interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  required?: readonly string[];
  additionalProperties?: boolean;
}

/** The names of a schema's fields, with those of what it holds. */
const fields = ({ properties, items }: JsonSchema): unknown =>
  properties
    ? Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, fields(inner)]))
    : items
      ? [fields(items)]
      : "text";

const objects = (schema: JsonSchema): JsonSchema[] => [
  ...(schema.properties ? [schema] : []),
  ...Object.values(schema.properties ?? {}).flatMap(objects),
  ...(schema.items ? objects(schema.items) : []),
];

test("Claude is asked for exactly the fields of a draft", () => {
  expect(fields(pageAnswerSchema)).toEqual(fields(PageDraft as JsonSchema));
});

test("every object names all its fields as required and allows no others, as structured outputs demand", () => {
  for (const { properties, required, additionalProperties } of objects(pageAnswerSchema)) {
    expect(required).toEqual(Object.keys(properties ?? {}));
    expect(additionalProperties).toBe(false);
  }
  expect(objects(pageAnswerSchema)).toHaveLength(2);
});

test("no lengths or patterns are asked for, as structured outputs refuse them", () => {
  expect(JSON.stringify(pageAnswerSchema)).not.toMatch(/"(min|max|pattern|format)/);
});
