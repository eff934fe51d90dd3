import { checkOverlap } from "../binding.ts";
import { checkItem } from "../check-value.ts";
import { validation } from "../errors.ts";
import { shortName } from "../table-name.ts";
import { ExpressionError } from "../tokens.ts";
import type { Action } from "../update.ts";
import { mapOf } from "./literal.ts";
import { columnList, source } from "./read-names.ts";
import type { Reader } from "./reader.ts";
import { setClause } from "./set.ts";
import type { Change, Returning } from "./statement.ts";
import { malformed } from "./tokens.ts";
import { where } from "./where.ts";

/** @throws AwsError ValidationException for an index: only tables can be written. */
function target(reader: Reader): string {
  const [table = "", index] = source(reader);
  if (index !== undefined) throw validation("Only tables can be written; an index is read-only.");
  return table;
}

/** The rest of `INSERT INTO "table" VALUE {…}`. @throws AwsError ValidationException. */
export function insert(reader: Reader): Change {
  reader.expectWord("INTO");
  const table = shortName(reader.name()) ?? "";
  if (!reader.acceptWord("VALUE")) throw malformed("Unexpected token after expression");
  return { kind: "insert", table, item: checkItem(mapOf(reader), "current") };
}

/** The rest of `UPDATE "table" SET … WHERE …`. @throws AwsError ValidationException. */
export function update(reader: Reader): Change {
  const table = target(reader);
  const actions = clauses(reader);
  reader.expectWord("WHERE");
  return { kind: "update", table, actions, where: where(reader), ...returningClause(reader) };
}

/** The rest of an update the other way round: `FROM "table" WHERE … SET …`. @throws AwsError ValidationException. */
export function updateFrom(reader: Reader): Change {
  const table = target(reader);
  reader.expectWord("WHERE");
  const condition = where(reader);
  return { kind: "update", table, where: condition, actions: clauses(reader), ...returningClause(reader) };
}

function clauses(reader: Reader): Action[] {
  const actions: Action[] = [];
  for (;;) {
    if (reader.acceptWord("SET")) actions.push(...setClause(reader));
    else if (reader.acceptWord("REMOVE")) actions.push(...removeClause(reader));
    else break;
  }
  if (actions.length === 0) throw reader.unexpected();
  checkPaths(actions);
  return actions;
}

function removeClause(reader: Reader): Action[] {
  return columnList(reader).map((path) => ({ kind: "remove", path }));
}

function checkPaths(actions: readonly Action[]): void {
  try {
    checkOverlap(actions.map(({ path }) => path));
  } catch (error) {
    throw error instanceof ExpressionError ? validation(error.message) : error;
  }
}

/** The rest of `DELETE FROM "table" WHERE …`. @throws AwsError ValidationException. */
export function remove(reader: Reader): Change {
  reader.expectWord("FROM");
  const table = target(reader);
  reader.expectWord("WHERE");
  const condition = where(reader);
  const clause = returningClause(reader);
  if (clause.returning && clause.returning !== "ALL OLD")
    throw validation(
      `Invalid returning clause: RETURNING ${clause.returning} *. Only RETURNING ALL OLD * is allowed in DELETE statements.`,
    );
  return { kind: "delete", table, where: condition, ...clause };
}

function returningClause(reader: Reader): { returning?: Returning } {
  if (!reader.acceptWord("RETURNING")) return {};
  const returning = `${reader.name()} ${reader.name()}`.toUpperCase();
  reader.expect("*");
  if (!isReturning(returning)) throw reader.unexpected();
  return { returning };
}

const isReturning = (text: string): text is Returning => /^(ALL|MODIFIED) (OLD|NEW)$/.test(text);
