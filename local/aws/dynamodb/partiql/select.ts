import type { Operand } from "../binding.ts";
import type { Key } from "../collection.ts";
import { type Condition, operandsOf } from "../condition.ts";
import { invalidParameter, validation } from "../errors.ts";
import type { KeyClause, KeyQuery } from "../key-condition.ts";
import { checkMembers, quietViolation } from "../members.ts";
import { readPage } from "../page.ts";
import { projectionOf } from "../projection.ts";
import { queried } from "../query.ts";
import { type Source, sourceOf, startEntry } from "../read-source.ts";
import { scanned } from "../scan.ts";
import { type Input, optionalInteger, optionalText } from "../shape.ts";
import type { Store } from "../store.ts";
import type { Table } from "../table.ts";
import { type AttributeValue, assign, type Item, type Path, valueAt } from "../values.ts";
import { equality, type Select } from "./statement.ts";
import { conjuncts } from "./where.ts";

interface Page {
  Items: Item[];
  LastEvaluatedKey?: Item;
  ConsumedCapacity?: object;
}

/**
 * Carries out a SELECT: an equality on the partition key reads that partition alone, anything else the whole table.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.select.html
 * @throws AwsError ResourceNotFoundException or ValidationException.
 */
export function select(store: Store, statement: Select, input: Input): Page & { NextToken?: string } {
  const limit = optionalInteger(input, "Limit");
  if (limit !== undefined && limit < 1)
    checkMembers(quietViolation("Limit", "Member must have value greater than or equal to 1"));
  const source = selectSource(store.table(statement.table), statement, input);
  const query = keyQueryOf(source.items.key, statement.where);
  const start = startEntry({ ExclusiveStartKey: keyOfToken(input) }, source, "current");
  const forward = direction(source, query, statement);
  const entries = query ? queried(source, query, start, forward) : scanned(source, start, undefined);
  const page = readPage(source, entries, input, { FilterExpression: statement.where }) as Page;
  const { LastEvaluatedKey: last } = page;
  return {
    Items: page.Items.map((item) => columnsOf(item, statement.columns)),
    ...(last && { NextToken: tokenOf(last), LastEvaluatedKey: last }),
    ...(page.ConsumedCapacity && { ConsumedCapacity: page.ConsumedCapacity }),
  };
}

function selectSource(table: Table, { index: name, columns, where }: Select, input: Input): Source {
  const index = name === undefined ? undefined : table.indexes.get(name);
  if (name !== undefined && !index) throw validation("The table does not have the specified index");
  if (input.ConsistentRead === true && index?.global)
    throw validation("Strongly consistent read is not supported on Global Secondary Indexes");
  const filtered = (where ? operandsOf(where) : []).flatMap(attributeOf);
  const missing = filtered.filter((attribute) => index?.projected && !index.projected.has(attribute));
  if (missing.length > 0)
    throw invalidParameter(
      `Secondary index ${name} does not project one or more filter attributes: [${missing.join(", ")}]`,
    );
  return sourceOf(
    { IndexName: name, ConsistentRead: input.ConsistentRead },
    table,
    columns && projectionOf(columns),
  );
}

function attributeOf(operand: Operand): string[] {
  if (operand.kind === "size") return attributeOf(operand.of);
  return operand.kind === "path" ? [String(operand.path[0])] : [];
}

/** The partition, and the range in it, that a condition restricts a read to. */
function keyQueryOf(key: Key, where: Condition | undefined): KeyQuery | undefined {
  const parts = conjuncts(where);
  const wanted = parts.map(equality).find((equal) => equal?.name === key.hash.name);
  const hash = wanted?.value[key.hash.type];
  if (hash === undefined) return undefined;
  const range = parts.map((part) => rangeClause(part, key)).find((clause) => clause !== undefined);
  return { hash, ...(range && { range }) };
}

function rangeClause(part: Condition, { range }: Key): KeyClause | undefined {
  const equal = equality(part);
  const clause = equal
    ? { name: equal.name, operator: "=" as const, values: [equal.value] }
    : prefixOrBetween(part);
  if (!range || clause?.name !== range.name) return undefined;
  return clause.values.every((value) => value[range.type] !== undefined) ? clause : undefined;
}

function prefixOrBetween(part: Condition): KeyClause | undefined {
  if (part.kind === "between") return clauseOf("BETWEEN", part.operand, [part.low, part.high]);
  if (part.kind === "test" && part.name === "begins_with")
    return clauseOf("begins_with", part.subject, [part.object]);
  if (part.kind !== "compare" || part.operator === "<>" || part.left.kind !== "path") return undefined;
  return clauseOf(part.operator, part.left, [part.right]);
}

function clauseOf(
  operator: KeyClause["operator"],
  operand: Operand,
  given: readonly Operand[],
): KeyClause | undefined {
  const values = given.flatMap((each): AttributeValue[] => (each.kind === "value" ? [each.value] : []));
  if (operand.kind !== "path" || operand.path.length > 1 || values.length < given.length) return undefined;
  return { name: String(operand.path[0]), operator, values };
}

function direction({ items }: Source, query: KeyQuery | undefined, { orderBy }: Select): boolean {
  if (!orderBy) return true;
  if (!query) throw validation("Must have WHERE clause in the statement when using ORDER BY clause.");
  if (![items.key.hash.name, items.key.range?.name].includes(orderBy.name))
    throw validation(`Variable reference ${orderBy.name} in ORDER BY clause must be part of the primary key`);
  return !orderBy.descending;
}

/** The columns that a SELECT asks for; a nested value comes back under its last name. */
export function columnsOf(item: Item, columns: readonly Path[] | undefined): Item {
  if (!columns) return item;
  const picked: Item = {};
  for (const path of columns) {
    const value = valueAt(item, path);
    const name = path.findLast((element) => typeof element === "string");
    if (value && name !== undefined) assign(picked, String(name), value);
  }
  return picked;
}

const tokenOf = (key: Item): string => Buffer.from(JSON.stringify(key)).toString("base64url");

function keyOfToken(input: Input): unknown {
  const token = optionalText(input, "NextToken");
  if (token === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(token, "base64url").toString());
  } catch {
    throw validation("Invalid NextToken");
  }
}
