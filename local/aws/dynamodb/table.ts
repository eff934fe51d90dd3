import { Collection, type Entry, type Key, type Place } from "./collection.ts";
import { addToTotals, type IndexTotals } from "./index-totals.ts";
import type { StoredEntry } from "./stored-entry.ts";
import type { IndexDefinition, TableDefinition } from "./table-definition.ts";
import { addToIndex, syncIndexes } from "./table-index.ts";
import { keyOf } from "./table-key.ts";
import type { Item } from "./values.ts";

/** A secondary index and the items in it, as far as it projects them. */
export interface Index {
  definition: IndexDefinition;
  global: boolean;
  items: Collection;
  /** The attributes that it holds; undefined means all. */
  projected: ReadonlySet<string> | undefined;
  /** Undefined until somebody asks, as an item's share may have to be read to be measured. */
  totals: IndexTotals | undefined;
}

/** A table with its items. */
export interface Table {
  definition: TableDefinition;
  key: Key;
  items: Collection<StoredEntry>;
  indexes: Map<string, Index>;
  /** The attributes that the table itself looks at: its keys, those of its indexes, and the time to live. */
  visible: ReadonlySet<string>;
  itemCount: number;
  /** The sizes of all items together, in bytes. */
  size: number;
}

/** A change of one item: what stands at a place afterwards, if anything. */
export interface Write {
  table: Table;
  place: Place;
  entry: Entry | undefined;
}

/** Makes a table without items. */
export function createTable(definition: TableDefinition): Table {
  const key = keyOf(definition, definition.KeySchema);
  const table: Table = {
    definition,
    key,
    items: new Collection<StoredEntry>(key),
    indexes: new Map(),
    visible: new Set(),
    itemCount: 0,
    size: 0,
  };
  redefineTable(table, definition);
  return table;
}

/** Gives a table a new definition; its items stay, and indexes come and go as the definition says. */
export function redefineTable(table: Table, definition: TableDefinition): void {
  table.definition = definition;
  syncIndexes(table);
  table.visible = visibleNames(table);
}

/**
 * Puts an entry into a table and its indexes, or takes one out.
 * @param visible the item, or at least the attributes that the table looks at.
 * @returns what stood there before.
 */
export function replaceEntry(
  table: Table,
  place: Place,
  entry: StoredEntry | undefined,
  visible: Item,
): StoredEntry | undefined {
  const old = table.items.get(place);
  if (entry) table.items.put(entry);
  else table.items.remove(place);
  table.itemCount += (entry ? 1 : 0) - (old ? 1 : 0);
  table.size += (entry?.size ?? 0) - (old?.size ?? 0);
  for (let indexed = old?.indexed; indexed; indexed = indexed.next) {
    indexed.index.items.remove(indexed);
    addToTotals(indexed.index, indexed, -1);
  }
  if (entry) for (const index of table.indexes.values()) addToIndex(table, index, entry, visible);
  return old;
}

function visibleNames({ definition, key, indexes }: Table): Set<string> {
  const keys = [key, ...[...indexes.values()].map((index) => index.items.key)];
  const names = keys.flatMap(({ hash, range }) => (range ? [hash.name, range.name] : [hash.name]));
  const timeToLive = definition.timeToLive?.attribute;
  return new Set(timeToLive === undefined ? names : [...names, timeToLive]);
}
