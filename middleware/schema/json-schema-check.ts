import type { Source } from "./ajv-compiler.ts";
import type { Check } from "./check.ts";
import type { Validator } from "./validator.ts";
import { validatorCheck } from "./validator-check.ts";

/** Where a JSON Schema stands, for errors and pointers. */
export interface SchemaPlace {
  readonly owner: string;
  readonly option: string;
  readonly root: string;
  readonly source: Source;
}

/** The module that compiles. */
export interface Compiler {
  compileJsonSchema(schema: object, source: Source): Validator<unknown>;
}

/** The check of a JSON Schema. Ajv is loaded and the schema compiled when the first value comes. */
export function jsonSchemaCheck(
  schema: object,
  place: SchemaPlace,
  load: () => Promise<Compiler> = () => import("./ajv-compiler.ts"),
): Check {
  let ready: Check | undefined;
  let compiling: Promise<Check> | undefined;
  const compile = async () => {
    const compiler = await load().catch((cause) => fail(needsAjv(place), cause));
    ready = validatorCheck(compiled(compiler, schema, place), place.root);
    return ready;
  };
  return (value) => {
    if (ready !== undefined) return ready(value);
    compiling ??= compile();
    return compiling.then((check) => check(value));
  };
}

function compiled(compiler: Compiler, schema: object, { owner, option, source }: SchemaPlace) {
  try {
    return compiler.compileJsonSchema(schema, source);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return fail(`${owner}(): the JSON Schema of "${option}" cannot be compiled: ${reason}.`, cause);
  }
}

function needsAjv({ owner, option }: SchemaPlace): string {
  return `${owner}(): "${option}" is a JSON Schema, which needs the package ajv; install it with npm install ajv@8, or give a validator built ahead.`;
}

function fail(message: string, cause: unknown): never {
  throw new Error(message, { cause });
}
