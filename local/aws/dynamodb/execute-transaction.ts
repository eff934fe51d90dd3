import { AwsError } from "../aws-error.ts";
import { checkOneKind, statementCount } from "./batch-execute-statement.ts";
import { charge, consumedCapacities, readUnits, sizeOf, type Units } from "./capacity.ts";
import { clientToken } from "./client-token.ts";
import { validation } from "./errors.ts";
import { checkKey } from "./keys.ts";
import { checkMembers, present, returnConsumedCapacity, text } from "./members.ts";
import { actionOf, duplicateItem, keyOfRead } from "./partiql/change.ts";
import { readStatement } from "./partiql/read-statement.ts";
import { columnsOf } from "./partiql/select.ts";
import type { Change, Select, Statement } from "./partiql/statement.ts";
import { type Input, optionalList, optionalText, structure } from "./shape.ts";
import type { Store } from "./store.ts";
import { commit, type Part } from "./transact-write.ts";
import { refuseDuplicates } from "./transaction.ts";

const mostStatements = 100;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteTransaction.html */
export function executeTransaction(store: Store, input: Input): object {
  const members = (optionalList(input, "TransactStatements") ?? []).map(structure);
  checkMembers(
    statementCount(members, "transactStatements", mostStatements),
    ...members.map(({ Statement }, index) =>
      present(`transactStatements.${index + 1}.member.statement`, Statement),
    ),
    text("clientRequestToken", optionalText(input, "ClientRequestToken"), [1, 36]),
    returnConsumedCapacity(input.ReturnConsumedCapacity),
  );
  const statements = members.map((member, index) => numbered(index, () => readMember(member)));
  checkOneKind(statements);
  const reads = statements.filter((statement) => statement.kind === "select");
  if (reads.length > 0) return readAll(store, reads, input);
  const parts = statements.map((statement, index) =>
    numbered(index, () => partOf(store, statement as Change, members[index] ?? {})),
  );
  return { Responses: [], ...commit(store, parts, clientToken(input, members), input) };
}

// AWS says which statement it could not accept.
function numbered<T>(index: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "ValidationException") throw error;
    throw validation(`Validation failed in TransactStatements[${index}]: ${error.message}`);
  }
}

function readMember(member: Input): Statement {
  const source = optionalText(member, "Statement") ?? "";
  if (/^\s*EXISTS\s*\(/i.test(source))
    throw validation("The stand-in does not offer EXISTS(): put the condition into the WHERE of a write.");
  const statement = readStatement(source, optionalList(member, "Parameters"));
  if ("returning" in statement && statement.returning)
    throw validation("RETURNING clause is not supported in ExecuteTransaction.");
  if (statement.kind === "select" && statement.index !== undefined)
    throw validation("Reads on indices are not supported within transactions.");
  return statement;
}

function partOf(store: Store, change: Change, member: Input): Part {
  const { message } = duplicateItem();
  const showsItem = member.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
  return {
    name: change.table,
    action: actionOf(change, store.table(change.table), showsItem),
    ...(change.kind === "insert" && { conflict: { Code: "DuplicateItem", Message: message } }),
  };
}

function readAll(store: Store, reads: readonly Select[], input: Input): object {
  const found = reads.map((select, index) => numbered(index, () => locate(store, select)));
  refuseDuplicates(found.map(({ select, place }) => ({ name: select.table, place })));
  const units = new Map<string, Units>();
  const responses = found.map(({ select, table, place }) => {
    const entry = table.items.get(place);
    charge(units, select.table, { table: readUnits(sizeOf(entry), "transactional") });
    return entry ? { Item: columnsOf(entry.item, select.columns) } : {};
  });
  return {
    Responses: responses,
    ...consumedCapacities(input.ReturnConsumedCapacity, units, "ReadCapacityUnits"),
  };
}

function locate(store: Store, select: Select) {
  const table = store.table(select.table);
  return { select, table, place: checkKey(keyOfRead(select, table, "ExecuteTransaction"), table) };
}
