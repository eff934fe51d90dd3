import { serialization } from "./errors.ts";

/** The members of a request or of a structure in it, as they came off the wire. */
export type Input = Record<string, unknown>;

/** Why a value cannot be read as a type of AWS's model, in AWS's words; undefined when it can. */
export function unfit(value: unknown, type: string): string | undefined {
  if (Array.isArray(value))
    return type === "List" ? undefined : `Unrecognized collection type ${javaType(type)}`;
  if (typeof value === "object")
    return type.startsWith("Map") ? undefined : "Start of structure or map found where not expected";
  if (type === "List" || type.startsWith("Map")) return "Unexpected field type";
  const fits = typeof value === (type === "Integer" ? "number" : type.toLowerCase());
  if (fits) return undefined;
  if (type !== "Boolean" || typeof value !== "string")
    return `${describe(value)} cannot be converted to ${type}`;
  return asBoolean(value) === undefined ? "Unexpected token received from parser" : undefined;
}

const javaType = (type: string): string =>
  type.startsWith("Map")
    ? `java.util.Map<java.lang.String, ${type.slice("Map<".length)}`
    : `class java.lang.${type}`;

// AWS takes these texts for booleans.
function asBoolean(text: string): boolean | undefined {
  if (/^(true|1|yes)$/i.test(text)) return true;
  return /^(false|0|no)$/i.test(text) ? false : undefined;
}

/** A text member. @throws AwsError SerializationException when it is something else. */
export function optionalText(input: Input, name: string): string | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || typeof value === "string") return value;
  throw serialization(unfit(value, "String") ?? "");
}

/** A boolean member. @throws AwsError SerializationException when it is something else. */
export function optionalBoolean(input: Input, name: string): boolean | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || typeof value === "boolean") return value;
  const message = unfit(value, "Boolean");
  if (message) throw serialization(message);
  return asBoolean(String(value));
}

/** A whole-number member; AWS cuts a fraction off. @throws AwsError SerializationException when it is no number. */
export function optionalInteger(input: Input, name: string): number | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === "number") return Math.trunc(value);
  throw serialization(unfit(value, "Integer") ?? "");
}

/** A structure or map member. @throws AwsError SerializationException when it is something else. */
export function optionalStructure(input: Input, name: string): Input | undefined {
  const value = input[name] ?? undefined;
  return value === undefined ? undefined : structure(value);
}

/** A value that must be a structure. @throws AwsError SerializationException when it is something else. */
export function structure(value: unknown): Input {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Input;
  throw serialization("Unexpected field type");
}

/** A list member. @throws AwsError SerializationException when it is something else. */
export function optionalList(input: Input, name: string): unknown[] | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined || Array.isArray(value)) return value;
  throw serialization(unfit(value, "List") ?? "");
}

/** How AWS's parser names a JSON value. */
export function describe(value: unknown): string {
  if (typeof value === "string") return "STRING_VALUE";
  if (typeof value === "number") return Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  return Array.isArray(value) ? "START_ARRAY" : "START_OBJECT";
}
