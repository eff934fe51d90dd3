import { Collection, type Entry, type Key, type KeyAttribute, keyText, type Place } from "./collection.ts";
import { IndexEntry, projectItem } from "./index-entry.ts";
import { addToTotals, type IndexTotals } from "./index-totals.ts";
import { itemSize } from "./size.ts";
import type { StoredEntry } from "./stored-entry.ts";
import type { IndexDefinition, KeySchemaElement, TableDefinition } from "./table-definition.ts";
import { type AttributeValue, assign, type Item, own } from "./values.ts";

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

/** The attributes of an item's key. */
export function keyAttributes(item: Item, key: Key): Item {
  const attributes: Item = {};
  for (const { name } of key.range ? [key.hash, key.range] : [key.hash])
    assign(attributes, name, own(item, name) as AttributeValue);
  return attributes;
}

/** The place of an item in its table. */
export function placeOf(item: Item, key: Key): Place {
  return { hash: keyText(item, key.hash), sort: key.range ? keyText(item, key.range) : "", tie: "" };
}

/** The attributes of the key that stands for a place. */
export function keyOfPlace({ hash, sort }: Place, key: Key): Item {
  const attributes: Item = {};
  assign<AttributeValue>(attributes, key.hash.name, { [key.hash.type]: hash });
  if (key.range) assign<AttributeValue>(attributes, key.range.name, { [key.range.type]: sort });
  return attributes;
}

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

function addToIndex(table: Table, index: Index, entry: StoredEntry, visible: Item): void {
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

function visibleNames({ definition, key, indexes }: Table): Set<string> {
  const keys = [key, ...[...indexes.values()].map((index) => index.items.key)];
  const names = keys.flatMap(({ hash, range }) => (range ? [hash.name, range.name] : [hash.name]));
  const timeToLive = definition.timeToLive?.attribute;
  return new Set(timeToLive === undefined ? names : [...names, timeToLive]);
}

function syncIndexes(table: Table): void {
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

function keyOf(definition: TableDefinition, schema: readonly KeySchemaElement[]): Key {
  const [hash, range] = schema.map(({ AttributeName: name }): KeyAttribute => {
    const found = definition.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
    return { name, type: found?.AttributeType ?? "S" };
  });
  return { hash: hash as KeyAttribute, ...(range && { range }) };
}
