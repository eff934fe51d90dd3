import type { AwsError } from "../aws-error.ts";
import { checkKeySchema, keySchemaViolations, readThroughput } from "./check-table.ts";
import { invalidParameter } from "./errors.ts";
import { namePattern, oneOf, present, text, type Violation } from "./members.ts";
import { type Input, optionalList, optionalStructure, optionalText, structure } from "./shape.ts";
import type { IndexDefinition, KeySchemaElement, TableDefinition } from "./table-definition.ts";

const mostGlobal = 20;
const mostLocal = 5;

/** Reads a list of indexes. @throws AwsError ValidationException with AWS's wording. */
export function readIndexes(
  input: Input,
  name: string,
  definition: TableDefinition,
): IndexDefinition[] | undefined {
  const list = optionalList(input, name);
  if (!list) return undefined;
  if (list.length === 0) throw invalidParameter(`List of ${name} is empty`);
  const local = name === "LocalSecondaryIndexes";
  if (list.length > (local ? mostLocal : mostGlobal)) throw tooMany(local);
  return list.map((each) => {
    const index = readIndex(structure(each), definition);
    if (local) checkLocal(index, definition);
    return index;
  });
}

/** Checks each member of the indexes of a new table by itself; AWS looks at the global ones first. */
export function indexViolations(input: Input): Violation[] {
  return ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"].flatMap((name) =>
    (optionalList(input, name) ?? []).flatMap((each, position) =>
      memberViolations(
        structure(each),
        `${name.charAt(0).toLowerCase()}${name.slice(1)}.${position + 1}.member`,
      ),
    ),
  );
}

/** Checks each member of one index by itself. */
export function memberViolations(index: Input, member: string): Violation[] {
  const projection = optionalStructure(index, "Projection");
  return [
    present(`${member}.indexName`, index.IndexName),
    text(`${member}.indexName`, optionalText(index, "IndexName"), [3, 255], namePattern),
    ...keySchemaViolations(optionalList(index, "KeySchema") ?? [], `${member}.keySchema`),
    present(`${member}.projection`, projection),
    oneOf(`${member}.projection.projectionType`, projection?.ProjectionType, ["ALL", "INCLUDE", "KEYS_ONLY"]),
  ];
}

const tooMany = (local: boolean): AwsError =>
  local
    ? invalidParameter(`Number of LocalSecondaryIndexes exceeds per-table limit of ${mostLocal}`)
    : invalidParameter(`GlobalSecondaryIndex count exceeds the per-table limit of ${mostGlobal}`);

/** Reads one index whose members are checked. @throws AwsError ValidationException with AWS's wording. */
export function readIndex(input: Input, definition: TableDefinition): IndexDefinition {
  const index = {
    IndexName: String(input.IndexName),
    KeySchema: input.KeySchema as KeySchemaElement[],
    Projection: input.Projection as IndexDefinition["Projection"],
  };
  checkKeySchema(index.KeySchema, definition.AttributeDefinitions);
  checkProjection(index.Projection);
  const throughput = optionalStructure(input, "ProvisionedThroughput");
  if (definition.BillingMode === "PAY_PER_REQUEST" && throughput)
    throw invalidParameter(
      `ProvisionedThroughput should not be specified for index: ${index.IndexName} when BillingMode is PAY_PER_REQUEST`,
    );
  return { ...index, ...(throughput && { ProvisionedThroughput: readThroughput(input, "PROVISIONED") }) };
}

function checkProjection({
  ProjectionType: type,
  NonKeyAttributes: names,
}: IndexDefinition["Projection"]): void {
  if (type == null) throw invalidParameter("Unknown ProjectionType: null");
  if (names && type !== "INCLUDE")
    throw invalidParameter(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
  if (!names && type === "INCLUDE")
    throw invalidParameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
}

function checkLocal(
  { IndexName, KeySchema: [hash, range] }: IndexDefinition,
  definition: TableDefinition,
): void {
  const [tableHash, tableRange] = definition.KeySchema;
  if (!tableRange)
    throw invalidParameter(
      "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
    );
  if (!range) throw invalidParameter(`Index KeySchema does not have a range key for index: ${IndexName}`);
  if (hash?.AttributeName !== tableHash?.AttributeName)
    throw invalidParameter(
      `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${IndexName}. ` +
        `index hash key: ${hash?.AttributeName}, table hash key: ${tableHash?.AttributeName}`,
    );
}

/** @throws AwsError ValidationException when two indexes have one name. */
export function checkIndexNames(definition: TableDefinition): void {
  const names = [
    ...(definition.LocalSecondaryIndexes ?? []),
    ...(definition.GlobalSecondaryIndexes ?? []),
  ].map(({ IndexName }) => IndexName);
  const twice = names.find((name, position) => names.indexOf(name) < position);
  if (twice !== undefined) throw invalidParameter(`Duplicate index name: ${twice}`);
}
