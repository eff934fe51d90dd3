import { Ajv, type KeywordCxt } from "ajv";
import codegen from "ajv/dist/compile/codegen/index.js";
import standalone from "ajv/dist/standalone/index.js";
import type { CodeKeywordDefinition } from "ajv/dist/types/index.js";
import arrays from "ajv/dist/vocabularies/code.js";
import type { JsonSchema } from "./json-schema.ts";
import { shareSchemas } from "./share-schemas.ts";

/** Where the validated value comes from: off the wire everything is a string, JSON has types of its own. */
export type Source = "wire" | "json";

/** The code of an ES module of validators, and under which of its exports each schema's validator stands. */
export interface CompiledSchemas {
  readonly code: string;
  readonly exportOf: Readonly<Record<string, string>>;
}

/**
 * Compiles named schemas to an ES module; equal schemas share one validator.
 * Validators of `wire` values turn strings into the schema's types and fill in defaults, in place.
 */
export function compileSchemas(named: Record<string, JsonSchema>, source: Source): CompiledSchemas {
  const { schemas, shared } = shareSchemas(named, source === "json");
  const ajv = validatorCompiler(source);
  for (const [name, schema] of Object.entries({ ...shared, ...schemas })) ajv.addSchema(schema, name);
  const exportOf = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, schema.$ref ?? name]),
  );
  // Each export is named once: Ajv would declare a validator again for a second name.
  const unique = Object.fromEntries(Object.values(exportOf).map((name) => [name, name]));
  return { code: standalone.default(ajv, unique), exportOf };
}

function validatorCompiler(source: Source): Ajv {
  const wire = source === "wire";
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    unicodeRegExp: true,
    inlineRefs: false,
    loopRequired: 3,
    coerceTypes: wire,
    useDefaults: wire,
    code: { source: true, esm: true, lines: true, optimize: 2 },
  });
  return ajv.removeKeyword("items").addKeyword(boundedItems);
}

// Ajv's own keyword checks each item of a list that is too long already: 250,000 errors for one hostile body.
const boundedItems: CodeKeywordDefinition = {
  keyword: "items",
  type: "array",
  schemaType: ["object", "boolean"],
  before: "uniqueItems",
  code(context: KeywordCxt) {
    const { gen, data, parentSchema } = context;
    const limit = parentSchema.maxItems ?? Number.POSITIVE_INFINITY;
    if (limit === Number.POSITIVE_INFINITY) context.ok(arrays.validateArray(context));
    else gen.if(codegen._`${data}.length <= ${limit}`, () => void arrays.validateArray(context));
  },
};
