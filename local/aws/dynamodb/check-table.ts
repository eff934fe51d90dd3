import { invalidParameter, validation } from "./errors.ts";
import { atLeast, checkMembers, oneOf, present, text, type Violation, violation } from "./members.ts";
import {
  type Input,
  optionalInteger,
  optionalList,
  optionalStructure,
  optionalText,
  structure,
} from "./shape.ts";
import type { KeySchemaElement, TableDefinition, Throughput } from "./table-definition.ts";

type AttributeDefinitions = TableDefinition["AttributeDefinitions"];

/** The words of BillingMode. */
export const billingModes = ["PROVISIONED", "PAY_PER_REQUEST"];

/** Checks each member of a key schema and of the attribute definitions by itself. */
export function schemaViolations(input: Input): Violation[] {
  const attributes = optionalList(input, "AttributeDefinitions");
  const keys = optionalList(input, "KeySchema");
  return [
    present("attributeDefinitions", attributes),
    ...attributeViolations(attributes ?? []),
    present("keySchema", keys),
    ...keySchemaViolations(keys ?? [], "keySchema"),
  ];
}

/** Checks each attribute definition by itself. */
export function attributeViolations(attributes: readonly unknown[]): Violation[] {
  return attributes.flatMap((each, index) => attributeViolation(structure(each), index + 1));
}

function attributeViolation(attribute: Input, position: number): Violation[] {
  const member = `attributeDefinitions.${position}.member`;
  return [
    present(`${member}.attributeName`, attribute.AttributeName),
    text(`${member}.attributeName`, optionalText(attribute, "AttributeName"), [1, 255]),
    present(`${member}.attributeType`, attribute.AttributeType),
    oneOf(`${member}.attributeType`, attribute.AttributeType, ["B", "N", "S"]),
  ];
}

/** Checks each member of a key schema by itself. */
export function keySchemaViolations(keys: readonly unknown[], member: string): Violation[] {
  if (keys.length < 1) return [violation(member, keys, "Member must have length greater than or equal to 1")];
  if (keys.length > 2) return [violation(member, keys, "Member must have length less than or equal to 2")];
  return keys.flatMap((each, index) => {
    const key = structure(each);
    const at = `${member}.${index + 1}.member`;
    return [
      present(`${at}.attributeName`, key.AttributeName),
      text(`${at}.attributeName`, optionalText(key, "AttributeName"), [1, 255]),
      present(`${at}.keyType`, key.KeyType),
      oneOf(`${at}.keyType`, key.KeyType, ["HASH", "RANGE"]),
    ];
  });
}

/** @throws AwsError ValidationException when the keys do not fit together, or not the attribute definitions. */
export function checkKeySchema(schema: readonly KeySchemaElement[], attributes: AttributeDefinitions): void {
  const names = schema.map(({ AttributeName }) => AttributeName);
  const defined = attributes.map(({ AttributeName }) => AttributeName);
  if (names.length > defined.length)
    throw validation("Invalid KeySchema: Some index key attribute have no definition");
  if (names.some((name) => !defined.includes(name)))
    throw invalidParameter(
      "Some index key attributes are not defined in AttributeDefinitions. " +
        `Keys: [${names.join(", ")}], AttributeDefinitions: [${defined.join(", ")}]`,
    );
  checkKeyTypes(schema);
}

function checkKeyTypes([first, second]: readonly KeySchemaElement[]): void {
  if (second && first?.AttributeName === second.AttributeName)
    throw validation("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  if (first?.KeyType !== "HASH")
    throw validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  if (second && second.KeyType !== "RANGE")
    throw validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
}

/** @throws AwsError ValidationException when an attribute is defined and no key uses it. */
export function checkAttributesUsed(definition: TableDefinition): void {
  const schemas = [
    definition.KeySchema,
    ...[...(definition.GlobalSecondaryIndexes ?? []), ...(definition.LocalSecondaryIndexes ?? [])].map(
      (index) => index.KeySchema,
    ),
  ];
  const used = new Set(schemas.flat().map(({ AttributeName }) => AttributeName));
  if (used.size === definition.AttributeDefinitions.length) return;
  const keys = definition.AttributeDefinitions.map(({ AttributeName }) => AttributeName);
  if (schemas.length === 1)
    throw invalidParameter(
      "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    );
  throw invalidParameter(
    `Some AttributeDefinitions are not used. AttributeDefinitions: [${keys.join(", ")}], keys used: [${[...used].join(", ")}]`,
  );
}

/** Reads bought capacity. @throws AwsError ValidationException when it does not go with the billing mode. */
export function readThroughput(input: Input, billing: string): Throughput | undefined {
  const given = optionalStructure(input, "ProvisionedThroughput");
  if (billing === "PAY_PER_REQUEST" && given)
    throw invalidParameter(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  if (billing === "PAY_PER_REQUEST") return undefined;
  const read = given && optionalInteger(given, "ReadCapacityUnits");
  const write = given && optionalInteger(given, "WriteCapacityUnits");
  if (read === undefined || write === undefined)
    throw invalidParameter(
      "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  checkMembers(
    atLeast("provisionedThroughput.readCapacityUnits", read, 1),
    atLeast("provisionedThroughput.writeCapacityUnits", write, 1),
  );
  return { ReadCapacityUnits: read, WriteCapacityUnits: write };
}
