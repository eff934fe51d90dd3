import type { JournalRecord } from "../journal.ts";
import type { Change } from "./changes.ts";
import type { ClientTokens } from "./client-tokens.ts";
import { changeOf } from "./held-write.ts";
import type { StoredEntry } from "./stored-entry.ts";
import type { Table } from "./table.ts";

type Snapshot = Omit<JournalRecord, "service">;

const itemsPerChange = 25;

/** The state of the tables and tokens as changes. */
export function* snapshot(tables: Iterable<Table>, tokens: ClientTokens): Generator<Snapshot, void> {
  for (const table of tables) yield* snapshotTable(table);
  for (const { client, at } of tokens.all())
    yield { at, change: { kind: "items", writes: [], client } satisfies Change };
}

function* snapshotTable(table: Table): Generator<Snapshot, void> {
  yield {
    at: table.definition.createdAt,
    change: { kind: "table", definition: table.definition } satisfies Change,
  };
  let batch: StoredEntry[] = [];
  for (const { entries } of table.items.scanOrder())
    for (const entry of entries) {
      batch.push(entry);
      if (batch.length < itemsPerChange) continue;
      yield putAll(table, batch);
      batch = [];
    }
  if (batch.length > 0) yield putAll(table, batch);
}

function putAll(table: Table, entries: readonly StoredEntry[]): Snapshot {
  const { writes, values } = changeOf(entries.map((entry) => ({ table, place: entry, entry, visible: {} })));
  return { at: table.definition.createdAt, change: { kind: "items", writes } satisfies Change, values };
}
