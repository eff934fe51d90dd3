import { canonicalNumber, compareNumbers } from "./decimal.ts";
import { invalidParameter, serialization, validation } from "./errors.ts";
import { compareBinary, compareText } from "./order.ts";
import { optionalBoolean, unfit } from "./shape.ts";
import { type AttributeType, type AttributeValue, assign, type Item } from "./values.ts";

/**
 * AWS words the errors of a value in two ways, by operation: `current` for single items and queries,
 * `older` for batch writes, transactions and scans.
 */
export type Wording = "current" | "older";

const deepest = 32;
const attributeValue = "com.amazonaws.dynamodb.v20120810.AttributeValue";

/**
 * Checks an attribute value off the wire and brings numbers and sets to their stored form.
 * @throws AwsError ValidationException or SerializationException as AWS words them.
 */
export function checkValue(value: unknown, wording: Wording, level = 1): AttributeValue {
  if (typeof value !== "object" || value === null) throw serialization("Unexpected value type in payload");
  if (Array.isArray(value)) throw serialization(`Unrecognized collection type class ${attributeValue}`);
  if (level > deepest)
    throw validation(
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
    );
  const given = value as Record<string, unknown>;
  const type = typeGiven(given);
  const checked = checks[type](given[type], wording, level);
  if (checked === given[type] && Object.keys(given).length === 1) return given as AttributeValue;
  refuseSecondType(given, type);
  return { [type]: checked };
}

function typeGiven(given: Record<string, unknown>): AttributeType {
  for (const type in given)
    if (given[type] != null && Object.hasOwn(checks, type)) return type as AttributeType;
  throw validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
}

function refuseSecondType(given: Record<string, unknown>, first: AttributeType): void {
  for (const type in given)
    if (type !== first && given[type] != null && Object.hasOwn(checks, type))
      throw validation(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
      );
}

/** Checks the attributes of an item or a map. @throws AwsError as `checkValue` does. */
export function checkItem(item: unknown, wording: Wording, level = 1): Item {
  if (typeof item !== "object" || item === null || Array.isArray(item))
    throw serialization(unfit(item ?? "", `Map<${attributeValue}>`) ?? "");
  const given = item as Item;
  if (level === 1) refuseEmptyName(given);
  let changed: Item | undefined;
  for (const name in given) {
    const checked = checkValue(given[name], wording, level);
    if (checked === given[name]) continue;
    changed ??= { ...given };
    assign(changed, name, checked);
  }
  if (level > 1) refuseEmptyName(given);
  return changed ?? given;
}

// At the top it is the first fault that AWS reports, inside a map the last.
function refuseEmptyName(item: Item): void {
  if (Object.hasOwn(item, "")) throw validation("Empty attribute name");
}

type Check = (member: unknown, wording: Wording, level: number) => unknown;

const checks: Record<AttributeType, Check> = {
  S: text,
  N: number,
  B: binary,
  BOOL: boolean,
  NULL: (member) => {
    if (boolean(member)) return true;
    throw invalidParameter("Null attribute value types must have the value of true");
  },
  SS: (member, wording) =>
    set(list(member).map(text), "SS", compareText, "An string set  may not be empty", wording),
  NS: (member, wording) => {
    const numbers = list(member).map((each) => number(each, wording));
    return set(numbers, "NS", compareNumbers, "An number set  may not be empty", wording);
  },
  BS: (member, wording) =>
    set(list(member).map(binary), "BS", compareBinary, "Binary sets should not be empty", wording),
  L: (member, wording, level) => {
    const given = list(member);
    const checked = given.map((each) => checkValue(each, wording, level + 1));
    return checked.every((each, index) => each === given[index]) ? given : checked;
  },
  M: (member, wording, level) => checkItem(member, wording, level + 1),
};

function text(member: unknown): string {
  if (typeof member === "string") return member;
  throw serialization(unfit(member, "String") ?? "");
}

function boolean(member: unknown): boolean {
  if (typeof member === "boolean") return member;
  return optionalBoolean({ member }, "member") ?? false;
}

function number(member: unknown, wording: Wording): string {
  const given = text(member);
  if (given === "" && wording === "older")
    throw validation("The parameter cannot be converted to a numeric value");
  return canonicalNumber(given);
}

function binary(member: unknown): string {
  if (typeof member === "object")
    throw serialization(
      Array.isArray(member)
        ? "Unrecognized collection type class java.nio.ByteBuffer"
        : "Start of structure or map found where not expected",
    );
  if (typeof member !== "string")
    throw serialization("only base-64-encoded strings are convertible to bytes");
  if (member.length % 4 !== 0)
    throw serialization(
      `Base64 encoded length is expected a multiple of 4 bytes but found: ${member.length}`,
    );
  if (Buffer.from(member, "base64").toString("base64") !== member)
    throw serialization("Invalid last non-pad Base64 character dectected");
  return member;
}

function list(member: unknown): unknown[] {
  if (Array.isArray(member)) return member;
  throw serialization(unfit(member, "List") ?? "");
}

function set(
  members: string[],
  type: "SS" | "NS" | "BS",
  compare: (left: string, right: string) => number,
  empty: string,
  wording: Wording,
): string[] {
  if (members.length === 0) throw invalidParameter(empty);
  const sorted = [...members].sort(compare);
  if (sorted.some((member, index) => member === sorted[index - 1]))
    throw duplicates(members, type, compare, wording);
  return sorted;
}

function duplicates(
  members: string[],
  type: "SS" | "NS" | "BS",
  compare: (left: string, right: string) => number,
  wording: Wording,
) {
  if (type === "NS")
    return wording === "older"
      ? validation("Input collection contains duplicates")
      : invalidParameter("Input collection contains duplicates.");
  const listed = wording === "older" ? `[${members.join(", ")}]` : quoted(members, type, compare);
  return invalidParameter(
    `Input collection ${listed}${type === "BS" ? "of type BS" : ""} contains duplicates.`,
  );
}

// AWS reads the members into a sorted set and stops at the first repeat.
function quoted(members: string[], type: string, compare: (left: string, right: string) => number): string {
  const repeat = members.findIndex((member, index) => members.indexOf(member) < index);
  const shown = [...members.slice(0, repeat).sort(compare), ...members.slice(repeat)];
  return `[${shown.map((member) => `"${member}"`).join(type === "BS" ? "," : ", ")}]`;
}
