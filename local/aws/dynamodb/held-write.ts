import { LargeValue, largeFrom, type ValueHome } from "../journal/large-value.ts";
import type { ItemChange } from "./changes.ts";
import type { Place } from "./collection.ts";
import { projectItem } from "./index-entry.ts";
import { itemSize } from "./size.ts";
import { StoredEntry } from "./stored-entry.ts";
import type { Table, Write } from "./table.ts";
import { keyOfPlace, placeOf } from "./table-key.ts";
import type { Item } from "./values.ts";

/** A write whose entry is as it will stand in the table. */
export interface HeldWrite {
  table: Table;
  place: Place;
  entry: StoredEntry | undefined;
  /** The item that is put, or at least what the table looks at of it. */
  visible: Item;
}

/** Makes the entry of a write; a large item goes to `values`, if there are any. */
export function holdWrite({ table, place, entry }: Write, values: ValueHome | undefined): HeldWrite {
  if (!entry) return { table, place, entry: undefined, visible: {} };
  const { item, size } = entry;
  const held = values && size >= largeFrom ? LargeValue.of(values, item, size) : item;
  return { table, place, entry: new StoredEntry(place, held, size), visible: item };
}

/** Writes as a change that the journal keeps, with the large values that it names. */
export function changeOf(writes: readonly HeldWrite[]): { writes: ItemChange[]; values: LargeValue[] } {
  const values: LargeValue[] = [];
  return {
    writes: writes.map(({ table, place, entry }) => {
      const name = table.definition.TableName;
      return entry ? put(table, entry, values) : { table: name, delete: keyOfPlace(place, table.key) };
    }),
    values,
  };
}

function put(table: Table, entry: StoredEntry, values: LargeValue[]): ItemChange {
  const { large, size } = entry;
  const name = table.definition.TableName;
  if (!large) return { table: name, put: entry.item };
  return { table: name, value: values.push(large) - 1, size, visible: visibleOf(table, entry) };
}

// The place says all where the table looks at nothing but the key.
function visibleOf({ key, visible }: Table, entry: StoredEntry): Item {
  return visible.size === (key.range ? 2 : 1) ? keyOfPlace(entry, key) : projectItem(entry.item, visible);
}

/** Takes a write out of a change that the journal has kept. */
export function writeOf(table: Table, change: ItemChange, values: readonly LargeValue[]): HeldWrite {
  if ("delete" in change)
    return { table, place: placeOf(change.delete, table.key), entry: undefined, visible: {} };
  if ("put" in change) {
    const place = placeOf(change.put, table.key);
    const entry = new StoredEntry(place, change.put, itemSize(change.put));
    return { table, place, entry, visible: change.put };
  }
  const { size, visible } = change;
  const place = placeOf(visible, table.key);
  const large = values[change.value] as LargeValue<Item>;
  return { table, place, entry: new StoredEntry(place, large, size), visible };
}
