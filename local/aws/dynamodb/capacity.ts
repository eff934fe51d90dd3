import type { Entry } from "./collection.ts";
import type { Table } from "./table.ts";
import { indexEntry } from "./table-index.ts";

const writeUnit = 1024;
const readUnit = 4096;

/** How a read is done, which decides its price. */
export type ReadMode = "eventual" | "consistent" | "transactional";

const readFactor: Record<ReadMode, number> = { eventual: 0.5, consistent: 1, transactional: 2 };

/** The units of reading `size` bytes; reading nothing costs as much as the smallest item. */
export function readUnits(size: number, mode: ReadMode): number {
  return Math.max(1, Math.ceil(size / readUnit)) * readFactor[mode];
}

/** The units that an operation used, on the table and on each index. */
export interface Units {
  table: number;
  global?: Record<string, number>;
  local?: Record<string, number>;
}

/** The units of a write: the larger of the item before and after, and what changes in the indexes. */
export function writeUnits(table: Table, before: Entry | undefined, after: Entry | undefined): Units {
  const units: Units = { table: unitsOf(Math.max(before?.size ?? 0, after?.size ?? 0)) };
  for (const [name, index] of table.indexes) {
    const old = before && indexEntry(table, index, before.item);
    const fresh = after && indexEntry(table, index, after.item);
    const used = indexUnits(old, fresh);
    if (used === 0) continue;
    const kind = index.global ? "global" : "local";
    units[kind] = { ...units[kind], [name]: used };
  }
  return units;
}

/** The units of a write inside a transaction. */
export function doubled({ table, global, local }: Units): Units {
  const double = (units: Record<string, number>) =>
    Object.fromEntries(Object.entries(units).map(([name, used]) => [name, used * 2]));
  return {
    table: table * 2,
    ...(global && { global: double(global) }),
    ...(local && { local: double(local) }),
  };
}

function addUnits(left: Units, right: Units): Units {
  const merge = (kind: "global" | "local") => {
    const sums = { ...left[kind] };
    for (const [name, used] of Object.entries(right[kind] ?? {})) sums[name] = (sums[name] ?? 0) + used;
    return Object.keys(sums).length > 0 ? { [kind]: sums } : {};
  };
  return { table: left.table + right.table, ...merge("global"), ...merge("local") };
}

const unitsOf = (size: number): number => Math.max(1, Math.ceil(size / writeUnit));

function indexUnits(old: Entry | undefined, fresh: Entry | undefined): number {
  if (!old || !fresh) return old || fresh ? unitsOf((old ?? fresh)?.size ?? 0) : 0;
  if (old.hash !== fresh.hash || old.sort !== fresh.sort) return unitsOf(old.size) + unitsOf(fresh.size);
  if (JSON.stringify(old.item) === JSON.stringify(fresh.item)) return 0;
  return unitsOf(Math.max(old.size, fresh.size));
}

/**
 * The ConsumedCapacity member of a reply, if the request asks for one.
 * @param kind given for transactions, which name their units a second time.
 */
export function consumedCapacity(
  wanted: unknown,
  tableName: string,
  units: Units,
  kind?: "ReadCapacityUnits" | "WriteCapacityUnits",
): Record<string, unknown> | undefined {
  if (wanted !== "TOTAL" && wanted !== "INDEXES") return undefined;
  const sum = [units.global, units.local]
    .flatMap((indexes) => Object.values(indexes ?? {}))
    .reduce((total, used) => total + used, units.table);
  const shape = (used: number) => ({ CapacityUnits: used, ...(kind && { [kind]: used }) });
  const each = (indexes: Record<string, number>) =>
    Object.fromEntries(Object.entries(indexes).map(([name, used]) => [name, shape(used)]));
  if (wanted === "TOTAL") return { TableName: tableName, ...shape(sum) };
  return {
    TableName: tableName,
    ...shape(sum),
    Table: shape(units.table),
    ...(units.global && { GlobalSecondaryIndexes: each(units.global) }),
    ...(units.local && { LocalSecondaryIndexes: each(units.local) }),
  };
}

/** The ConsumedCapacity member of a reply about several tables. */
export function consumedCapacities(
  wanted: unknown,
  units: ReadonlyMap<string, Units>,
  kind?: "ReadCapacityUnits" | "WriteCapacityUnits",
): { ConsumedCapacity?: object[] } {
  const list = [...units]
    .map(([name, used]) => consumedCapacity(wanted, name, used, kind))
    .filter((capacity) => capacity !== undefined);
  return list.length > 0 ? { ConsumedCapacity: list } : {};
}

/** Adds units to what a table has used so far. */
export function charge(units: Map<string, Units>, tableName: string, used: Units): void {
  const sum = units.get(tableName);
  units.set(tableName, sum ? addUnits(sum, used) : used);
}

/** The size of an item that may not be there. */
export const sizeOf = (entry: Entry | undefined): number => entry?.size ?? 0;
