import { checkIndexNames, memberViolations, readIndex } from "./check-index.ts";
import { attributeViolations, billingModes, readThroughput } from "./check-table.ts";
import { describe } from "./describe-table.ts";
import { invalidParameter, resourceNotFound, validation } from "./errors.ts";
import { checkMembers, oneOf } from "./members.ts";
import {
  type Input,
  optionalBoolean,
  optionalList,
  optionalStructure,
  optionalText,
  structure,
} from "./shape.ts";
import type { Store } from "./store.ts";
import type { TableDefinition } from "./table-definition.ts";
import { namedTable, refuseWhatIsNotOffered, settings } from "./table-input.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html */
export function updateTable(store: Store, input: Input): object {
  const table = namedTable(store, input);
  checkMembers(oneOf("billingMode", input.BillingMode, billingModes));
  refuseWhatIsNotOffered(input);
  const billed = rebill(store, table.definition, input);
  const definition = changeIndexes(
    {
      ...billed,
      ...settings(input),
      DeletionProtectionEnabled:
        optionalBoolean(input, "DeletionProtectionEnabled") ?? billed.DeletionProtectionEnabled,
    },
    input,
  );
  store.define(definition);
  return { TableDescription: describe(table, store.options, "UPDATING") };
}

function rebill(store: Store, definition: TableDefinition, input: Input): TableDefinition {
  if (input.BillingMode == null && input.ProvisionedThroughput == null) return definition;
  const mode = input.BillingMode ?? definition.BillingMode;
  const throughput = readThroughput(input, String(mode));
  const { ProvisionedThroughput: old, ...rest } = definition;
  if (!throughput)
    return {
      ...rest,
      BillingMode: "PAY_PER_REQUEST",
      onDemandSince: definition.onDemandSince ?? store.options.clock.now(),
    };
  if (
    old?.ReadCapacityUnits === throughput.ReadCapacityUnits &&
    old.WriteCapacityUnits === throughput.WriteCapacityUnits
  )
    throw validation(
      `The provisioned throughput for the table will not change. The requested value equals the current value. ` +
        `Current ReadCapacityUnits provisioned for the table: ${old.ReadCapacityUnits}. Requested ReadCapacityUnits: ${throughput.ReadCapacityUnits}. ` +
        `Current WriteCapacityUnits provisioned for the table: ${old.WriteCapacityUnits}. Requested WriteCapacityUnits: ${throughput.WriteCapacityUnits}. ` +
        "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
    );
  return { ...rest, BillingMode: "PROVISIONED", ProvisionedThroughput: throughput };
}

function changeIndexes(definition: TableDefinition, input: Input): TableDefinition {
  const updates = optionalList(input, "GlobalSecondaryIndexUpdates") ?? [];
  if (updates.length === 0) return definition;
  const start = { ...definition, AttributeDefinitions: attributesWith(definition, input) };
  const indexes = updates.reduce<TableDefinition>(
    (made, update) => changeIndex(made, structure(update)),
    start,
  );
  const { GlobalSecondaryIndexes: global = [], ...rest } = indexes;
  const changed = global.length > 0 ? indexes : rest;
  checkIndexNames(changed);
  return { ...changed, AttributeDefinitions: attributesUsed(changed) };
}

type Attributes = TableDefinition["AttributeDefinitions"];

// A request need define only what its new indexes add.
function attributesWith({ AttributeDefinitions: known }: TableDefinition, input: Input): Attributes {
  const given = (optionalList(input, "AttributeDefinitions") ?? []) as Attributes;
  checkMembers(...attributeViolations(given));
  const added = given.filter(({ AttributeName: name }) => !known.some((each) => each.AttributeName === name));
  return [...known, ...added];
}

// What only a dropped index used goes with it.
function attributesUsed(definition: TableDefinition): Attributes {
  const { KeySchema, LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] } = definition;
  const schemas = [
    KeySchema,
    ...[...LocalSecondaryIndexes, ...GlobalSecondaryIndexes].map((index) => index.KeySchema),
  ];
  const used = new Set(schemas.flat().map(({ AttributeName }) => AttributeName));
  return definition.AttributeDefinitions.filter(({ AttributeName }) => used.has(AttributeName));
}

function changeIndex(definition: TableDefinition, update: Input): TableDefinition {
  const { GlobalSecondaryIndexes: known = [] } = definition;
  const create = optionalStructure(update, "Create");
  const remove = optionalStructure(update, "Delete");
  const change = optionalStructure(update, "Update");
  if (create) {
    checkMembers(...memberViolations(create, "globalSecondaryIndexUpdates.1.member.create"));
    const index = readIndex(create, definition);
    return { ...definition, GlobalSecondaryIndexes: [...known, index] };
  }
  const named = remove ?? change;
  if (!named)
    throw invalidParameter(
      "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null",
    );
  const name = optionalText(named, "IndexName");
  if (!known.some(({ IndexName }) => IndexName === name)) throw resourceNotFound();
  if (remove)
    return { ...definition, GlobalSecondaryIndexes: known.filter(({ IndexName }) => IndexName !== name) };
  const throughput = readThroughput(named, "PROVISIONED");
  const changed = known.map((index) =>
    index.IndexName === name && throughput ? { ...index, ProvisionedThroughput: throughput } : index,
  );
  return { ...definition, GlobalSecondaryIndexes: changed };
}
