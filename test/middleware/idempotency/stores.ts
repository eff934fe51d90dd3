import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { inProcessHandler, startStack, type Template, virtualClock } from "#aws";
import { dynamoDbStore, type IdempotencyStore, memoryStore } from "#middleware";

const template: Template = {
  Resources: {
    Keys: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        TableName: "keys",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" },
          { AttributeName: "sk", AttributeType: "S" },
        ],
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
      },
    },
  },
};

async function table(): Promise<IdempotencyStore> {
  const stack = await startStack({
    template,
    codeDirectory: () => "",
    clock: virtualClock(),
    seed: 1,
    listen: false,
  });
  const client = new DynamoDBClient({
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestHandler: inProcessHandler(stack) as never,
    maxAttempts: 1,
  });
  const layers = (hash: string) => String(Number.parseInt(hash.slice(0, 1), 16)).padStart(2, "0");
  return dynamoDbStore({
    tableName: "keys",
    client,
    key: (hash) => ({ pk: `IDEM#${layers(hash)}`, sk: hash }),
  });
}

/** Makes an empty store of each kind: in memory, and in a table with keys of its own. */
export const stores = { memory: async () => memoryStore(), table };

/** Each kind of store in each mode. */
export const storesInModes = (["powertools", "lean"] as const).flatMap((observability) =>
  (["memory", "table"] as const).map((store) => ({ observability, store })),
);
