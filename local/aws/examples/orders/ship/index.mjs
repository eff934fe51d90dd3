import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

const dynamodb = new DynamoDBClient();

/** Marks every parcel's order as shipped; a parcel that fails comes again. */
export async function handler({ Records }) {
  const outcomes = await Promise.allSettled(Records.map(ship));
  const failed = Records.filter((_, index) => outcomes[index].status === "rejected");
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

const ship = ({ body }) =>
  dynamodb.send(
    new UpdateItemCommand({
      TableName: process.env.TABLE,
      Key: { id: { S: body } },
      UpdateExpression: "SET #status = :shipped",
      ConditionExpression: "#status = :taken",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: { ":shipped": { S: "shipped" }, ":taken": { S: "taken" } },
    }),
  );
