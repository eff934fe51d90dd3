import { Collection, type Entry, type Key, type KeyAttribute, keyText, type Place } from "./collection.ts";
import { itemSize } from "./size.ts";
import type { IndexDefinition, KeySchemaElement, TableDefinition } from "./table-definition.ts";
import { type AttributeValue, assign, type Item, own } from "./values.ts";

/** A secondary index and the items in it, as far as it projects them. */
export interface Index {
  definition: IndexDefinition;
  global: boolean;
  items: Collection;
  /** The attributes that it holds; undefined means all. */
  projected: ReadonlySet<string> | undefined;
}

/** A table with its items. */
export interface Table {
  definition: TableDefinition;
  key: Key;
  items: Collection;
  indexes: Map<string, Index>;
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
    items: new Collection(key),
    indexes: new Map(),
    itemCount: 0,
    size: 0,
  };
  syncIndexes(table);
  return table;
}

/** Gives a table a new definition; its items stay, and indexes come and go as the definition says. */
export function redefineTable(table: Table, definition: TableDefinition): void {
  table.definition = definition;
  syncIndexes(table);
}

/** Applies a change and returns what stood there before. */
export function applyWrite({ table, place, entry }: Write): Entry | undefined {
  const old = table.items.get(place);
  if (entry) table.items.put(entry);
  else table.items.remove(place);
  table.itemCount += (entry ? 1 : 0) - (old ? 1 : 0);
  table.size += (entry?.size ?? 0) - (old?.size ?? 0);
  for (const index of table.indexes.values()) moveInIndex(table, index, old?.item, entry?.item);
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

/** The entry of an item in an index, if it has all of the index's keys in their types. */
export function indexEntry(table: Table, index: Index, item: Item): Entry | undefined {
  const { hash, range } = index.items.key;
  for (const attribute of range ? [hash, range] : [hash])
    if (own(item, attribute.name)?.[attribute.type] === undefined) return undefined;
  const place = placeOf(item, table.key);
  const shown = index.projected ? projectItem(item, index.projected) : item;
  return {
    ...placeOf(item, index.items.key),
    tie: JSON.stringify([place.hash, place.sort]),
    item: shown,
    size: itemSize(shown),
  };
}

function moveInIndex(table: Table, index: Index, old: Item | undefined, item: Item | undefined): void {
  const before = old && indexEntry(table, index, old);
  if (before) index.items.remove(before);
  const after = item && indexEntry(table, index, item);
  if (after) index.items.put(after);
}

function projectItem(item: Item, names: ReadonlySet<string>): Item {
  const projected: Item = {};
  for (const name of names) {
    const value = own(item, name);
    if (value) assign(projected, name, value);
  }
  return projected;
}

function syncIndexes(table: Table): void {
  const { definition, indexes } = table;
  const wanted = new Map<string, [IndexDefinition, boolean]>();
  for (const index of definition.GlobalSecondaryIndexes ?? []) wanted.set(index.IndexName, [index, true]);
  for (const index of definition.LocalSecondaryIndexes ?? []) wanted.set(index.IndexName, [index, false]);
  for (const name of indexes.keys()) if (!wanted.has(name)) indexes.delete(name);
  for (const [name, [index, global]] of wanted) {
    const known = indexes.get(name);
    if (known) known.definition = index;
    else indexes.set(name, fillIndex(table, createIndex(table, index, global)));
  }
}

function createIndex(table: Table, definition: IndexDefinition, global: boolean): Index {
  const key = keyOf(table.definition, definition.KeySchema);
  const { ProjectionType, NonKeyAttributes = [] } = definition.Projection;
  const keys = [...table.definition.KeySchema, ...definition.KeySchema].map(
    (element) => element.AttributeName,
  );
  const projected = ProjectionType === "ALL" ? undefined : new Set([...keys, ...NonKeyAttributes]);
  return { definition, global, items: new Collection(key), projected };
}

function fillIndex(table: Table, index: Index): Index {
  for (const { entries } of table.items.scanOrder())
    for (const { item } of entries) moveInIndex(table, index, undefined, item);
  return index;
}

function keyOf(definition: TableDefinition, schema: readonly KeySchemaElement[]): Key {
  const [hash, range] = schema.map(({ AttributeName: name }): KeyAttribute => {
    const found = definition.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
    return { name, type: found?.AttributeType ?? "S" };
  });
  return { hash: hash as KeyAttribute, ...(range && { range }) };
}
