import { kept, type Parts, pick, record, type SamResource } from "./parts.ts";

/** AWS::Serverless::SimpleTable: a table with a hash key alone. */
export function samTable(resource: SamResource, { resources }: Parts) {
  const { logicalId, Properties } = resource;
  const key = record(Properties.PrimaryKey);
  const AttributeName = key.Name ?? "id";
  // `String`, `Number` or `Binary`.
  const AttributeType = String(key.Type ?? "String").slice(0, 1);
  resources[logicalId] = {
    ...kept(resource),
    Type: "AWS::DynamoDB::Table",
    Properties: {
      ...pick(Properties, ["TableName", "ProvisionedThroughput", "PointInTimeRecoverySpecification"]),
      ...(Properties.ProvisionedThroughput === undefined && { BillingMode: "PAY_PER_REQUEST" }),
      AttributeDefinitions: [{ AttributeName, AttributeType }],
      KeySchema: [{ AttributeName, KeyType: "HASH" }],
    },
  };
}
