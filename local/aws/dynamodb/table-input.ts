import { tableNotFound, validation } from "./errors.ts";
import { checkMembers, namePattern, text } from "./members.ts";
import { type Input, optionalBoolean, optionalStructure, optionalText } from "./shape.ts";
import type { Store } from "./store.ts";
import type { Table } from "./table.ts";
import type { TableDefinition } from "./table-definition.ts";
import { shortName } from "./table-name.ts";

/** The name of the table that a table operation is about. @throws AwsError ValidationException. */
export function requiredTableName(input: Input): string {
  const name = shortName(optionalText(input, "TableName"));
  if (name === undefined)
    throw validation("The parameter 'TableName' is required but was not present in the request");
  checkMembers(text("tableName", name, [3, 255], namePattern));
  return name;
}

/** The table that a table operation is about. @throws AwsError ResourceNotFoundException or ValidationException. */
export function namedTable(store: Store, input: Input): Table {
  const name = requiredTableName(input);
  const table = store.tables.get(name);
  if (!table) throw tableNotFound(name);
  return table;
}

/** Settings that are kept and shown, and change nothing in a stand-in. */
export function settings(input: Input): Pick<TableDefinition, "TableClass" | "Encrypted"> {
  const encryption = optionalStructure(input, "SSESpecification");
  const tableClass = optionalText(input, "TableClass");
  return {
    ...(tableClass && { TableClass: tableClass }),
    ...(encryption && { Encrypted: optionalBoolean(encryption, "Enabled") ?? false }),
  };
}

/** @throws AwsError ValidationException: the stand-in has no streams and does not pretend to. */
export function refuseStreams(input: Input): void {
  const stream = optionalStructure(input, "StreamSpecification");
  if (stream && optionalBoolean(stream, "StreamEnabled"))
    throw validation("The stand-in does not offer DynamoDB Streams: leave StreamSpecification out.");
}
