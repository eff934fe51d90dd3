import type { Entry } from "./collection.ts";
import type { Index } from "./table.ts";

/** What an index holds altogether. */
export interface IndexTotals {
  count: number;
  /** In bytes. */
  size: number;
}

/** What an index holds altogether: added up at the first call, and kept up from then on. */
export function totalsOf(index: Index): IndexTotals {
  if (index.totals) return index.totals;
  const totals = { count: 0, size: 0 };
  index.totals = totals;
  for (const { entries } of index.items.scanOrder())
    for (const entry of entries) addToTotals(index, entry, 1);
  return totals;
}

/** Takes note of an entry that came into an index, or with -1 of one that left it. */
export function addToTotals({ totals }: Index, entry: Entry, sign: 1 | -1): void {
  if (!totals) return;
  totals.count += sign;
  totals.size += sign * entry.size;
}
