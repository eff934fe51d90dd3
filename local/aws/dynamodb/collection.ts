import { type Compare, compareText, orderOf } from "./order.ts";
import { type AttributeValue, type Item, own } from "./values.ts";

/** An attribute that is part of a key. */
export interface KeyAttribute {
  name: string;
  type: "S" | "N" | "B";
}

/** The key of a table or an index: what splits the items and what sorts them. */
export interface Key {
  hash: KeyAttribute;
  range?: KeyAttribute;
}

/** Where an item stands: its partition, and its place there. `tie` tells items of an index apart. */
export interface Place {
  hash: string;
  sort: string;
  tie: string;
}

/** An item in a collection with its size in bytes. */
export interface Entry extends Place {
  /** It may be read from a file at each use. */
  readonly item: Item;
  readonly size: number;
}

/** The items that share a hash key, in the order of their range keys. */
export interface Partition<Kind extends Entry = Entry> {
  hash: string;
  /** Where the partition stands in a scan: 32 well mixed bits. */
  position: number;
  entries: Kind[];
}

/** The text by which a key attribute's value is found; it is unique for its type. */
export function keyText(item: Item, { name, type }: KeyAttribute): string {
  return (own(item, name) as AttributeValue)[type] as string;
}

/** The items of a table or an index: sorted lists, one for each hash key. */
export class Collection<Kind extends Entry = Entry> {
  readonly key: Key;
  private readonly partitions = new Map<string, Partition<Kind>>();
  private readonly compare: Compare;
  private ordered: Partition<Kind>[] | undefined;

  constructor(key: Key) {
    this.key = key;
    this.compare = key.range ? orderOf(key.range.type) : () => 0;
  }

  partition(hash: string): Partition<Kind> | undefined {
    return this.partitions.get(hash);
  }

  get(place: Place): Kind | undefined {
    const partition = this.partitions.get(place.hash);
    return partition && this.locate(partition.entries, place).entry;
  }

  put(entry: Kind): void {
    const { entries } = this.partitions.get(entry.hash) ?? this.open(entry.hash);
    const { index, entry: old } = this.locate(entries, entry);
    if (old) entries[index] = entry;
    else entries.splice(index, 0, entry);
  }

  remove(place: Place): void {
    const partition = this.partitions.get(place.hash);
    if (!partition) return;
    const { index, entry } = this.locate(partition.entries, place);
    if (entry) partition.entries.splice(index, 1);
    if (partition.entries.length > 0) return;
    this.partitions.delete(place.hash);
    this.ordered = undefined;
  }

  /** Every partition, in the order of a scan. */
  scanOrder(): readonly Partition<Kind>[] {
    this.ordered ??= [...this.partitions.values()].sort(comparePartitions);
    return this.ordered;
  }

  /** The index of the first entry at or after a place; `after` skips the place itself. */
  search(entries: readonly Entry[], sort: string, tie: string, after: boolean): number {
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = entries[middle] as Entry;
      const order = this.compare(entry.sort, sort) || compareText(entry.tie, tie);
      if (order < 0 || (after && order === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private locate(entries: readonly Kind[], { sort, tie }: Place): { index: number; entry?: Kind } {
    const index = this.search(entries, sort, tie, false);
    const entry = entries[index];
    return entry && entry.sort === sort && entry.tie === tie ? { index, entry } : { index };
  }

  private open(hash: string): Partition<Kind> {
    const partition: Partition<Kind> = { hash, position: mix(hash), entries: [] };
    this.partitions.set(hash, partition);
    this.ordered = undefined;
    return partition;
  }
}

/** The order of partitions in a scan. */
export function comparePartitions(
  left: Pick<Partition, "position" | "hash">,
  right: Pick<Partition, "position" | "hash">,
): number {
  return left.position - right.position || compareText(left.hash, right.hash);
}

/** Spreads keys evenly over 32 bits: FNV-1a, then the finaliser of MurmurHash3. */
export function mix(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
