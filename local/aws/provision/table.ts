import { AwsError } from "../aws-error.ts";
import type { Service } from "../service.ts";
import type { ResourceHandler } from "./resource.ts";

const passedOn = [
  "AttributeDefinitions",
  "KeySchema",
  "BillingMode",
  "ProvisionedThroughput",
  "GlobalSecondaryIndexes",
  "LocalSecondaryIndexes",
  "DeletionProtectionEnabled",
];

/** AWS::DynamoDB::Table; a table that exists already is kept as it is, but for time to live and backups. */
export const createTable: ResourceHandler = async ({ properties, services, name, region, accountId }) => {
  const TableName = name("TableName");
  const given = passedOn
    .map((key) => [key, properties.value(key)])
    .filter(([, value]) => value !== undefined);
  const arn = `arn:aws:dynamodb:${region}:${accountId}:table/${TableName}`;
  await createUnlessThere(services.dynamodb, { TableName, ...Object.fromEntries(given) });
  const timeToLive = properties.inside("TimeToLiveSpecification");
  if (timeToLive.flag("Enabled", false))
    await enableTimeToLive(services.dynamodb, TableName, timeToLive.text("AttributeName"));
  if (properties.inside("PointInTimeRecoverySpecification").flag("PointInTimeRecoveryEnabled", false))
    await services.dynamodb.call("UpdateContinuousBackups", {
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  const physical = { ref: TableName, attributes: { Arn: arn, StreamArn: `${arn}/stream/local` } };
  return properties.value("StreamSpecification") === undefined
    ? physical
    : { ...physical, skipped: "the table is there, but without its stream" };
};

async function createUnlessThere(dynamodb: Service, input: Record<string, unknown>) {
  try {
    await dynamodb.call("CreateTable", input);
  } catch (error) {
    if (!(error instanceof AwsError && error.code === "ResourceInUseException")) throw error;
  }
}

async function enableTimeToLive(dynamodb: Service, TableName: string, AttributeName: string) {
  const described = (await dynamodb.call("DescribeTimeToLive", { TableName })) as {
    TimeToLiveDescription?: { TimeToLiveStatus?: string };
  };
  if (described.TimeToLiveDescription?.TimeToLiveStatus === "ENABLED") return;
  const TimeToLiveSpecification = { Enabled: true, AttributeName };
  await dynamodb.call("UpdateTimeToLive", { TableName, TimeToLiveSpecification });
}
