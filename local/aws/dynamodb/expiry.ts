import type { Timer } from "../clock.ts";
import type { Observer, Store } from "./store.ts";
import type { StoredEntry } from "./stored-entry.ts";
import type { Table, Write } from "./table.ts";
import { type Item, own } from "./values.ts";

const minute = 60_000;
// AWS leaves alone what expired more than five years ago: such a number was hardly meant as a time.
const oldest = 5 * 365 * 24 * 60 * minute;

type Due = Map<Table, Set<StoredEntry>>;

/**
 * Deletes items once their time is over. What expires in the same minute goes in one sweep at its end; a timer is
 * set only while there is something to sweep.
 */
export class Expiry implements Observer {
  private readonly store: Store;
  private readonly due = new Map<number, Due>();
  private timer: Timer | undefined;
  private next = Number.POSITIVE_INFINITY;

  constructor(store: Store) {
    this.store = store;
  }

  wrote(table: Table, old: StoredEntry | undefined, entry: StoredEntry | undefined, visible: Item): void {
    if (old) this.forget(table, old);
    if (entry) this.track(table, entry, visible);
  }

  redefined(table: Table): void {
    const tracks = table.definition.timeToLive?.attribute !== undefined;
    for (const { entries } of table.items.scanOrder())
      for (const entry of entries) {
        this.forget(table, entry);
        if (tracks) this.track(table, entry, entry.item);
      }
  }

  private track(table: Table, entry: StoredEntry, visible: Item): void {
    const expiry = expiryOf(table, visible);
    const now = this.store.options.clock.now();
    if (expiry === undefined || expiry < now - oldest) return;
    this.sweepLater(table, entry, (Math.floor(Math.max(expiry, now) / minute) + 1) * minute);
  }

  private sweepLater(table: Table, entry: StoredEntry, at: number): void {
    const due = this.due.get(at) ?? new Map<Table, Set<StoredEntry>>();
    this.due.set(at, due);
    due.set(table, (due.get(table) ?? new Set()).add(entry));
    entry.sweepAt = at;
    if (at < this.next) this.arm(at);
  }

  private forget(table: Table, entry: StoredEntry): void {
    const { sweepAt } = entry;
    if (sweepAt === undefined) return;
    entry.sweepAt = undefined;
    const due = this.due.get(sweepAt);
    const entries = due?.get(table);
    entries?.delete(entry);
    if (entries?.size === 0) due?.delete(table);
    if (due?.size === 0) this.due.delete(sweepAt);
  }

  private arm(at: number): void {
    this.timer?.cancel();
    this.next = at;
    this.timer = Number.isFinite(at) ? this.store.options.clock.schedule(at, () => this.sweep()) : undefined;
  }

  private sweep(): void {
    const now = this.store.options.clock.now();
    for (const [at, due] of this.due) if (at <= now) this.remove(at, due, now);
    this.arm([...this.due.keys()].reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY));
  }

  private remove(at: number, due: Due, now: number): void {
    const writes = [...due].flatMap(([table, entries]) => deletions(this.store, table, entries));
    this.due.delete(at);
    try {
      this.store.write(writes);
    } catch {
      // The journal cannot be written now, which every client hears at its own write; so it is tried again.
      for (const [table, entries] of due)
        for (const entry of entries) this.sweepLater(table, entry, now + minute);
    }
  }
}

// A table that was dropped takes its items along.
const deletions = (store: Store, table: Table, entries: ReadonlySet<StoredEntry>): Write[] =>
  store.tables.get(table.definition.TableName) === table
    ? [...entries].map((entry) => ({ table, place: entry, entry: undefined }))
    : [];

/** When an item expires, in milliseconds since the epoch; undefined when it does not. */
function expiryOf(table: Table, visible: Item): number | undefined {
  const attribute = table.definition.timeToLive?.attribute;
  const seconds = attribute === undefined ? undefined : own(visible, attribute)?.N;
  return seconds === undefined ? undefined : Math.floor(Number(seconds)) * 1000;
}
