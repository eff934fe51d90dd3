import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { inProcessHandler, startStack, virtualClock } from "#aws";

const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: "S" });

/** Starts a DynamoDB with one empty table, whose keys are `pk` and `sk`, in this process; gives a client for it. */
export async function inProcessTable(TableName: string): Promise<DynamoDBClient> {
  const Properties = {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [attribute("pk"), attribute("sk")],
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
  };
  const stack = await startStack({
    template: { Resources: { Table: { Type: "AWS::DynamoDB::Table", Properties } } },
    codeDirectory: () => "",
    clock: virtualClock(),
    seed: 1,
    listen: false,
  });
  return new DynamoDBClient({
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestHandler: inProcessHandler(stack) as never,
    maxAttempts: 1,
  });
}
