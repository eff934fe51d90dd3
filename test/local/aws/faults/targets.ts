import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import {
  type Fault,
  type InProcessHandler,
  inProcessHandler,
  type Stack,
  startStack,
  type Template,
  type VirtualClock,
  virtualClock,
} from "#aws";

const template: Template = {
  Resources: {
    Orders: { Type: "AWS::SQS::Queue", Properties: { QueueName: "orders" } },
    Books: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        TableName: "books",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      },
    },
    Greeting: { Type: "AWS::SSM::Parameter", Properties: { Name: "/greeting", Type: "String", Value: "hi" } },
    Worker: {
      Type: "AWS::Lambda::Function",
      Properties: { FunctionName: "worker", Handler: "index.handler", Runtime: "nodejs24.x" },
    },
  },
};

/** How clients reach the services. */
export type Road = "over the wire" | "in-process";

/** A stack, clients of it, and the queue. */
export interface Target {
  stack: Stack;
  clock: VirtualClock;
  dynamodb: DynamoDBClient;
  sqs: SQSClient;
  ssm: SSMClient;
  QueueUrl: string;
  strike(fault: Omit<Fault, "rate"> & { rate?: number }): () => void;
  messages(): number | undefined;
  close(): Promise<void>;
}

/** Starts a stack whose clients try once, over the road that is named. */
export async function startTarget(road: Road): Promise<Target> {
  const clock = virtualClock();
  const stack = await startStack({
    template,
    codeDirectory: () => "",
    clock,
    seed: 1,
    listen: road === "over the wire",
    functions: { Worker: () => async () => "worked" },
  });
  const clients = clientsOf(stack, road === "in-process" ? inProcessHandler(stack) : undefined);
  const { QueueUrl } = (await stack.call("sqs", "GetQueueUrl", { QueueName: "orders" })) as {
    QueueUrl: string;
  };
  return {
    stack,
    clock,
    ...clients,
    QueueUrl,
    strike: (fault) => stack.faults.inject({ rate: 1, ...fault }),
    messages: () => stack.queues()[0]?.visible,
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      await stack.close();
    },
  };
}

function clientsOf(stack: Stack, requestHandler: InProcessHandler | undefined) {
  const settings = {
    region: "us-east-1",
    endpoint: stack.awsUrl,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
    ...(requestHandler && { requestHandler }),
  };
  return {
    dynamodb: new DynamoDBClient(settings),
    sqs: new SQSClient(settings),
    ssm: new SSMClient(settings),
  };
}
