import { AwsError } from "../aws-error.ts";
import type { Service } from "../service.ts";
import type { Properties } from "./properties.ts";
import type { ResourceHandler } from "./resource.ts";

const passedOn = [
  "AttributeDefinitions",
  "KeySchema",
  "BillingMode",
  "ProvisionedThroughput",
  "GlobalSecondaryIndexes",
  "LocalSecondaryIndexes",
  "DeletionProtectionEnabled",
  "TableClass",
];

/** AWS::DynamoDB::Table; a table that exists already is kept as it is, but for time to live and backups. */
export const createTable: ResourceHandler = async ({ properties, services, name, region, accountId }) => {
  const TableName = name("TableName");
  const arn = `arn:aws:dynamodb:${region}:${accountId}:table/${TableName}`;
  await createUnlessThere(services.dynamodb, { TableName, ...settingsOf(properties) });
  const timeToLive = properties.inside("TimeToLiveSpecification");
  if (timeToLive.flag("Enabled", false))
    await enableTimeToLive(services.dynamodb, TableName, timeToLive.text("AttributeName"));
  const recovery = properties.inside("PointInTimeRecoverySpecification");
  if (recovery.flag("PointInTimeRecoveryEnabled", false))
    await services.dynamodb.call("UpdateContinuousBackups", {
      TableName,
      PointInTimeRecoverySpecification: {
        PointInTimeRecoveryEnabled: true,
        RecoveryPeriodInDays: recovery.number("RecoveryPeriodInDays"),
      },
    });
  const physical = { ref: TableName, attributes: { Arn: arn, StreamArn: `${arn}/stream/local` } };
  return properties.value("StreamSpecification") === undefined
    ? physical
    : { ...physical, skipped: "the table is there, but without its stream" };
};

/** What CreateTable takes, as it takes it: CloudFormation calls one member otherwise, and has tags of any scalar. */
function settingsOf(properties: Properties): Record<string, unknown> {
  const given = (name: string, members: () => unknown) =>
    properties.value(name) === undefined ? {} : { [name]: members() };
  const throughput = properties.inside("OnDemandThroughput");
  return {
    ...Object.assign({}, ...passedOn.map((name) => given(name, () => properties.value(name)))),
    ...given("OnDemandThroughput", () => ({
      MaxReadRequestUnits: throughput.number("MaxReadRequestUnits"),
      MaxWriteRequestUnits: throughput.number("MaxWriteRequestUnits"),
    })),
    ...given("SSESpecification", () => ({
      Enabled: properties.inside("SSESpecification").flag("SSEEnabled", false),
    })),
    ...given("Tags", () =>
      properties.each("Tags").map((tag) => ({ Key: tag.text("Key"), Value: tag.text("Value") })),
    ),
  };
}

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
