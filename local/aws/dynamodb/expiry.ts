import type { Timer } from "../clock.ts";
import type { Observer, Store } from "./store.ts";
import type { Table, Write } from "./table.ts";
import { type Item, own } from "./values.ts";

const minute = 60_000;
// AWS leaves alone what expired more than five years ago: such a number was hardly meant as a time.
const oldest = 5 * 365 * 24 * 60 * minute;

type Place = Pick<Write, "table" | "place">;

/**
 * Deletes items once their time is over. What expires in the same minute goes in one sweep at its end; a timer is
 * set only while there is something to sweep.
 */
export class Expiry implements Observer {
  private readonly store: Store;
  private readonly due = new Map<number, Map<string, Place>>();
  private timer: Timer | undefined;
  private next = Number.POSITIVE_INFINITY;

  constructor(store: Store) {
    this.store = store;
  }

  wrote({ table, place, entry }: Write): void {
    if (entry) this.track(table, place, entry.item);
  }

  redefined(table: Table): void {
    if (table.definition.timeToLive?.attribute === undefined) return;
    for (const { entries } of table.items.scanOrder())
      for (const entry of entries) this.track(table, entry, entry.item);
  }

  private track(table: Table, { hash, sort, tie }: Write["place"], item: Item): void {
    const expiry = expiryOf(table, item);
    const now = this.store.options.clock.now();
    if (expiry === undefined || expiry < now - oldest) return;
    const at = (Math.floor(Math.max(expiry, now) / minute) + 1) * minute;
    const places = this.due.get(at) ?? new Map<string, Place>();
    this.due.set(at, places);
    const key = JSON.stringify([table.definition.TableName, hash, sort]);
    places.set(key, { table, place: { hash, sort, tie } });
    if (at < this.next) this.arm(at);
  }

  private arm(at: number): void {
    this.timer?.cancel();
    this.next = at;
    this.timer = Number.isFinite(at) ? this.store.options.clock.schedule(at, () => this.sweep()) : undefined;
  }

  private sweep(): void {
    const { clock } = this.store.options;
    for (const [at, places] of this.due) {
      if (at > clock.now()) continue;
      this.due.delete(at);
      this.store.write([...places.values()].filter((place) => expired(this.store, place)).map(deletion));
    }
    this.arm([...this.due.keys()].reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY));
  }
}

const deletion = ({ table, place }: Place): Write => ({
  table,
  place,
  entry: undefined,
});

/** When an item expires, in milliseconds since the epoch; undefined when it does not. */
function expiryOf(table: Table, item: Item): number | undefined {
  const attribute = table.definition.timeToLive?.attribute;
  const seconds = attribute === undefined ? undefined : own(item, attribute)?.N;
  return seconds === undefined ? undefined : Math.floor(Number(seconds)) * 1000;
}

// Between its tracking and the sweep an item may have been written again, or its table dropped.
function expired(store: Store, { table, place }: Place): boolean {
  if (store.tables.get(table.definition.TableName) !== table) return false;
  const entry = table.items.get(place);
  const expiry = entry && expiryOf(table, entry.item);
  return expiry !== undefined && expiry <= store.options.clock.now();
}
