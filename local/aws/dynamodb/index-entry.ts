import type { Entry, Place } from "./collection.ts";
import { itemSize } from "./size.ts";
import type { Index } from "./table.ts";
import { assign, type Item, own } from "./values.ts";

/** An entry of an index. It shows the item of its table's entry, and keeps none of its own. */
export class IndexEntry implements Entry {
  readonly hash: string;
  readonly sort: string;
  readonly tie: string;
  readonly index: Index;
  /** What another index holds of the same item. */
  next: IndexEntry | undefined;
  private readonly base: Pick<Entry, "item" | "size">;
  private measured: number | undefined;

  /** @param size of what the index shows; found out at its first use when absent. */
  constructor({ hash, sort, tie }: Place, index: Index, base: Pick<Entry, "item" | "size">, size?: number) {
    this.hash = hash;
    this.sort = sort;
    this.tie = tie;
    this.index = index;
    this.base = base;
    this.measured = size;
  }

  get item(): Item {
    const { projected } = this.index;
    return projected ? projectItem(this.base.item, projected) : this.base.item;
  }

  get size(): number {
    if (!this.index.projected) return this.base.size;
    this.measured ??= itemSize(this.item);
    return this.measured;
  }
}

/** The attributes of an item that have these names. */
export function projectItem(item: Item, names: ReadonlySet<string>): Item {
  const projected: Item = {};
  for (const name of names) {
    const value = own(item, name);
    if (value) assign(projected, name, value);
  }
  return projected;
}
