import { AwsError } from "../aws-error.ts";
import { checkIndexNames, indexViolations, readIndexes } from "./check-index.ts";
import {
  billingModes,
  checkAttributesUsed,
  checkKeySchema,
  readThroughput,
  schemaViolations,
} from "./check-table.ts";
import { describe, tableId } from "./describe-table.ts";
import { checkMembers, oneOf } from "./members.ts";
import { type Input, optionalBoolean } from "./shape.ts";
import type { Store } from "./store.ts";
import type { KeySchemaElement, TableDefinition } from "./table-definition.ts";
import { refuseWhatIsNotOffered, requiredTableName, settings } from "./table-input.ts";
import { readTags } from "./tags.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export function createTable(store: Store, input: Input): object {
  const name = requiredTableName(input);
  checkMembers(
    ...schemaViolations(input),
    ...indexViolations(input),
    oneOf("billingMode", input.BillingMode, billingModes),
  );
  refuseWhatIsNotOffered(input);
  const definition = readDefinition(store, name, input);
  if (store.tables.has(name)) throw new AwsError("ResourceInUseException", `Table already exists: ${name}`);
  return { TableDescription: describe(store.define(definition), store.options, "CREATING") };
}

function readDefinition(store: Store, name: string, input: Input): TableDefinition {
  const createdAt = store.options.clock.now();
  const billing = input.BillingMode === "PAY_PER_REQUEST" ? "PAY_PER_REQUEST" : "PROVISIONED";
  const throughput = readThroughput(input, billing);
  const tags = readTags(input);
  const base: TableDefinition = {
    TableName: name,
    TableId: tableId(store.options, name, createdAt),
    AttributeDefinitions: input.AttributeDefinitions as TableDefinition["AttributeDefinitions"],
    KeySchema: input.KeySchema as KeySchemaElement[],
    BillingMode: billing,
    ...(throughput && { ProvisionedThroughput: throughput }),
    ...(billing === "PAY_PER_REQUEST" && { onDemandSince: createdAt }),
    DeletionProtectionEnabled: optionalBoolean(input, "DeletionProtectionEnabled") ?? false,
    ...settings(input),
    ...(tags && { Tags: tags }),
    createdAt,
  };
  checkKeySchema(base.KeySchema, base.AttributeDefinitions);
  const local = readIndexes(input, "LocalSecondaryIndexes", base);
  const global = readIndexes(input, "GlobalSecondaryIndexes", base);
  const definition = {
    ...base,
    ...(local && { LocalSecondaryIndexes: local }),
    ...(global && { GlobalSecondaryIndexes: global }),
  };
  checkIndexNames(definition);
  checkAttributesUsed(definition);
  return definition;
}
