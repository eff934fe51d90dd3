import type { TSchema } from "typebox";

/** The part of JSON Schema that the contract uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly additionalProperties?: boolean;
  readonly uniqueItems?: boolean;
  readonly maxItems?: number;
  readonly default?: unknown;
}

/** A TypeBox schema as plain JSON Schema, with the type of unique items spelled out. */
export function toJsonSchema(schema: TSchema): JsonSchema {
  return withItemTypes(JSON.parse(JSON.stringify(schema)));
}

/** The same schema with `change` applied to each schema directly inside it. */
export function mapChildren(schema: JsonSchema, change: (child: JsonSchema) => JsonSchema): JsonSchema {
  return {
    ...schema,
    ...(schema.properties && { properties: mapValues(schema.properties, change) }),
    ...(schema.items && { items: change(schema.items) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map(change) }),
  };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

// Without a type, a check for unique items compares each pair: seconds for a hostile body of 64 KB.
function withItemTypes(schema: JsonSchema): JsonSchema {
  const { uniqueItems, items } = schema;
  const untyped = uniqueItems && items?.enum?.every((value) => typeof value === "string");
  const typed = untyped ? { ...schema, items: { type: "string", ...items } } : schema;
  return mapChildren(typed, withItemTypes);
}
