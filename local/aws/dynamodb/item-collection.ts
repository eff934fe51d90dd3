import type { Input } from "./shape.ts";
import type { Index, Table } from "./table.ts";
import type { Item } from "./values.ts";

const gigabyte = 1024 ** 3;

/** What AWS tells of the items that share a partition key, where a table has local indexes. */
export interface ItemCollectionMetrics {
  ItemCollectionKey: Item;
  /** Between how many gigabytes the collection lies. */
  SizeEstimateRangeGB: [number, number];
}

/** The metrics of the collection that an item belongs to; undefined unless they are asked for and there are any. */
export function itemCollectionMetrics(
  input: Input,
  table: Table,
  item: Item,
): ItemCollectionMetrics | undefined {
  const local = [...table.indexes.values()].filter(({ global }) => !global);
  const value = item[table.key.hash.name];
  const hash = value?.[table.key.hash.type];
  if (input.ReturnItemCollectionMetrics !== "SIZE" || local.length === 0 || !value) return undefined;
  const whole = Math.floor(sizeOfCollection([table, ...local], hash) / gigabyte);
  return {
    ItemCollectionKey: { [table.key.hash.name]: value },
    SizeEstimateRangeGB: [whole, whole + 1],
  };
}

function sizeOfCollection(holders: readonly (Table | Index)[], hash: unknown): number {
  const entries = holders.flatMap(({ items }) => items.partition(String(hash))?.entries ?? []);
  return entries.reduce((sum, { size }) => sum + size, 0);
}

/** The member of a reply about several items, by table; each collection is told of once. */
export function itemCollections(
  input: Input,
  changed: readonly { name: string; table: Table; item: Item }[],
): { ItemCollectionMetrics?: Record<string, ItemCollectionMetrics[]> } {
  const byTable: Record<string, Map<string, ItemCollectionMetrics>> = {};
  for (const { name, table, item } of changed) {
    const metrics = itemCollectionMetrics(input, table, item);
    if (!metrics) continue;
    byTable[name] ??= new Map();
    byTable[name].set(JSON.stringify(metrics.ItemCollectionKey), metrics);
  }
  const entries = Object.entries(byTable).map(([name, metrics]) => [name, [...metrics.values()]]);
  return entries.length > 0 ? { ItemCollectionMetrics: Object.fromEntries(entries) } : {};
}
