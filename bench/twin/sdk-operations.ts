import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Operation } from "./operation.ts";
import { messageBody } from "./queue-operations.ts";
import { createQueue } from "./set-up.ts";
import { putInput } from "./table-operations.ts";

/* Two of the operations through the AWS SDK, whose own work hides most of what the servers differ in. */

const clientOptions = (port: number) => ({
  endpoint: `http://127.0.0.1:${port}`,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});

/** The operations that are sent through the SDK, by the names of their figures. */
export const sdkOperations = {
  send: {
    service: "sqs",
    requestsPerStep: 1,
    async prepare({ port, block }, steps) {
      const client = new SQSClient({ ...clientOptions(port), useQueueUrlAsEndpoint: false });
      const input = { QueueUrl: await createQueue(port, block), MessageBody: messageBody };
      // The client compares the MD5 of the reply with that of the body.
      return Array.from(
        { length: steps },
        () => async () => void (await client.send(new SendMessageCommand(input))),
      );
    },
  },
  conditional_put: {
    service: "dynamodb",
    requestsPerStep: 1,
    async prepare({ port, block }, steps) {
      const client = new DynamoDBClient(clientOptions(port));
      return Array.from(
        { length: steps },
        (_, index) => async () => void (await client.send(new PutItemCommand(putInput(block, index)))),
      );
    },
  },
} satisfies Record<string, Operation>;
