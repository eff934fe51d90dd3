import type { TSchema } from "typebox";

/** The keywords that samples are made from. */
interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
  minItems?: number;
  minimum?: number;
  pattern?: string;
}

/** A value that fits the schema, with every optional field present. */
export function sampleOf(schema: TSchema): unknown {
  return sample(schema as Schema);
}

function sample(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  // The last form is the richest: an object after null or text.
  if (schema.anyOf) return sample(schema.anyOf.at(-1) ?? {});
  if (schema.type === "object") return sampleObject(schema.properties ?? {});
  if (schema.type === "array") {
    return Array.from({ length: schema.minItems ?? 1 }, () => sample(schema.items ?? {}));
  }
  if (schema.type === "string") return sampleText(schema.pattern);
  return schema.type === "boolean" ? true : (schema.minimum ?? 1);
}

function sampleObject(properties: Record<string, Schema>): object {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, sample(schema)]));
}

const texts = [
  "some-words",
  "Plumber",
  "2026-01-02T03:04:05.678Z",
  "TX",
  "75001",
  "+1 555 010 0100",
  "info@example.com",
  "https://example.com",
  "08:30",
  "keyword~drain-cleaning~en",
  "location~dallas-tx",
  "/en/drain-cleaning/dallas-tx",
];

function sampleText(pattern = ""): string {
  const found = texts.find((text) => new RegExp(pattern, "u").test(text));
  if (found === undefined)
    throw new Error(`Add a text that matches ${pattern} to test/build/schema-samples.ts.`);
  return found;
}

const junk = [
  null,
  -1,
  1.5,
  1e9,
  "",
  "x".repeat(600),
  "a\u0000b",
  "not-one",
  [],
  [1, 1],
  {},
  { extra: 1 },
  true,
];

/** Copies of a sample, each with one place replaced by something odd, without one field, or with one too many. */
export function* brokenCopies(value: unknown): Generator<unknown> {
  yield* junk;
  if (value === null || typeof value !== "object") return;
  if (!Array.isArray(value)) yield { ...value, extra: 1 };
  for (const key of Object.keys(value)) {
    if (!Array.isArray(value)) yield without(value, key);
    for (const inner of brokenCopies(Reflect.get(value, key))) yield withOther(value, key, inner);
  }
}

function without(value: object, key: string): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

function withOther(value: object, key: string, inner: unknown): unknown {
  if (Array.isArray(value)) return value.with(Number(key), inner);
  return { ...value, [key]: inner };
}
