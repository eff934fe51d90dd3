import { Collection, type Entry, type Place } from "./collection.ts";
import { IndexEntry, projectItem } from "./index-entry.ts";
import { addToTotals } from "./index-totals.ts";
import { itemSize } from "./size.ts";
import type { StoredEntry } from "./stored-entry.ts";
import type { Index, Table } from "./table.ts";
import type { IndexDefinition } from "./table-definition.ts";
import { keyOf, placeOf } from "./table-key.ts";
import { type Item, own } from "./values.ts";

/** The entry of an item in an index, if it has all of the index's keys in their types. */
export function indexEntry(table: Table, index: Index, item: Item): Entry | undefined {
  const place = indexPlace(index, placeOf(item, table.key), item);
  return place && new IndexEntry(place, index, { item, size: itemSize(item) });
}

function indexPlace(index: Index, { hash, sort }: Place, visible: Item): Place | undefined {
  const { key } = index.items;
  for (const attribute of key.range ? [key.hash, key.range] : [key.hash])
    if (own(visible, attribute.name)?.[attribute.type] === undefined) return undefined;
  return { ...placeOf(visible, key), tie: JSON.stringify([hash, sort]) };
}

/** Puts the entry of a table into one of its indexes, if it belongs there. */
export function addToIndex(table: Table, index: Index, entry: StoredEntry, visible: Item): void {
  const place = indexPlace(index, entry, visible);
  if (!place) return;
  const indexed = new IndexEntry(place, index, entry, shownSize(table, index, visible));
  index.items.put(indexed);
  addToTotals(index, indexed, 1);
  indexed.next = entry.indexed;
  entry.indexed = indexed;
}

/** The size of what a keys-only index shows of an item; undefined where more than its visible attributes counts. */
function shownSize({ visible: names }: Table, { projected }: Index, visible: Item): number | undefined {
  if (!projected || [...projected].some((name) => !names.has(name))) return undefined;
  return itemSize(projectItem(visible, projected));
}

/** Makes and drops indexes as the table's definition says, and fills those that are new. */
export function syncIndexes(table: Table): void {
  const { definition, indexes } = table;
  const known = new Map(indexes);
  indexes.clear();
  const keep = (index: IndexDefinition, global: boolean) => {
    const old = known.get(index.IndexName);
    if (old) old.definition = index;
    indexes.set(index.IndexName, old ?? createIndex(table, index, global));
  };
  for (const index of definition.GlobalSecondaryIndexes ?? []) keep(index, true);
  for (const index of definition.LocalSecondaryIndexes ?? []) keep(index, false);
  const made = [...indexes.values()].filter((index) => !known.has(index.definition.IndexName));
  const gone = [...known.values()].filter((index) => !indexes.has(index.definition.IndexName));
  if (made.length + gone.length === 0) return;
  for (const { entries } of table.items.scanOrder())
    for (const entry of entries) {
      entry.indexed = without(entry.indexed, gone);
      if (made.length === 0) continue;
      const { item } = entry;
      for (const index of made) addToIndex(table, index, entry, item);
    }
}

function without(indexed: IndexEntry | undefined, gone: readonly Index[]): IndexEntry | undefined {
  if (!indexed) return undefined;
  indexed.next = without(indexed.next, gone);
  return gone.includes(indexed.index) ? indexed.next : indexed;
}

function createIndex(table: Table, definition: IndexDefinition, global: boolean): Index {
  const key = keyOf(table.definition, definition.KeySchema);
  const { ProjectionType, NonKeyAttributes = [] } = definition.Projection;
  const keys = [...table.definition.KeySchema, ...definition.KeySchema].map(
    (element) => element.AttributeName,
  );
  const projected = ProjectionType === "ALL" ? undefined : new Set([...keys, ...NonKeyAttributes]);
  return { definition, global, items: new Collection(key), projected, totals: undefined };
}
