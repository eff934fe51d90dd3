import type { ServiceOptions } from "../service.ts";
import { resourceNotFound } from "./errors.ts";
import { itemSize } from "./size.ts";
import {
  applyWrite,
  createTable,
  keyAttributes,
  placeOf,
  redefineTable,
  type Table,
  type Write,
} from "./table.ts";
import type { TableDefinition } from "./table-definition.ts";
import type { Item } from "./values.ts";

/** A put or a deletion of one item, as the journal keeps it. */
type ItemChange = { table: string; put: Item } | { table: string; delete: Item };

/** A transaction that a client may send again for ten minutes. */
export interface ClientToken {
  token: string;
  digest: string;
}

/** One committed change; what it holds is the state afterwards. */
export type Change =
  | { kind: "table"; definition: TableDefinition }
  | { kind: "drop"; table: string }
  | { kind: "items"; writes: ItemChange[]; client?: ClientToken };

/** Hears of every entry that is written, to keep track of what expires. */
export interface Observer {
  wrote(write: Write): void;
  redefined(table: Table): void;
}

const tokenLife = 10 * 60_000;

/** The tables of one account and region, and the one way to change them: through the journal first. */
export class Store {
  readonly options: ServiceOptions;
  /** For reading; tables come and go through `define` and `drop`. */
  readonly tables = new Map<string, Table>();
  private readonly tokens = new Map<string, { digest: string; at: number }>();
  private observer: Observer | undefined;

  constructor(options: ServiceOptions) {
    this.options = options;
  }

  observe(observer: Observer): void {
    this.observer = observer;
  }

  /** @throws AwsError ResourceNotFoundException. */
  table(name: string): Table {
    const table = this.tables.get(name);
    if (!table) throw resourceNotFound();
    return table;
  }

  /** Creates a table, or gives it a new definition. */
  define(definition: TableDefinition): Table {
    this.record({ kind: "table", definition });
    return this.applyDefinition(definition);
  }

  drop(name: string): void {
    this.record({ kind: "drop", table: name });
    this.tables.delete(name);
  }

  /** Commits the writes as one change. */
  write(writes: readonly Write[], client?: ClientToken): void {
    if (writes.length === 0 && !client) return;
    this.record({ kind: "items", writes: writes.map(changeOf), ...(client && { client }) });
    this.applyWrites(writes, client, this.options.clock.now());
  }

  /** The digest of a transaction committed under this token in the last ten minutes. */
  digestOf(token: string): string | undefined {
    const used = this.tokens.get(token);
    return used && this.options.clock.now() - used.at < tokenLife ? used.digest : undefined;
  }

  /** Applies a change from the journal again. */
  replay(change: Change, at: number): void {
    if (change.kind === "table") this.applyDefinition(change.definition);
    else if (change.kind === "drop") this.tables.delete(change.table);
    else {
      const writes = change.writes.map((each) => writeOf(this.table(each.table), each));
      this.applyWrites(writes, change.client, at);
    }
  }

  private record(change: Change): void {
    const { clock, journal } = this.options;
    journal.append({ service: "dynamodb", at: clock.now(), change });
  }

  private applyDefinition(definition: TableDefinition): Table {
    const known = this.tables.get(definition.TableName);
    if (known) redefineTable(known, definition);
    const table = known ?? createTable(definition);
    this.tables.set(definition.TableName, table);
    this.observer?.redefined(table);
    return table;
  }

  private applyWrites(writes: readonly Write[], client: ClientToken | undefined, at: number): void {
    for (const write of writes) {
      applyWrite(write);
      this.observer?.wrote(write);
    }
    if (client) this.remember(client, at);
  }

  // The map is in the order of use, so that the ones to forget come first.
  private remember({ token, digest }: ClientToken, at: number): void {
    for (const [known, used] of this.tokens) {
      if (at - used.at < tokenLife) break;
      this.tokens.delete(known);
    }
    this.tokens.delete(token);
    this.tokens.set(token, { digest, at });
  }
}

function changeOf({ table, place, entry }: Write): ItemChange {
  const name = table.definition.TableName;
  if (entry) return { table: name, put: entry.item };
  const stored = table.items.get(place);
  return { table: name, delete: stored ? keyAttributes(stored.item, table.key) : {} };
}

function writeOf(table: Table, change: ItemChange): Write {
  const item = "put" in change ? change.put : change.delete;
  const place = placeOf(item, table.key);
  return { table, place, entry: "put" in change ? { ...place, item, size: itemSize(item) } : undefined };
}
