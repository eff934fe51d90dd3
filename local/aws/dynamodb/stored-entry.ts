import { LargeValue } from "../journal/large-value.ts";
import type { Entry, Place } from "./collection.ts";
import type { IndexEntry } from "./index-entry.ts";
import type { Item } from "./values.ts";

/** An entry of a table. Its item may stand outside of memory, and is then read at each use. */
export class StoredEntry implements Entry {
  readonly hash: string;
  readonly sort: string;
  readonly tie = "";
  readonly size: number;
  /** The first of what the table's indexes hold of it; each names the next. */
  indexed: IndexEntry | undefined;
  /** When the table looks whether it has expired, in milliseconds since the epoch. */
  sweepAt: number | undefined;
  private readonly held: Item | LargeValue<Item>;

  constructor({ hash, sort }: Place, held: Item | LargeValue<Item>, size: number) {
    this.hash = hash;
    this.sort = sort;
    this.size = size;
    this.held = held;
  }

  get item(): Item {
    return this.held instanceof LargeValue ? this.held.value : this.held;
  }

  /** Its item, where that is a large one. */
  get large(): LargeValue<Item> | undefined {
    return this.held instanceof LargeValue ? this.held : undefined;
  }
}
