import { AwsError } from "../aws-error.ts";
import { charge, consumedCapacities, readUnits, sizeOf, type Units } from "./capacity.ts";
import { validation } from "./errors.ts";
import { checkKey } from "./keys.ts";
import { checkMembers, present, returnConsumedCapacity, type Violation, violation } from "./members.ts";
import { carryOut, keyOfRead } from "./partiql/change.ts";
import { readStatement } from "./partiql/read-statement.ts";
import { columnsOf } from "./partiql/select.ts";
import type { Select, Statement } from "./partiql/statement.ts";
import { type Input, optionalBoolean, optionalList, optionalText, structure } from "./shape.ts";
import type { Store } from "./store.ts";
import type { Item } from "./values.ts";

const mostStatements = 25;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
export function batchExecuteStatement(store: Store, input: Input): object {
  const members = (optionalList(input, "Statements") ?? []).map(structure);
  checkMembers(
    statementCount(members, "statements", mostStatements),
    ...members.map(({ Statement }, index) => present(`statements.${index + 1}.member.statement`, Statement)),
    returnConsumedCapacity(input.ReturnConsumedCapacity),
  );
  const read = members.map(attempt);
  checkOneKind(read.flatMap((each) => ("statement" in each ? [each.statement] : [])));
  const units = new Map<string, Units>();
  const responses = members.map((member, index) => respond(store, member, read[index] ?? {}, units));
  return { Responses: responses, ...consumedCapacities(input.ReturnConsumedCapacity, units) };
}

/** How many statements an operation takes. */
export function statementCount(members: readonly unknown[], name: string, most: number): Violation {
  if (members.length === 0)
    return violation(name, "[]", "Member must have length greater than or equal to 1");
  if (members.length <= most) return undefined;
  return violation(
    name,
    `[${JSON.stringify(members).slice(1, 1000)}...]`,
    `Member must have length less than or equal to ${most}`,
  );
}

type Attempt = { statement: Statement } | { error?: unknown };

function attempt(member: Input): Attempt {
  try {
    const text = optionalText(member, "Statement") ?? "";
    return { statement: readStatement(text, optionalList(member, "Parameters")) };
  } catch (error) {
    return { error };
  }
}

/** @throws AwsError ValidationException when reads and writes are mixed. */
export function checkOneKind(statements: readonly Statement[]): void {
  const reads = statements.filter(({ kind }) => kind === "select").length;
  if (reads > 0 && reads < statements.length)
    throw validation("The statements must be either all reads or all writes: send them apart.");
}

function respond(store: Store, member: Input, read: Attempt, units: Map<string, Units>): object {
  try {
    if (!("statement" in read)) throw read.error;
    const { statement } = read;
    const done =
      statement.kind === "select" ? readOne(store, statement, member) : carryOut(store, statement, {});
    charge(units, statement.table, done.units);
    return { TableName: statement.table, ...(done.item && { Item: done.item }) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return failed(error, "statement" in read ? read.statement.table : undefined);
  }
}

const shortCodes: Record<string, string> = { ValidationException: "ValidationError" };
const codesWithTable = ["ConditionalCheckFailed", "DuplicateItem"];

// The table is named only where the statement got as far as the item.
function failed(error: AwsError, table: string | undefined): object {
  const code = shortCodes[error.code] ?? error.code.replace(/Exception$/, "");
  return {
    Error: { Code: code, Message: error.message },
    ...(table !== undefined && codesWithTable.includes(code) && { TableName: table }),
  };
}

function readOne(store: Store, select: Select, member: Input): { item?: Item; units: Units } {
  const table = store.table(select.table);
  const entry = table.items.get(checkKey(keyOfRead(select, table, "BatchExecuteStatement"), table));
  const mode = optionalBoolean(member, "ConsistentRead") ? "consistent" : "eventual";
  const units = { table: readUnits(sizeOf(entry), mode) };
  return { ...(entry && { item: columnsOf(entry.item, select.columns) }), units };
}
