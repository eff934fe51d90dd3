import { BenchError } from "../figure.ts";
import { callOnce } from "./peer-client.ts";

/** The table that the operations use, on every server. */
export const tableName = "pages";

/** How many connections fill a server before it is measured. */
export const lanesOfSetUp = 8;

/** Makes the table and waits until it is active. */
export async function createTable(port: number): Promise<void> {
  await callOnce(port, "dynamodb", "CreateTable", {
    TableName: tableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "sk", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
  });
  for (let look = 0; look < 1000; look++) {
    const { Table } = await callOnce(port, "dynamodb", "DescribeTable", { TableName: tableName });
    if ((Table as { TableStatus: string }).TableStatus === "ACTIVE") return;
  }
  throw new BenchError("A server's table did not become active, so nothing can be measured on it.");
}

/** Makes a queue. @returns its URL, as this server writes it. */
export async function createQueue(port: number, name: string): Promise<string> {
  const { QueueUrl } = await callOnce(port, "sqs", "CreateQueue", { QueueName: name });
  return String(QueueUrl);
}
