import { invalidParameter, tableNotFound, validation } from "./errors.ts";
import { checkMembers, namePattern, oneOf, text } from "./members.ts";
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
export function settings(
  input: Input,
): Pick<TableDefinition, "TableClass" | "Encrypted" | "OnDemandThroughput"> {
  const encryption = optionalStructure(input, "SSESpecification");
  const tableClass = optionalText(input, "TableClass");
  const throughput = optionalStructure(input, "OnDemandThroughput");
  checkMembers(oneOf("tableClass", tableClass, ["STANDARD", "STANDARD_INFREQUENT_ACCESS"]));
  return {
    ...(tableClass && { TableClass: tableClass }),
    ...(encryption && { Encrypted: optionalBoolean(encryption, "Enabled") ?? false }),
    ...(throughput && { OnDemandThroughput: throughput }),
  };
}

const notOffered = [
  "GlobalTableSettingsReplicationMode",
  "GlobalTableSourceArn",
  "GlobalTableWitnessUpdates",
  "MultiRegionConsistency",
  "ReplicaUpdates",
  "ResourcePolicy",
  "VectorIndexes",
  "VectorIndexUpdates",
];

/** @throws AwsError ValidationException for what the stand-in does not have and does not pretend to have. */
export function refuseWhatIsNotOffered(input: Input): void {
  const stream = optionalStructure(input, "StreamSpecification");
  if (stream && optionalBoolean(stream, "StreamEnabled"))
    throw validation("The stand-in does not offer DynamoDB Streams: leave StreamSpecification out.");
  if (stream?.StreamEnabled === false && stream.StreamViewType != null)
    throw invalidParameter(
      "Table is being created with a stream disabled, UpdateViewType should not be specified",
    );
  const given = notOffered.filter((name) => input[name] != null);
  if (given.length > 0)
    throw validation(`The stand-in does not offer ${given.join(", ")}: leave it out of the request.`);
}
