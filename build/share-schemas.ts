import { type JsonSchema, mapChildren } from "./json-schema.ts";

/** Schemas in which what occurs more than once is a `$ref` to an entry of `shared`. */
export interface SharedSchemas {
  /** By the names that were given; a value may be nothing but a `$ref`. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly shared: Readonly<Record<string, JsonSchema>>;
}

/** Hoists what occurs more than once: whole schemas only, or their inner schemas too when `inner` is set. */
export function shareSchemas(schemas: Record<string, JsonSchema>, inner: boolean): SharedSchemas {
  const counts = new Map<string, number>();
  for (const schema of Object.values(schemas)) count(schema, counts, inner);
  const names = new Map<string, string>();
  const shared: Record<string, JsonSchema> = {};
  const replace = (schema: JsonSchema): JsonSchema => {
    const key = JSON.stringify(schema);
    const known = names.get(key);
    if (known) return { $ref: known };
    const content = inner && !schema.uniqueItems ? mapChildren(schema, replace) : schema;
    if (!isShared(key, counts)) return content;
    const name = `shared${names.size}`;
    names.set(key, name);
    shared[name] = content;
    return { $ref: name };
  };
  const replaced = Object.entries(schemas).map(([name, schema]) => [name, replace(schema)]);
  return { schemas: Object.fromEntries(replaced), shared };
}

/** A call costs about as much code as a small check, so only longer schemas are worth a function. */
const shortestShared = 30;

function isShared(key: string, counts: ReadonlyMap<string, number>): boolean {
  return key.length >= shortestShared && (counts.get(key) ?? 0) > 1;
}

function count(schema: JsonSchema, counts: Map<string, number>, inner: boolean): void {
  const key = JSON.stringify(schema);
  const seen = counts.get(key) ?? 0;
  counts.set(key, seen + 1);
  // Unique items stay inline: a reference would hide their type from the check.
  if (seen > 0 || !inner || schema.uniqueItems) return;
  mapChildren(schema, (child) => {
    count(child, counts, inner);
    return child;
  });
}
