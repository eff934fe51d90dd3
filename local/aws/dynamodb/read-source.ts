import type { ReadMode } from "./capacity.ts";
import { checkItem, type Wording } from "./check-value.ts";
import type { Collection, Entry } from "./collection.ts";
import { invalidParameter, validation } from "./errors.ts";
import { checkKey, schemaMismatch } from "./keys.ts";
import type { Projection } from "./projection.ts";
import { type Input, optionalBoolean, optionalStructure, optionalText } from "./shape.ts";
import type { Index, Table } from "./table.ts";
import { placeOf } from "./table-key.ts";
import { type Item, own } from "./values.ts";

/** Where a query or scan reads and what it shows of what it finds. */
export interface Source {
  table: Table;
  index: Index | undefined;
  items: Collection;
  mode: ReadMode;
  /** Whether items are fetched from the table because the local index does not hold all that is wanted. */
  fetches: boolean;
}

/** Finds what a query or scan reads from. @throws AwsError ValidationException with AWS's wording. */
export function sourceOf(input: Input, table: Table, projection: Projection | undefined): Source {
  const name = optionalText(input, "IndexName");
  const index = name === undefined ? undefined : table.indexes.get(name);
  if (name !== undefined && !index) throw validation(`The table does not have the specified index: ${name}`);
  const consistent = optionalBoolean(input, "ConsistentRead") ?? false;
  if (consistent && index?.global)
    throw validation("Consistent reads are not supported on global secondary indexes");
  return {
    table,
    index,
    items: index?.items ?? table.items,
    mode: consistent ? "consistent" : "eventual",
    fetches: fetches(input, index, projection),
  };
}

function fetches(input: Input, index: Index | undefined, projection: Projection | undefined): boolean {
  const { projected } = index ?? {};
  if (!index || !projected) return false;
  const name = index.definition.IndexName;
  const missing = [...(projection?.keys() ?? [])].filter((attribute) => !projected.has(String(attribute)));
  const all = input.Select === "ALL_ATTRIBUTES";
  if (index.global && all)
    throw invalidParameter(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${name} because its projection type is not ALL`,
    );
  if (index.global && missing.length > 0)
    throw invalidParameter(`Global secondary index ${name} does not project [${missing.join(", ")}]`);
  return all || missing.length > 0;
}

/** @throws AwsError ValidationException when Select and the projection do not go together. */
export function checkSelect(input: Input, verb: "Querying" | "Scanning"): void {
  const projects = ["ProjectionExpression", "AttributesToGet"].find((name) => input[name] != null);
  const cannot = (what: string) =>
    invalidParameter(`Cannot specify the ${projects} when choosing to get ${what}`);
  if (projects && input.Select === "COUNT") throw cannot("only the Count");
  if (projects && (input.Select === "ALL_ATTRIBUTES" || input.Select === "ALL_PROJECTED_ATTRIBUTES"))
    throw cannot(String(input.Select));
  if (!projects && input.Select === "SPECIFIC_ATTRIBUTES") {
    const message =
      "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES";
    throw validation(verb === "Querying" ? `1 validation error detected: ${message}` : message);
  }
  if (input.Select === "ALL_PROJECTED_ATTRIBUTES" && input.IndexName == null)
    throw invalidParameter(`ALL_PROJECTED_ATTRIBUTES can be used only when ${verb} using an IndexName`);
}

/** The entry that ExclusiveStartKey stands for. @throws AwsError ValidationException when it fits no item. */
export function startEntry(input: Input, { table, index }: Source, wording: Wording): Entry | undefined {
  const given = optionalStructure(input, "ExclusiveStartKey");
  if (!given) return undefined;
  const item = checkItem(given, wording);
  const names = new Set(Object.keys(keyNames(table, index)));
  if (Object.keys(item).length !== names.size || !Object.keys(item).every((name) => names.has(name)))
    throw invalidStart(index ? "" : `: ${schemaMismatch().message}`);
  const place = checkStart(pickKeys(item, table.key), table);
  if (!index) return { ...place, item, size: 0 };
  const { hash, range } = index.items.key;
  for (const { name, type } of range ? [hash, range] : [hash])
    if (own(item, name)?.[type] === undefined) throw invalidStart();
  const tie = JSON.stringify([place.hash, place.sort]);
  return { ...placeOf(item, index.items.key), tie, item, size: 0 };
}

/** What AWS answers to a key from which nothing can be resumed. */
export const invalidStart = (reason = "") => validation(`The provided starting key is invalid${reason}`);

function checkStart(key: Item, table: Table) {
  try {
    return checkKey(key, table);
  } catch (error) {
    throw invalidStart(`: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function keyNames(table: Table, index: Index | undefined): Record<string, true> {
  const keys = [table.key, ...(index ? [index.items.key] : [])];
  const attributes = keys.flatMap(({ hash, range }) => (range ? [hash, range] : [hash]));
  return Object.fromEntries(attributes.map(({ name }) => [name, true]));
}

const pickKeys = (item: Item, key: Table["key"]): Item =>
  Object.fromEntries(
    Object.entries(item).filter(([name]) => name === key.hash.name || name === key.range?.name),
  );
