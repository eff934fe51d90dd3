import { validation } from "./errors.ts";

/** A member of a request that breaks its model's constraint, in AWS's words; undefined when it keeps it. */
export type Violation = string | undefined;

/** @throws AwsError ValidationException that lists all violations, as AWS does for the constraints of a model. */
export function checkMembers(...violations: Violation[]): void {
  const found = violations.filter((violation) => violation !== undefined);
  if (found.length === 0) return;
  throw validation(
    `${found.length} validation error${found.length > 1 ? "s" : ""} detected: ${found.join("; ")}`,
  );
}

/** A constraint that a value breaks. */
export function violation(member: string, value: unknown, constraint: string): string {
  const shown = value == null ? "null" : `'${show(value)}'`;
  return `Value ${shown} at '${member}' failed to satisfy constraint: ${constraint}`;
}

/** The newer form, which does not repeat the value. */
export function quietViolation(member: string, constraint: string): string {
  return `Value at '${member}' failed to satisfy constraint: ${constraint}`;
}

/** The member must be there. */
export function present(member: string, value: unknown): Violation {
  return value == null ? violation(member, value, "Member must not be null") : undefined;
}

/** The member, if there, is one of a set of words. */
export function oneOf(member: string, value: unknown, words: readonly string[]): Violation {
  if (value == null || words.includes(value as string)) return undefined;
  return violation(member, value, `Member must satisfy enum value set: [${words.join(", ")}]`);
}

/** The member, if there, is no less than a number. */
export function atLeast(member: string, value: number | undefined, least: number): Violation {
  if (value === undefined || value >= least) return undefined;
  return violation(member, value, `Member must have value greater than or equal to ${least}`);
}

/** The member, if there, is no more than a number. */
export function atMost(member: string, value: number | undefined, most: number): Violation {
  if (value === undefined || value <= most) return undefined;
  return violation(member, value, `Member must have value less than or equal to ${most}`);
}

/** The member is text of a length and, if `pattern` is given, of a form. */
export function text(
  member: string,
  value: string | undefined,
  [least, most]: readonly [number, number],
  pattern?: string,
): Violation {
  if (value === undefined) return undefined;
  if (value.length < least)
    return violation(member, value, `Member must have length greater than or equal to ${least}`);
  if (value.length > most)
    return violation(member, value, `Member must have length less than or equal to ${most}`);
  if (pattern === undefined || new RegExp(`^(?:${pattern})$`).test(value)) return undefined;
  return violation(member, value, `Member must satisfy regular expression pattern: ${pattern}`);
}

export const namePattern = "[a-zA-Z0-9_.-]+";
const knownNames = /^[a-zA-Z0-9_.-]{1,255}$/;

/** The name of a table in a data operation. */
export function tableName(value: string | undefined, member = "tableName"): Violation {
  if (value === undefined) return present(member, value);
  return knownNames.test(value) ? undefined : text(member, value, [1, 255], namePattern);
}

/** The words of ReturnConsumedCapacity. */
export function returnConsumedCapacity(value: unknown): Violation {
  return oneOf("returnConsumedCapacity", value, ["INDEXES", "TOTAL", "NONE"]);
}

/** The words of ReturnItemCollectionMetrics. */
export function returnItemCollectionMetrics(value: unknown): Violation {
  return oneOf("returnItemCollectionMetrics", value, ["SIZE", "NONE"]);
}

// Structures are shown as AWS's Java model prints them: `KeySchemaElement(attributeName=pk, keyType=HASH)`.
function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${name.charAt(0).toLowerCase()}${name.slice(1)}=${show(member)}`,
  );
  return `${modelName(value)}(${members.join(", ")})`;
}

function modelName(value: object): string {
  if ("KeyType" in value) return "KeySchemaElement";
  return "AttributeType" in value ? "AttributeDefinition" : "";
}
