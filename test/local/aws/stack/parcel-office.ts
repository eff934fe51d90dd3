import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { FunctionEnvironment, InProcessFunction, Template } from "#aws";

const lambda = (name: string, properties: object = {}) => ({
  Type: "AWS::Lambda::Function",
  Properties: { FunctionName: name, Handler: "index.handler", Runtime: "nodejs24.x", ...properties },
});
const queue = (name: string, properties: object = {}) => ({
  Type: "AWS::SQS::Queue",
  Properties: { QueueName: name, ...properties },
});
const mapping = (source: string, target: string, properties: object = {}) => ({
  Type: "AWS::Lambda::EventSourceMapping",
  Properties: {
    EventSourceArn: { "Fn::GetAtt": [source, "Arn"] },
    FunctionName: { Ref: target },
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    ...properties,
  },
});

/** A small project: an API takes parcels in, a queue brings them to a sorter, and a clerk looks in every minute. */
export const parcelOffice: Template = {
  Resources: {
    Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "parcels", ProtocolType: "HTTP" } },
    Stage: {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: { ApiId: { Ref: "Api" }, StageName: "$default" },
    },
    Integration: {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: {
        ApiId: { Ref: "Api" },
        IntegrationType: "AWS_PROXY",
        IntegrationUri: { "Fn::GetAtt": ["Counter", "Arn"] },
        PayloadFormatVersion: "2.0",
      },
    },
    Route: {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: {
        ApiId: { Ref: "Api" },
        RouteKey: "POST /parcels",
        Target: { "Fn::Join": ["/", ["integrations", { Ref: "Integration" }]] },
      },
    },
    Counter: lambda("counter", { Environment: { Variables: { PARCELS: { Ref: "Parcels" } } } }),
    Sorter: lambda("sorter", { Timeout: 20 }),
    Clerk: lambda("clerk"),
    Parcels: queue("parcels", {
      VisibilityTimeout: 30,
      RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["Lost", "Arn"] }, maxReceiveCount: 3 },
    }),
    Lost: queue("lost"),
    Letters: queue("letters"),
    ParcelMapping: mapping("Parcels", "Sorter", { BatchSize: 5 }),
    LetterMapping: mapping("Letters", "Clerk"),
    Shelf: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        TableName: "shelf",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
      },
    },
    Minutely: {
      Type: "AWS::Events::Rule",
      Properties: {
        ScheduleExpression: "rate(1 minute)",
        Targets: [{ Id: "clerk", Arn: { "Fn::GetAtt": ["Clerk", "Arn"] } }],
      },
    },
  },
};

const clientSettings = ({ variables, requestHandler }: FunctionEnvironment) => ({
  region: variables.AWS_REGION ?? "",
  endpoint: variables.AWS_ENDPOINT_URL ?? "",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  maxAttempts: 1,
  requestHandler,
});

const counter: InProcessFunction = (environment) => {
  const sqs = new SQSClient(clientSettings(environment));
  return async (event) => {
    const { body } = event as { body: string };
    const QueueUrl = environment.variables.PARCELS;
    environment.log(JSON.stringify(event));
    const { MessageId, $metadata } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
    return { statusCode: 202, body: `${MessageId} by ${$metadata.requestId}` };
  };
};

const sorter: InProcessFunction = (environment) => {
  const dynamodb = new DynamoDBClient(clientSettings(environment));
  const shelve = (id: string) =>
    dynamodb.send(
      new PutItemCommand({
        TableName: "shelf",
        Item: {
          id: { S: id },
          at: { N: String(environment.clock.now()) },
          expires: { N: String(Math.floor(environment.clock.now() / 1000) + 300) },
        },
      }),
    );
  return async (event) => {
    const { Records } = event as { Records: { messageId: string; body: string }[] };
    const batchItemFailures = [];
    for (const { messageId, body } of Records)
      try {
        if (body.endsWith("damaged")) throw new Error(`${body} cannot be shelved`);
        await shelve(body);
      } catch (error) {
        environment.log(String(error));
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    return { batchItemFailures };
  };
};

const clerk: InProcessFunction = (environment) => {
  const dynamodb = new DynamoDBClient(clientSettings(environment));
  return async () => {
    const Key = { id: { S: "visits" } };
    const UpdateExpression = "ADD visits :one";
    const ExpressionAttributeValues = { ":one": { N: "1" } };
    await dynamodb.send(
      new UpdateItemCommand({ TableName: "shelf", Key, UpdateExpression, ExpressionAttributeValues }),
    );
  };
};

/** The project's functions, with real clients of the AWS SDK. */
export const parcelFunctions: Record<string, InProcessFunction> = {
  Counter: counter,
  Sorter: sorter,
  clerk,
};
