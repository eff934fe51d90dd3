import { Ajv2019 } from "ajv/dist/2019.js";
import { formats } from "./formats.ts";
import type { Validator } from "./validator.ts";

/** Where a value comes from: off the wire everything is text, JSON has types of its own. */
export type Source = "wire" | "json";

const compilers = new Map<Source, Ajv2019>();

/**
 * Compiles a JSON Schema with Ajv; validators of `wire` values turn text into the schema's types and fill in
 * defaults, in place.
 * @throws Error where the schema is broken, or names a keyword or format that nobody knows.
 */
export function compileJsonSchema(schema: object, source: Source): Validator<unknown> {
  const compiler = compilers.get(source) ?? makeCompiler(source);
  compilers.set(source, compiler);
  return compiler.compile(schema);
}

function makeCompiler(source: Source): Ajv2019 {
  const wire = source === "wire";
  return new Ajv2019({
    allErrors: true,
    addUsedSchema: false,
    coerceTypes: wire,
    useDefaults: wire,
    strictTypes: false,
    strictTuples: false,
    formats,
    logger: false,
  });
}
