import { AwsError } from "./aws-error.ts";

/** A request's members, as they came in. */
export type Input = Record<string, unknown>;

const refuse = (message: string) => new AwsError("SerializationException", message);

function tokenOf(value: unknown): string {
  if (typeof value === "string") return "STRING_VALUE";
  if (typeof value === "number") return Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
  return value ? "TRUE_VALUE" : "FALSE_VALUE";
}

// The words of the framework that AWS's JSON services share.
function notConvertible(value: unknown, type: string): AwsError {
  if (Array.isArray(value)) return refuse("Start of list found where not expected");
  if (typeof value === "object") return refuse("Start of structure or map found where not expected");
  return refuse(`${tokenOf(value)} can not be converted to ${type}`);
}

function text(value: unknown): string {
  if (typeof value !== "string") throw notConvertible(value, "a String");
  return value;
}

function structure(value: unknown): Input {
  if (typeof value !== "object" || value === null) throw refuse("Unexpected field type");
  if (Array.isArray(value)) throw refuse("Start of list found where not expected");
  return value as Input;
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === "object") throw refuse("Start of structure or map found where not expected");
  throw refuse("Unexpected field type");
}

/** @throws AwsError SerializationException when `value` is there and no object. */
export function optionalObject(input: Input, name: string): Input | undefined {
  const value = input[name];
  return value === undefined || value === null ? undefined : structure(value);
}

/** @throws AwsError SerializationException when `value` is there and no text. */
export function optionalString(input: Input, name: string): string | undefined {
  const value = input[name];
  return value === undefined || value === null ? undefined : text(value);
}

/** @throws AwsError SerializationException when it is there and no whole number. */
export function optionalInteger(input: Input, name: string): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) throw notConvertible(value, "an Integer");
  return value;
}

/** @throws AwsError SerializationException when it is there and no list of texts. */
export function stringList(input: Input, name: string): string[] {
  return list(input[name] ?? []).map(text);
}

/** @throws AwsError SerializationException when it is there and no map of texts to texts. */
export function stringMap(input: Input, name: string): Record<string, string> {
  const values = optionalObject(input, name) ?? {};
  for (const value of Object.values(values)) text(value);
  return values as Record<string, string>;
}

/** A list of objects; absent is empty. @throws AwsError SerializationException when it is something else. */
export function objectList(input: Input, name: string): Input[] {
  return list(input[name] ?? []).map(structure);
}
