import type { Cloud } from "#cloud/cloud.ts";
import { Failure, type FailureDetail } from "#domain/failure.ts";
import { getBusiness } from "./businesses.ts";
import { absent } from "./conditions.ts";
import { itemOf } from "./entity.ts";
import { allOwned, type OwnedKind } from "./owned.ts";
import { parseRows } from "./parse-rows.ts";

const mostRows = 500;
const putsAtOnce = 10;

/** How an import ended. */
export interface Imported {
  rows: number;
  created: number;
  unchanged: number;
  dryRun: boolean;
}

/** What an import needs to know of its kind of row. */
export interface RowKind<Row, Entity> {
  kind: OwnedKind;
  columns: readonly string[];
  /** What is wrong with a row, in one phrase each; empty when it is a `Row`. */
  complaints(row: unknown): string[];
  entityOf(row: Row): Entity & { key: string; slug: string };
  /** Whether a stored one says the same as the row's. */
  same(stored: Entity, imported: Entity): boolean;
}

/** An import: CSV text or rows, and whether it only checks. */
export interface ImportRequest {
  businessId: string;
  body: string | { rows: readonly unknown[] };
  dryRun: boolean;
}

/**
 * Imports rows: all are checked before the first is written, and the same rows again complete an import that crashed.
 * @throws Failure `rows-invalid` with the number and reason of every bad row; then nothing was written.
 */
export async function importRows<Row, Entity>(
  cloud: Cloud,
  rowKind: RowKind<Row, Entity>,
  { businessId, body, dryRun }: ImportRequest,
): Promise<Imported> {
  await getBusiness(cloud, businessId);
  const rows = typeof body === "string" ? await parseRows(body, rowKind.columns) : body.rows;
  const entities = checkedEntities(rowKind, rows);
  const stored = new Map(
    (await allOwned<Entity & { key: string; slug: string }>(cloud, rowKind.kind, businessId)).map(
      (entity) => [entity.key, entity],
    ),
  );
  refuse(entities.flatMap((entity, index) => conflict(rowKind, stored.get(entity.key), entity, index)));
  const missing = entities.filter(({ key }) => !stored.has(key));
  if (!dryRun) await putAll(cloud, rowKind.kind, businessId, missing);
  return { rows: rows.length, created: missing.length, unchanged: rows.length - missing.length, dryRun };
}

function checkedEntities<Row, Entity>(rowKind: RowKind<Row, Entity>, rows: readonly unknown[]) {
  if (rows.length === 0) throw invalid([{ pointer: "/body", message: "There are no rows." }]);
  if (rows.length > mostRows)
    throw invalid([
      { pointer: "/body", message: `There are ${rows.length} rows; at most ${mostRows} are taken at once.` },
    ]);
  refuse(rows.flatMap((row, index) => rowKind.complaints(row).map((message) => rowError(index, message))));
  const entities = rows.map((row) => rowKind.entityOf(row as Row));
  const firstAt = new Map<string, number>();
  refuse(
    entities.flatMap(({ key, slug }, index) => {
      if (slug === "") return [rowError(index, "the name has no letters or digits to make a slug of")];
      const first = firstAt.get(key);
      if (first === undefined) firstAt.set(key, index);
      return first === undefined ? [] : [rowError(index, `has the same slug as row ${first + 1} (${key})`)];
    }),
  );
  return entities;
}

function conflict<Row, Entity>(
  { same }: RowKind<Row, Entity>,
  stored: Entity | undefined,
  imported: Entity & { key: string },
  index: number,
) {
  if (!stored || same(stored, imported)) return [];
  return [rowError(index, `another entry is stored under the same slug (${imported.key})`)];
}

async function putAll(
  cloud: Cloud,
  kind: OwnedKind,
  businessId: string,
  entities: readonly { key: string }[],
) {
  for (let start = 0; start < entities.length; start += putsAtOnce) {
    const some = entities.slice(start, start + putsAtOnce);
    await Promise.all(
      some.map((entity) => cloud.table.put(itemOf(kind.keyOf(businessId, entity.key), entity), absent())),
    );
  }
}

const rowError = (index: number, message: string): FailureDetail => ({
  pointer: `/rows/${index}`,
  message: `Row ${index + 1}: ${message}.`,
});

function refuse(errors: readonly FailureDetail[]): void {
  if (errors.length > 0) throw invalid(errors);
}

const invalid = (errors: readonly FailureDetail[]) =>
  new Failure(
    "rows-invalid",
    `${errors[0]?.message ?? ""} Correct the file and send it again.`,
    errors.slice(0, 20),
  );
