import type { Operand } from "./binding.ts";
import type { Collection, Entry, Key, Partition } from "./collection.ts";
import type { Condition } from "./condition.ts";
import { invalidParameter, validation } from "./errors.ts";
import { checkKeyValue } from "./keys.ts";
import type { AttributeValue } from "./values.ts";

/** One condition on a key attribute, with the attribute on its left side. */
export interface KeyClause {
  name: string;
  /** `unindexed` stands for one that KeyConditions names and no key can be looked up by. */
  operator: "=" | "<" | "<=" | ">" | ">=" | "BETWEEN" | "begins_with" | "unindexed";
  values: AttributeValue[];
}

/** What a query asks of the key it runs on. */
export interface KeyQuery {
  hash: string;
  range?: KeyClause;
}

const mirrored = { "=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

/** The clauses of a key condition. @throws AwsError ValidationException when it is none of the forms allowed. */
export function keyClauses(condition: Condition): KeyClause[] {
  if (condition.kind === "and")
    return oncePerKey([...keyClauses(condition.left), ...keyClauses(condition.right)]);
  if (condition.kind === "compare") return [comparison(condition)];
  if (condition.kind === "between") {
    const { operand, low, high } = condition;
    if (operand.kind === "value") throw firstOperand("BETWEEN");
    return [{ name: keyName(operand), operator: "BETWEEN", values: [givenValue(low), givenValue(high)] }];
  }
  if (condition.kind !== "test") throw invalidOperator(condition.kind.toUpperCase());
  if (condition.name !== "begins_with") throw invalidOperator(condition.name);
  if (condition.subject.kind === "value") throw firstOperand("begins_with");
  return [
    { name: keyName(condition.subject), operator: "begins_with", values: [givenValue(condition.object)] },
  ];
}

function comparison({ operator, left, right }: Extract<Condition, { kind: "compare" }>): KeyClause {
  if (operator === "<>") throw invalidOperator(operator);
  if (left.kind !== "value") return { name: keyName(left), operator, values: [givenValue(right)] };
  if (right.kind === "value")
    throw validation("Invalid condition in KeyConditionExpression: No key attribute specified");
  return { name: keyName(right), operator: mirrored[operator], values: [left.value] };
}

const invalidOperator = (operator: string) =>
  validation(`Invalid operator used in KeyConditionExpression: ${operator}`);
const firstOperand = (operator: string) =>
  validation(
    `Invalid condition in KeyConditionExpression: ${operator} operator must have the key attribute as its first operand`,
  );
const invalid = (message: string) => validation(`Invalid KeyConditionExpression: ${message}`);

function keyName(operand: Operand): string {
  if (operand.kind !== "path") throw invalid("KeyConditionExpressions cannot contain nested operations");
  if (operand.path.length > 1)
    throw invalid("KeyConditionExpressions cannot have conditions on nested attributes");
  return String(operand.path[0]);
}

function givenValue(operand: Operand): AttributeValue {
  if (operand.kind === "value") return operand.value;
  if (operand.kind === "size") throw invalid("KeyConditionExpressions cannot contain nested operations");
  throw validation(
    "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
  );
}

function oncePerKey(clauses: KeyClause[]): KeyClause[] {
  if (new Set(clauses.map(({ name }) => name)).size < clauses.length)
    throw invalid("KeyConditionExpressions must only contain one condition per key");
  return clauses;
}

/** Fits the clauses to a key. @throws AwsError ValidationException when they miss it or have other types. */
export function keyQuery(clauses: readonly KeyClause[], key: Key): KeyQuery {
  const attributes = key.range ? [key.hash, key.range] : [key.hash];
  if (clauses.length > attributes.length)
    throw validation(
      `The number of query conditions (${clauses.length}) exceeds the number of key attributes defined in the schema (${attributes.length})`,
    );
  const [hash, range] = attributes.map(({ name }) => clauses.find((clause) => clause.name === name));
  if (!hash) throw validation(`Query condition missed key schema element: ${key.hash.name}`);
  if (clauses.length > 1 && !range)
    throw validation(`Query condition missed key schema element: ${key.range?.name}`);
  for (const clause of [hash, range])
    if (clause?.operator === "unindexed")
      throw validation("Attempted conditional constraint is not an indexable operation");
  checkTypes(hash, key.hash.type);
  if (key.range) checkTypes(range, key.range.type);
  if (hash.operator !== "=") throw validation("Query key condition not supported");
  for (const clause of [hash, range])
    for (const value of clause?.values ?? []) checkKeyValue(clause?.name ?? "", value, clause === hash);
  return { hash: text(hash.values[0]), ...(range && { range }) };
}

function checkTypes(clause: KeyClause | undefined, type: "S" | "N" | "B"): void {
  if (clause?.values.some((value) => value[type] === undefined))
    throw invalidParameter("Condition parameter type does not match schema type");
}

const text = (value: AttributeValue | undefined): string => value?.S ?? value?.N ?? value?.B ?? "";

// Sorts after the tie of every entry.
const lastTie = "\u{10ffff}";

/** The entries of a partition that a range condition allows: from the first index up to the second. */
export function rangeOf(
  collection: Collection,
  partition: Partition | undefined,
  clause: KeyClause | undefined,
): [number, number] {
  const entries = partition?.entries ?? [];
  if (!clause || clause.operator === "unindexed") return [0, entries.length];
  const [low = "", high = low] = clause.values.map(text);
  const from = () => collection.search(entries, low, "", false);
  const past = (value: string) => collection.search(entries, value, lastTie, true);
  switch (clause.operator) {
    case "=":
    case "BETWEEN":
      return [from(), past(high)];
    case "<":
      return [0, from()];
    case "<=":
      return [0, past(low)];
    case ">":
      return [past(low), entries.length];
    case ">=":
      return [from(), entries.length];
    case "begins_with":
      return [from(), endOfPrefix(entries, from(), low, clause.values[0]?.B !== undefined)];
  }
}

function endOfPrefix(entries: readonly Entry[], from: number, prefix: string, binary: boolean): number {
  const plain = (value: string) => (binary ? Buffer.from(value, "base64").toString("latin1") : value);
  const wanted = plain(prefix);
  let low = from;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (plain(entries[middle]?.sort ?? "").startsWith(wanted)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a place with this range key lies inside a range condition. */
export function meetsRange(collection: Collection, entry: Entry, clause: KeyClause | undefined): boolean {
  const alone: Partition = { hash: entry.hash, position: 0, entries: [entry] };
  const [from, to] = rangeOf(collection, alone, clause);
  return from === 0 && to === 1;
}
