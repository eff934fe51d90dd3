import { requireOption } from "../options.ts";
import type { FromJsonSchema, JsonSchema } from "./json-schema.ts";
import { isStandardSchema, type StandardSchema } from "./standard-schema.ts";
import type { Validator } from "./validator.ts";

/** What describes a value: a validator built ahead, a Standard Schema, or a JSON Schema such as TypeBox makes. */
export type Schema = Validator<unknown> | StandardSchema | JsonSchema;

/** The type of a value that a schema has let pass. */
export type Infer<S> = S extends { readonly "~standard": { readonly types?: infer Types } }
  ? NonNullable<Types> extends { readonly output: infer Output }
    ? Output
    : unknown
  : InferPlain<S>;

/** The type of a value that a schema takes; another than `Infer` where the schema transforms. */
export type InferInput<S> = S extends { readonly "~standard": { readonly types?: infer Types } }
  ? NonNullable<Types> extends { readonly input: infer Input }
    ? Input
    : unknown
  : InferPlain<S>;

// Validators are functions; arktype's are too, but were asked for their standard before.
type InferPlain<S> = S extends (data: never) => unknown ? Validated<S> : FromJsonSchema<S>;

type Validated<S> = "~type" extends keyof S
  ? S extends { readonly "~type"?: infer T }
    ? T
    : unknown
  : S extends (data: unknown) => data is infer T
    ? T
    : unknown;

/** The kinds of schema. */
export type SchemaKind = "standard" | "validator" | "json";

/**
 * Tells the kind of a schema.
 * @throws Error where it is none, at the start of the stack rather than at its first request.
 */
export function schemaKind(owner: string, name: string, schema: unknown): SchemaKind {
  if (isStandardSchema(schema)) return "standard";
  if (typeof schema === "function") {
    const waits = "$async" in schema && schema.$async === true;
    requireOption(!waits, owner, `"${name}" is an asynchronous Ajv validator; compile it without $async.`);
    return "validator";
  }
  const reason = `"${name}" is no schema; give a validator function, a Standard Schema or a JSON Schema.`;
  requireOption(isPlainSchema(schema), owner, reason);
  return "json";
}

// Schemas of libraries that know no Standard Schema are objects too, with methods.
function isPlainSchema(schema: unknown): boolean {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return false;
  return !("validate" in schema) && !("parse" in schema) && !("check" in schema);
}
