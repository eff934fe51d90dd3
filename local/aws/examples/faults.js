import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { startStack } from "@marketbrewer/aws-stand-in";

/* A write whose reply is lost: the client sees an error, and the item is there. */

const stack = await startStack({
  codeDirectory: () => ".",
  template: {
    Resources: {
      Notes: {
        Type: "AWS::DynamoDB::Table",
        Properties: {
          TableName: "notes",
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        },
      },
    },
  },
});
const credentials = { accessKeyId: "any", secretAccessKey: "any" };
const dynamodb = new DynamoDBClient({
  endpoint: stack.awsUrl,
  region: "us-east-1",
  credentials,
  maxAttempts: 1,
});

const heal = stack.faults.inject({
  service: "dynamodb",
  operation: "PutItem",
  rate: 1,
  effect: { kind: "dropReply" },
});
const put = new PutItemCommand({ TableName: "notes", Item: { id: { S: "1" } } });
await dynamodb.send(put).catch(({ name, code }) => console.log("the client saw", code ?? name));
heal();
const { Item } = await dynamodb.send(new GetItemCommand({ TableName: "notes", Key: { id: { S: "1" } } }));
console.log("the table holds", JSON.stringify(Item));
await stack.close();
