import { consumedCapacity, readUnits, type Units } from "./capacity.ts";
import type { Entry } from "./collection.ts";
import type { Condition } from "./condition.ts";
import { matches } from "./evaluate.ts";
import type { Expressions } from "./expressions.ts";
import { project } from "./projection.ts";
import type { Source } from "./read-source.ts";
import { type Input, optionalInteger } from "./shape.ts";
import { keyAttributes, placeOf } from "./table-key.ts";
import type { Item } from "./values.ts";

const pageSize = 1024 * 1024;

/** Reads one page of entries and shapes the reply. */
export function readPage(
  source: Source,
  entries: Iterable<Entry>,
  input: Input,
  { FilterExpression, ProjectionExpression }: Expressions,
): object {
  const page = collect(source, entries, optionalInteger(input, "Limit"), FilterExpression);
  const items = ProjectionExpression
    ? page.found.map((item) => project(item, ProjectionExpression))
    : page.found;
  const { TableName } = source.table.definition;
  const capacity = consumedCapacity(input.ReturnConsumedCapacity, TableName, page.units);
  return {
    ...(input.Select !== "COUNT" && { Items: items }),
    Count: items.length,
    ScannedCount: page.scanned,
    ...(page.last && { LastEvaluatedKey: lastKey(source, page.last.item) }),
    ...(capacity && { ConsumedCapacity: capacity }),
  };
}

interface Page {
  found: Item[];
  scanned: number;
  last: Entry | undefined;
  units: Units;
}

function collect(
  source: Source,
  entries: Iterable<Entry>,
  limit: number | undefined,
  filter: Condition | undefined,
): Page {
  const page: Page = { found: [], scanned: 0, last: undefined, units: { table: 0 } };
  let size = 0;
  for (const entry of entries) {
    const item = source.fetches ? fetchItem(source, entry, page.units) : entry.item;
    size += entry.size;
    page.scanned++;
    if (!filter || matches(item, filter)) page.found.push(item);
    if (page.scanned !== limit && size < pageSize) continue;
    page.last = entry;
    break;
  }
  chargeRead(source, size, page.units);
  return page;
}

function fetchItem({ table, mode }: Source, entry: Entry, units: Units): Item {
  const stored = table.items.get(placeOf(entry.item, table.key));
  units.table += readUnits(stored?.size ?? 0, mode);
  return stored?.item ?? entry.item;
}

function chargeRead({ index, mode }: Source, size: number, units: Units): void {
  const used = readUnits(size, mode);
  if (!index) units.table += used;
  else units[index.global ? "global" : "local"] = { [index.definition.IndexName]: used };
}

function lastKey({ table, index }: Source, item: Item): Item {
  return { ...keyAttributes(item, table.key), ...(index && keyAttributes(item, index.items.key)) };
}
