import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

// Both find the stand-in by AWS_ENDPOINT_URL; on AWS, the same lines find AWS.
const dynamodb = new DynamoDBClient();
const sqs = new SQSClient();
const { TABLE, QUEUE_URL } = process.env;

/** Stores the order and hands its parcel on. */
export async function handler({ body }) {
  const { id } = JSON.parse(body);
  await dynamodb.send(
    new PutItemCommand({ TableName: TABLE, Item: { id: { S: id }, status: { S: "taken" } } }),
  );
  await sqs.send(new SendMessageCommand({ QueueUrl: QUEUE_URL, MessageBody: id }));
  return { statusCode: 201, body: id };
}
