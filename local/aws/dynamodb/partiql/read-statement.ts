import { checkValue } from "../check-value.ts";
import { validation } from "../errors.ts";
import { checkMembers, text } from "../members.ts";
import { insert, remove, update, updateFrom } from "./read-change.ts";
import { columnList, source } from "./read-names.ts";
import { Reader } from "./reader.ts";
import type { Select, Statement } from "./statement.ts";
import { malformed } from "./tokens.ts";
import { where } from "./where.ts";

const longest = 8192;

/**
 * Reads a PartiQL statement. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
 * @throws AwsError ValidationException when it cannot be read.
 */
export function readStatement(statement: string, parameters: readonly unknown[] = []): Statement {
  checkMembers(text("statement", statement, [1, longest]));
  const values = parameters.map((value) => checkValue(value, "current"));
  const reader = new Reader(statement, values);
  const read = begin(reader);
  reader.accept(";");
  if (reader.peek().kind !== "end") throw malformed("Unexpected token after expression");
  if (!reader.balanced) throw validation("Number of parameters in request and statement don't match.");
  return read;
}

function begin(reader: Reader): Statement {
  if (reader.acceptWord("SELECT")) return select(reader);
  if (reader.acceptWord("INSERT")) return insert(reader);
  if (reader.acceptWord("UPDATE")) return update(reader);
  if (reader.acceptWord("FROM")) return updateFrom(reader);
  if (reader.acceptWord("DELETE")) return remove(reader);
  throw malformed("Expected data manipulation");
}

function select(reader: Reader): Select {
  const columns = reader.accept("*") ? undefined : columnList(reader);
  reader.expectWord("FROM");
  const [table = "", index] = source(reader);
  const condition = reader.acceptWord("WHERE") ? where(reader) : undefined;
  const orderBy = order(reader);
  return {
    kind: "select",
    table,
    ...(index !== undefined && { index }),
    ...(columns && { columns }),
    ...(condition && { where: condition }),
    ...(orderBy && { orderBy }),
  };
}

function order(reader: Reader): Select["orderBy"] {
  if (!reader.acceptWord("ORDER")) return undefined;
  reader.expectWord("BY");
  const name = reader.name();
  const descending = reader.acceptWord("DESC");
  if (!descending) reader.acceptWord("ASC");
  return { name, descending };
}
