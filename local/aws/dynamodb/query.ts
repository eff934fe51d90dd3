import type { Operand } from "./binding.ts";
import type { Entry, Partition } from "./collection.ts";
import { type Condition, operandsOf } from "./condition.ts";
import { validation } from "./errors.ts";
import { readExpressions } from "./expressions.ts";
import { type KeyQuery, keyClauses, keyQuery, meetsRange, rangeOf } from "./key-condition.ts";
import type { LegacyName } from "./legacy/parameters.ts";
import { legacyViolations } from "./legacy/violations.ts";
import {
  checkMembers,
  namePattern,
  oneOf,
  quietViolation,
  returnConsumedCapacity,
  tableName,
  text,
} from "./members.ts";
import { readPage } from "./page.ts";
import { checkSelect, type Source, sourceOf, startEntry } from "./read-source.ts";
import { type Input, optionalBoolean, optionalInteger, optionalText } from "./shape.ts";
import type { Store } from "./store.ts";
import { shortName } from "./table-name.ts";

/** The words of Select. */
export const selections = ["SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"];

// In the order in which AWS names them.
const legacy: readonly LegacyName[] = [
  "AttributesToGet",
  "QueryFilter",
  "ConditionalOperator",
  "KeyConditions",
];

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export function query(store: Store, input: Input): object {
  checkQuery(input);
  const expressions = readExpressions(
    input,
    ["KeyConditionExpression", "FilterExpression", "ProjectionExpression"],
    legacy,
    "current",
    noKeyCondition,
  );
  const { KeyConditionExpression, KeyConditions, FilterExpression, ProjectionExpression } = expressions;
  const clauses = KeyConditions ?? keyClauses(KeyConditionExpression as Condition);
  checkSelect(input, "Querying");
  const table = store.table(shortName(optionalText(input, "TableName")) ?? "");
  const source = sourceOf(input, table, ProjectionExpression);
  const wanted = keyQuery(clauses, source.items.key);
  if (FilterExpression) checkFilter(FilterExpression, source, input);
  const start = startEntry(input, source, "current");
  if (start) checkStart(source, wanted, start);
  const forward = optionalBoolean(input, "ScanIndexForward") ?? true;
  return readPage(source, queried(source, wanted, start, forward), input, expressions);
}

const noKeyCondition = () =>
  validation(
    "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
  );

function checkQuery(input: Input): void {
  const limit = optionalInteger(input, "Limit");
  checkMembers(
    oneOf("select", input.Select, selections),
    text("indexName", optionalText(input, "IndexName"), [3, 255], namePattern),
    returnConsumedCapacity(input.ReturnConsumedCapacity),
    ...legacyViolations(input, ["QueryFilter"]),
    tableName(shortName(optionalText(input, "TableName"))),
    ...legacyViolations(input, ["ConditionalOperator", "AttributesToGet"]),
    limit !== undefined && limit < 1
      ? quietViolation("Limit", "Member must have value greater than or equal to 1")
      : undefined,
    ...legacyViolations(input, ["KeyConditions"]),
  );
}

function checkStart({ items }: Source, { hash, range }: KeyQuery, start: Entry): void {
  if (start.hash !== hash)
    throw validation("The provided starting key is outside query boundaries based on provided conditions");
  if (!meetsRange(items, start, range))
    throw validation("The provided starting key does not match the range key predicate");
}

/** The entries that a query reads, after `start` if that is given. */
export function queried(
  { items }: Source,
  { hash, range }: KeyQuery,
  start: Entry | undefined,
  forward: boolean,
): Iterable<Entry> {
  const partition = items.partition(hash);
  let [from, to] = rangeOf(items, partition, range);
  if (start && partition) {
    const at = items.search(partition.entries, start.sort, start.tie, forward);
    if (forward) from = Math.max(from, at);
    else to = Math.min(to, at);
  }
  return walk(partition, from, to, forward);
}

function* walk(partition: Partition | undefined, from: number, to: number, forward: boolean) {
  for (let step = 0; partition && step < to - from; step++)
    yield partition.entries[forward ? from + step : to - 1 - step] as Entry;
}

/** @throws AwsError ValidationException when a filter names an attribute that the key condition must name. */
function checkFilter(filter: Condition, { items }: Source, input: Input): void {
  const parameter = input.QueryFilter == null ? "Filter Expression" : "QueryFilter";
  const heads = new Set(operandsOf(filter).flatMap(pathHeads));
  for (const attribute of [items.key.hash, items.key.range])
    if (attribute && heads.has(attribute.name))
      throw validation(
        `${parameter} can only contain non-primary key attributes: Primary key attribute: ${attribute.name}`,
      );
}

function pathHeads(operand: Operand): string[] {
  if (operand.kind === "size") return pathHeads(operand.of);
  return operand.kind === "path" ? [String(operand.path[0])] : [];
}
