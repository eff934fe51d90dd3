import { AwsError } from "../aws-error.ts";
import type { Substitutions } from "./binding.ts";
import { checkItem, checkValue, type Wording } from "./check-value.ts";
import { serialization, validation } from "./errors.ts";
import type { ExpressionName } from "./expressions.ts";
import type { Input } from "./shape.ts";
import type { Item } from "./values.ts";

/** Reads ExpressionAttributeNames and ExpressionAttributeValues. @throws AwsError with AWS's wording. */
export function readSubstitutions(
  input: Input,
  names: readonly ExpressionName[],
  wording: Wording,
): Substitutions {
  const aliases = (input.ExpressionAttributeNames ?? {}) as Record<string, string>;
  const valued = names.some((name) => name !== "ProjectionExpression");
  const values = ((valued && input.ExpressionAttributeValues) || {}) as Record<string, unknown>;
  checkKeys("ExpressionAttributeNames", input.ExpressionAttributeNames, /^#[0-9a-zA-Z_]+$/);
  if (valued) checkKeys("ExpressionAttributeValues", input.ExpressionAttributeValues, /^:[0-9a-zA-Z_]+$/);
  for (const alias in aliases)
    if (typeof aliases[alias] !== "string") throw serialization("Unexpected field type");
  return { names: aliases, values: wording === "older" ? checkEach(values) : checkItem(values, wording) };
}

// The older wording names the placeholder whose value is wrong.
function checkEach(values: Record<string, unknown>): Item {
  const checked: Item = {};
  for (const key of Object.keys(values)) {
    try {
      checked[key] = checkValue(values[key], "older");
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== "ValidationException") throw error;
      throw validation(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${key}`);
    }
  }
  return checked;
}

function checkKeys(parameter: string, map: unknown, pattern: RegExp): void {
  if (map == null) return;
  if (typeof map !== "object" || Array.isArray(map)) throw serialization("Unexpected field type");
  const keys = Object.keys(map);
  if (keys.length === 0) throw validation(`${parameter} must not be empty`);
  const wrong = keys.find((key) => !pattern.test(key));
  if (wrong !== undefined)
    throw validation(`${parameter} contains invalid key: Syntax error; key: "${wrong}"`);
}
