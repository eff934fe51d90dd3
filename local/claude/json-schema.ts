import { invalidRequest } from "./claude-error.ts";

/** A JSON schema as it stands in a request. */
export type JsonSchema = Record<string, unknown>;

// https://platform.claude.com/docs/en/build-with-claude/structured-outputs, "JSON Schema limitations".
const refused: Record<string, readonly string[]> = {
  string: ["minLength", "maxLength"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  integer: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  array: ["maxItems", "uniqueItems", "minContains", "maxContains"],
  object: ["minProperties", "maxProperties", "patternProperties"],
};
const path = "output_config.format.schema";

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const children = (value: unknown): JsonSchema[] =>
  (isSchema(value) ? Object.values(value) : []).filter(isSchema);
const listed = (value: unknown): JsonSchema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

function subschemas(schema: JsonSchema): JsonSchema[] {
  return [
    ...children(schema.properties),
    ...children(schema.$defs),
    ...(isSchema(schema.items) ? [schema.items] : []),
    ...listed(schema.anyOf),
    ...listed(schema.oneOf),
    ...listed(schema.allOf),
  ];
}

// A schema in use is checked once; a request brings an equal one each time.
const accepted = new Set<string>();

/** Refuses what the real API cannot compile. @throws ClaudeError 400 naming the keyword. */
export function checkSchema(schema: JsonSchema): void {
  const text = JSON.stringify(schema);
  if (accepted.has(text)) return;
  checkNode(schema);
  if (accepted.size < 100) accepted.add(text);
}

function checkNode(schema: JsonSchema) {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  for (const type of types as string[]) {
    const keyword = refused[type]?.find((name) => schema[name] !== undefined);
    if (keyword) throw invalidRequest(`${path}: For '${type}' type, property '${keyword}' is not supported`);
  }
  if (types.includes("object") && schema.additionalProperties !== false) {
    throw invalidRequest(
      `${path}: For 'object' type, 'additionalProperties' must be explicitly set to false`,
    );
  }
  if (typeof schema.minItems === "number" && schema.minItems > 1) {
    throw invalidRequest(`${path}: For 'array' type, 'minItems' values other than 0 or 1 are not supported`);
  }
  for (const each of subschemas(schema)) checkNode(each);
}

const formats: Record<string, string> = {
  "date-time": "2026-01-01T00:00:00Z",
  date: "2026-01-01",
  time: "00:00:00Z",
  duration: "P1D",
  email: "someone@example.com",
  hostname: "example.com",
  uri: "https://example.com/",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uuid: "00000000-0000-4000-8000-000000000000",
};

/** The smallest value that satisfies `schema`; references are resolved in `root`. */
export function minimalInstance(schema: JsonSchema, root: JsonSchema = schema): unknown {
  if (typeof schema.$ref === "string") return minimalInstance(resolve(schema.$ref, root), root);
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const branch = listed(schema.anyOf)[0] ?? listed(schema.oneOf)[0];
  if (branch) return minimalInstance(branch, root);
  const all = listed(schema.allOf);
  if (all.length > 0) return minimalInstance(Object.assign({}, schema, { allOf: [] }, ...all), root);
  return instanceOfType(Array.isArray(schema.type) ? schema.type[0] : schema.type, schema, root);
}

function instanceOfType(type: unknown, schema: JsonSchema, root: JsonSchema): unknown {
  if (type === "string") return formats[String(schema.format)] ?? "text";
  if (type === "number" || type === "integer") return 0;
  if (type === "boolean") return false;
  if (type === "array") return schema.minItems === 1 ? [minimalInstance(itemsOf(schema), root)] : [];
  if (type === "object" || isSchema(schema.properties)) return minimalObject(schema, root);
  return null;
}

const itemsOf = (schema: JsonSchema) => (isSchema(schema.items) ? schema.items : {});

function minimalObject(schema: JsonSchema, root: JsonSchema) {
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? (schema.required as string[]) : [];
  return Object.fromEntries(
    required.map((name) => [name, minimalInstance((properties[name] ?? {}) as JsonSchema, root)]),
  );
}

function resolve(reference: string, root: JsonSchema): JsonSchema {
  let found: unknown = root;
  for (const step of reference.replace(/^#\/?/, "").split("/").filter(Boolean)) {
    found = isSchema(found) ? found[step] : undefined;
  }
  if (!isSchema(found)) throw invalidRequest(`${path}: '${reference}' does not point into the schema`);
  return found;
}
