import type { Change } from "./cloud.ts";
import type { Condition } from "./condition.ts";

/** Collects the names and values that an expression refers to by placeholder. */
export class Placeholders {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, unknown> = {};

  name(attribute: string): string {
    const placeholder = `#${attribute}`;
    this.names[placeholder] = attribute;
    return placeholder;
  }

  #count = 0;

  value(value: unknown): string {
    const placeholder = `:v${this.#count++}`;
    this.values[placeholder] = value;
    return placeholder;
  }
}

/** Writes a condition as a DynamoDB ConditionExpression. @throws RangeError on an `all` or `any` of nothing. */
export function conditionExpression(condition: Condition, placeholders: Placeholders): string {
  switch (condition.kind) {
    case "absent":
      return `attribute_not_exists(${placeholders.name(condition.attribute)})`;
    case "present":
      return `attribute_exists(${placeholders.name(condition.attribute)})`;
    case "compare":
      return `${placeholders.name(condition.attribute)} ${condition.operator} ${placeholders.value(condition.value)}`;
    case "contains":
      return `contains(${placeholders.name(condition.attribute)}, ${placeholders.value(condition.value)})`;
    case "not":
      return `NOT (${conditionExpression(condition.condition, placeholders)})`;
    case "all":
    case "any":
      return joined(condition.kind, condition.conditions, placeholders);
  }
}

function joined(kind: "all" | "any", conditions: readonly Condition[], placeholders: Placeholders): string {
  const parts = conditions.map((part) => conditionExpression(part, placeholders));
  const [first] = parts;
  // An empty expression would make the write unconditional.
  if (first === undefined) throw new RangeError(`A condition of kind “${kind}” needs at least one part.`);
  // DynamoDB refuses parentheses around parentheses.
  if (parts.length === 1) return first;
  return parts.map((part) => `(${part})`).join(kind === "all" ? " AND " : " OR ");
}

/** Writes a change as a DynamoDB UpdateExpression. */
export function updateExpression(
  { set, setIfAbsent, add, take, remove }: Change,
  placeholders: Placeholders,
): string {
  const assignments = [
    ...clauses(set, (name, value) => `${placeholders.name(name)} = ${placeholders.value(value)}`),
    ...clauses(setIfAbsent, (name, value) => {
      const attribute = placeholders.name(name);
      return `${attribute} = if_not_exists(${attribute}, ${placeholders.value(value)})`;
    }),
  ];
  const pairs = (name: string, value: unknown) => `${placeholders.name(name)} ${placeholders.value(value)}`;
  return [
    section("SET", assignments),
    section("ADD", clauses(add, pairs)),
    section("DELETE", clauses(take, pairs)),
    section(
      "REMOVE",
      (remove ?? []).map((name) => placeholders.name(name)),
    ),
  ]
    .filter(Boolean)
    .join(" ");
}

const clauses = (
  fields: Readonly<Record<string, unknown>> | undefined,
  write: (name: string, value: unknown) => string,
) =>
  Object.entries(fields ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => write(name, value));

const section = (keyword: string, parts: readonly string[]) =>
  parts.length > 0 ? `${keyword} ${parts.join(", ")}` : "";
