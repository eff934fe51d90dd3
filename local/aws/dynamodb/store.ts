import type { LargeValue } from "../journal/large-value.ts";
import type { JournalRecord } from "../journal.ts";
import type { ServiceOptions } from "../service.ts";
import type { Change, ClientToken } from "./changes.ts";
import { ClientTokens } from "./client-tokens.ts";
import { resourceNotFound } from "./errors.ts";
import { changeOf, type HeldWrite, holdWrite, writeOf } from "./held-write.ts";
import { snapshot } from "./snapshot.ts";
import type { StoredEntry } from "./stored-entry.ts";
import { createTable, redefineTable, replaceEntry, type Table, type Write } from "./table.ts";
import type { TableDefinition } from "./table-definition.ts";
import type { Item } from "./values.ts";

export type { Change, ClientToken } from "./changes.ts";

/** Hears of every entry that comes and goes, to keep track of what expires. */
export interface Observer {
  /** `visible` is the item, or at least what the table looks at of it. */
  wrote(table: Table, old: StoredEntry | undefined, entry: StoredEntry | undefined, visible: Item): void;
  /** The attribute that says when items expire is another one, or none any more. */
  redefined(table: Table): void;
}

/** The tables of one account and region, and the one way to change them: through the journal first. */
export class Store {
  readonly options: ServiceOptions;
  /** For reading; tables come and go through `define` and `drop`. */
  readonly tables = new Map<string, Table>();
  private readonly tokens = new ClientTokens();
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
    this.applyDrop(name);
  }

  /** Commits the writes as one change. */
  write(writes: readonly Write[], client?: ClientToken): void {
    if (writes.length === 0 && !client) return;
    const { clock, journal } = this.options;
    const held = writes.map((write) => holdWrite(write, journal.values));
    this.recordItems(held, client);
    this.applyWrites(held, client, clock.now());
  }

  /** The digest of a transaction committed under this token in the last ten minutes. */
  digestOf(token: string): string | undefined {
    return this.tokens.digestOf(token, this.options.clock.now());
  }

  /** Applies a change from the journal again. */
  replay(change: Change, at: number, values: readonly LargeValue[] = []): void {
    if (change.kind === "table") this.applyDefinition(change.definition);
    else if (change.kind === "drop") this.applyDrop(change.table);
    else {
      const writes = change.writes.map((each) => writeOf(this.table(each.table), each, values));
      this.applyWrites(writes, change.client, at);
    }
  }

  /** Changes that bring an empty store to the state of this one. */
  snapshot(): Iterable<Omit<JournalRecord, "service">> {
    return snapshot(this.tables.values(), this.tokens);
  }

  private record(change: Change, values: readonly LargeValue[] = []): void {
    const { clock, journal } = this.options;
    journal.append({ service: "dynamodb", at: clock.now(), change, ...(values.length > 0 && { values }) });
  }

  private recordItems(held: readonly HeldWrite[], client: ClientToken | undefined): void {
    if (this.options.journal.discards) return;
    try {
      const { writes, values } = changeOf(held);
      this.record({ kind: "items", writes, ...(client && { client }) }, values);
    } catch (error) {
      for (const { entry } of held) entry?.large?.release();
      throw error;
    }
  }

  private applyDefinition(definition: TableDefinition): Table {
    const known = this.tables.get(definition.TableName);
    const before = known?.definition.timeToLive?.attribute;
    if (known) redefineTable(known, definition);
    const table = known ?? createTable(definition);
    this.tables.set(definition.TableName, table);
    if (before !== definition.timeToLive?.attribute) this.observer?.redefined(table);
    return table;
  }

  private applyDrop(name: string): void {
    for (const { entries } of this.tables.get(name)?.items.scanOrder() ?? [])
      for (const entry of entries) entry.large?.release();
    this.tables.delete(name);
  }

  private applyWrites(writes: readonly HeldWrite[], client: ClientToken | undefined, at: number): void {
    for (const { table, place, entry, visible } of writes) {
      const old = replaceEntry(table, place, entry, visible);
      this.observer?.wrote(table, old, entry, visible);
      old?.large?.release();
    }
    if (client) this.tokens.remember(client, at);
  }
}
