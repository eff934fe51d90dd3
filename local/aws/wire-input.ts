import { AwsError } from "./aws-error.ts";

/** A request's members, as they came in. */
export type Input = Record<string, unknown>;

const wrongType = (name: string, expected: string) =>
  new AwsError("SerializationException", `The member ${name} must be ${expected}.`);

/** @throws AwsError SerializationException when `value` is there and no object. */
export function optionalObject(input: Input, name: string): Input | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object" || Array.isArray(value)) throw wrongType(name, "an object");
  return value as Input;
}

/** @throws AwsError SerializationException when `value` is there and no text. */
export function optionalString(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw wrongType(name, "a string");
  return value;
}

/** @throws AwsError SerializationException when it is there and no whole number. */
export function optionalInteger(input: Input, name: string): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) throw wrongType(name, "an integer");
  return value;
}

/** @throws AwsError SerializationException when it is there and no list of texts. */
export function stringList(input: Input, name: string): string[] {
  const value = input[name] ?? [];
  if (!Array.isArray(value) || value.some((entry) => typeof entry !== "string"))
    throw wrongType(name, "a list of strings");
  return value;
}

/** @throws AwsError SerializationException when it is there and no map of texts to texts. */
export function stringMap(input: Input, name: string): Record<string, string> {
  const value = optionalObject(input, name) ?? {};
  if (Object.values(value).some((entry) => typeof entry !== "string"))
    throw wrongType(name, "a map of strings");
  return value as Record<string, string>;
}

/** A list of objects; absent is empty. @throws AwsError SerializationException when it is something else. */
export function objectList(input: Input, name: string): Input[] {
  const value = input[name] ?? [];
  if (!Array.isArray(value) || value.some((entry) => typeof entry !== "object" || entry === null))
    throw wrongType(name, "a list of objects");
  return value;
}
