// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is written so.
import { describe, expect, test } from "@jest/globals";
import type { Template } from "#local/aws/provision/template.ts";
import type { ProvisionOptions } from "#local/aws/provision.ts";
import { bookshop } from "./bookshop.ts";
import { provisioned as provisionedWith, services } from "./provision-services.ts";

const provisioned = (template: Template, options: Partial<ProvisionOptions> = {}) =>
  provisionedWith(template, { parameters: { Currency: "EUR" }, ...options });

/** The bookshop with further resources, or others of the same name. */
const shopWith = (resources: Template["Resources"]): Template => {
  const template = bookshop();
  return { ...template, Resources: { ...template.Resources, ...resources } };
};
const arn = (service: string, name: string) => `arn:aws:${service}:eu-west-1:111122223333:${name}`;

describe("provisioning a foreign template", () => {
  test("reads its functions", async () => {
    const { functions } = await provisioned(bookshop(), {
      environment: { AWS_ENDPOINT_URL: "http://here", CURRENCY: "USD" },
    });
    expect(functions).toEqual([
      {
        logicalId: "Web",
        name: "bookshop-web",
        handler: "index.handler",
        codeDirectory: "/code/bookshop-web",
        timeoutSeconds: 3,
        memoryMb: 256,
        environment: {
          ORDERS: "http://127.0.0.1:4566/111122223333/orders-dev",
          CURRENCY: "USD",
          TOPIC: arn("sns", "shipped"),
          WORKERS: "3",
          AWS_ENDPOINT_URL: "http://here",
        },
      },
      expect.objectContaining({
        name: "bookshop-worker",
        timeoutSeconds: 20,
        memoryMb: 128,
        reservedConcurrency: 2,
        environment: { BOOKS: "books", AWS_ENDPOINT_URL: "http://here", CURRENCY: "USD" },
      }),
    ]);
  });

  test("reads its mapping, API and schedules", async () => {
    const { mappings, apis, schedules } = await provisioned(bookshop());
    expect(mappings).toEqual([
      {
        queueUrl: "http://127.0.0.1:4566/111122223333/orders-dev",
        settings: {
          queueArn: arn("sqs", "orders-dev"),
          functionName: "bookshop-worker",
          batchSize: 5,
          maximumBatchingWindowSeconds: 0,
          maximumConcurrency: 2,
          reportBatchItemFailures: true,
          enabled: true,
        },
      },
    ]);
    const web = { functionName: "bookshop-web", timeoutMs: 5000, payloadFormat: "2.0" };
    expect(apis).toEqual([
      {
        logicalId: "Api",
        kind: "http",
        url: "http://127.0.0.1:3000/Api",
        definition: {
          kind: "http",
          apiId: expect.stringMatching(/^[0-9a-f]{10}$/),
          stages: [
            {
              name: "$default",
              throttle: { rateLimit: 50, burstLimit: 100 },
              routeThrottles: { "POST /orders": { rateLimit: 10, burstLimit: 20 } },
            },
          ],
          routes: [
            { routeKey: "POST /orders", ...web },
            { routeKey: "GET /orders/{id}", ...web },
          ],
        },
      },
    ]);
    expect(schedules).toEqual([
      {
        arn: arn("events", "rule/bookshop-Nightly"),
        source: "aws.events",
        expression: "cron(0 3 * * ? *)",
        functionName: "bookshop-worker",
        input: { nightly: true },
        maximumRetryAttempts: 0,
      },
      {
        arn: arn("scheduler", "schedule/default/minutely"),
        source: "aws.scheduler",
        expression: "rate(1 minute)",
        functionName: "bookshop-web",
      },
    ]);
  });

  test("passes on all that a table is to be", async () => {
    const engines = services();
    const template = shopWith({
      Notes: {
        Type: "AWS::DynamoDB::Table",
        Properties: {
          TableName: "notes",
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          DeletionProtectionEnabled: true,
          OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: "6" },
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
          SSESpecification: { SSEEnabled: true },
          TableClass: "STANDARD_INFREQUENT_ACCESS",
          Tags: [{ Key: "level", Value: 3 }],
        },
      },
    });
    await provisioned(template, { services: engines });
    const table = { TableName: "notes" };
    expect(engines.dynamodb.call("DescribeTable", table)).toMatchObject({
      Table: {
        DeletionProtectionEnabled: true,
        OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 },
        SSEDescription: { Status: "ENABLED" },
        TableClassSummary: { TableClass: "STANDARD_INFREQUENT_ACCESS" },
      },
    });
    expect(
      engines.dynamodb.call("ListTagsOfResource", { ResourceArn: arn("dynamodb", "table/notes") }),
    ).toEqual({ Tags: [{ Key: "level", Value: "3" }] });
    expect(engines.dynamodb.call("DescribeContinuousBackups", table)).toMatchObject({
      ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { RecoveryPeriodInDays: 7 } },
    });
  });

  test("creates its table, queues and parameter", async () => {
    const engines = services();
    await provisioned(bookshop(), { services: engines });
    const call = (service: keyof typeof engines, operation: string, input: Record<string, unknown>) =>
      engines[service].call(operation, input);
    expect(call("dynamodb", "DescribeTable", { TableName: "books" })).toMatchObject({
      Table: { TableStatus: "ACTIVE", KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] },
    });
    expect(call("dynamodb", "DescribeTimeToLive", { TableName: "books" })).toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: "expires" },
    });
    expect(call("dynamodb", "DescribeContinuousBackups", { TableName: "books" })).toMatchObject({
      ContinuousBackupsDescription: {
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "ENABLED" },
      },
    });
    const { QueueUrl } = (await call("sqs", "GetQueueUrl", { QueueName: "orders-dev" })) as {
      QueueUrl: string;
    };
    expect(await call("sqs", "GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] })).toMatchObject({
      Attributes: {
        VisibilityTimeout: "120",
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: arn("sqs", "bookshop-Dead"),
          maxReceiveCount: 3,
        }),
      },
    });
    expect(await call("ssm", "GetParameter", { Name: "/bookshop/greeting" })).toMatchObject({
      Parameter: { Value: "hello from dev" },
    });
  });

  test("keeps what is there: messages, items, values", async () => {
    const engines = services();
    await provisioned(bookshop(), { services: engines });
    const { QueueUrl } = (await engines.sqs.call("GetQueueUrl", { QueueName: "orders-dev" })) as {
      QueueUrl: string;
    };
    await engines.sqs.call("SendMessage", { QueueUrl, MessageBody: "kept" });
    await engines.dynamodb.call("PutItem", { TableName: "books", Item: { id: { S: "1" } } });
    await engines.ssm.call("PutParameter", { Name: "/bookshop/greeting", Value: "hi", Overwrite: true });
    const changed = shopWith({});
    const orders = changed.Resources.Orders?.Properties ?? {};
    orders.VisibilityTimeout = 60;
    await provisioned(changed, { services: engines });
    expect(await engines.sqs.call("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] })).toMatchObject(
      {
        Attributes: { VisibilityTimeout: "60", ApproximateNumberOfMessages: "1" },
      },
    );
    expect(
      await engines.dynamodb.call("GetItem", { TableName: "books", Key: { id: { S: "1" } } }),
    ).toHaveProperty("Item");
    expect(await engines.ssm.call("GetParameter", { Name: "/bookshop/greeting" })).toMatchObject({
      Parameter: { Value: "hi" },
    });
  });

  test("says what it skips, and why", async () => {
    const { skipped } = await provisioned(bookshop());
    expect(skipped).toEqual([
      { logicalId: "Role", type: "AWS::IAM::Role", reason: "permissions are not checked" },
      { logicalId: "Topic", type: "AWS::SNS::Topic", reason: "this type is not offered" },
      {
        logicalId: "GuardedRoute",
        type: "AWS::ApiGatewayV2::Route",
        reason: "not served: it names no authorizer of its type JWT",
      },
    ]);
  });

  test.each<[string, Template["Resources"][string], string]>([
    [
      "another runtime",
      { Type: "AWS::Lambda::Function", Properties: { Handler: "a.b", Runtime: "python3.13" } },
      "the runner takes Node.js functions, and this is python3.13",
    ],
    [
      "a stream",
      {
        Type: "AWS::DynamoDB::Table",
        Properties: {
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          StreamSpecification: { StreamViewType: "NEW_IMAGE" },
        },
      },
      "the table is there, but without its stream",
    ],
    [
      "a stream as event source",
      {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: {
          EventSourceArn: { "Fn::GetAtt": ["Books", "StreamArn"] },
          FunctionName: { Ref: "Worker" },
        },
      },
      "only SQS queues are offered as event sources",
    ],
    [
      "a rule on events",
      { Type: "AWS::Events::Rule", Properties: { EventPattern: {} } },
      "only rules with a ScheduleExpression are offered",
    ],
    [
      "a disabled rule",
      { Type: "AWS::Events::Rule", Properties: { ScheduleExpression: "rate(1 day)", State: "DISABLED" } },
      "its State is DISABLED",
    ],
    [
      "a schedule in another zone",
      {
        Type: "AWS::Scheduler::Schedule",
        Properties: {
          ScheduleExpression: "rate(1 day)",
          ScheduleExpressionTimezone: "Europe/Rome",
          Target: {},
        },
      },
      "only schedules in UTC are offered, and this is in Europe/Rome",
    ],
    [
      "an integration with another service",
      {
        Type: "AWS::ApiGatewayV2::Integration",
        Properties: { IntegrationType: "HTTP_PROXY", IntegrationUri: "https://example.com" },
      },
      "only Lambda functions are offered as integrations",
    ],
    [
      "an API without a stage",
      { Type: "AWS::ApiGatewayV2::Api", Properties: { ProtocolType: "HTTP" } },
      "it has no stage, so nothing of it can be reached",
    ],
    [
      "an API of web sockets",
      { Type: "AWS::ApiGatewayV2::Api", Properties: { ProtocolType: "WEBSOCKET" } },
      "the gateway serves HTTP APIs, and this is WEBSOCKET",
    ],
    [
      "an API of an OpenAPI definition",
      { Type: "AWS::ApiGateway::RestApi", Properties: { Body: { openapi: "3.0.1" } } },
      "an OpenAPI definition is not read: write its resources and methods as resources",
    ],
    [
      "a schedule of a function that is not here",
      {
        Type: "AWS::Events::Rule",
        Properties: {
          ScheduleExpression: "rate(1 day)",
          Targets: [{ Id: "far", Arn: "arn:aws:lambda:eu-west-1:111122223333:function:far" }],
        },
      },
      "the function far does not run here",
    ],
  ])("skips %s", async (_, resource, reason) => {
    const { skipped } = await provisioned(shopWith({ Extra: resource }));
    expect(skipped.filter(({ logicalId }) => logicalId === "Extra")).toEqual([
      { logicalId: "Extra", type: resource.Type, reason },
    ]);
  });

  test("takes other values of its parameters, and obeys its conditions", async () => {
    const engines = services();
    await provisioned(bookshop(), { services: engines, parameters: { Currency: "EUR", Stage: "prod" } });
    expect(
      engines.sqs
        .depths()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["bookshop-Dead", "bookshop-OnlyInProd", "orders-prod"]);
  });
});

describe("a template that cannot be provisioned", () => {
  test("for want of a parameter is refused by its name", async () => {
    await expect(provisioned(bookshop(), { parameters: {} })).rejects.toThrow(
      "The template's parameter Currency has no default: give it a value in parameters (--parameter Currency=…).",
    );
  });

  const mapping = (properties: Record<string, unknown>) => ({
    Type: "AWS::Lambda::EventSourceMapping",
    Properties: {
      EventSourceArn: { "Fn::GetAtt": ["Orders", "Arn"] },
      FunctionName: { Ref: "Worker" },
      ...properties,
    },
  });
  test.each<[string, Template["Resources"], string]>([
    [
      "a circle",
      {
        One: { Type: "AWS::SNS::Topic", DependsOn: "Two" },
        Two: { Type: "AWS::SNS::Topic", Properties: { A: { "Fn::Sub": "${One.Arn}" } } },
      },
      "Resources depend on each other in a circle: One → Two → One.",
    ],
    [
      "a reference to nothing",
      { Bad: { Type: "AWS::SQS::Queue", Properties: { QueueName: { Ref: "Nobody" } } } },
      "Bad (AWS::SQS::Queue): QueueName cannot be evaluated: the template has no parameter or resource Nobody",
    ],
    [
      "a number that is none",
      {
        Bad: {
          Type: "AWS::Lambda::Function",
          Properties: { Runtime: "nodejs24.x", Handler: "a.b", Timeout: "soon" },
        },
      },
      "Bad (AWS::Lambda::Function): Timeout must be a number; correct it in the template.",
    ],
    [
      "a missing property",
      { Bad: { Type: "AWS::Lambda::Function", Properties: { Runtime: "nodejs24.x" } } },
      "Bad (AWS::Lambda::Function): Handler is missing",
    ],
    ["a filter", { Bad: mapping({ FilterCriteria: {} }) }, "FilterCriteria is not offered"],
    [
      "provisioned pollers",
      { Bad: mapping({ ProvisionedPollerConfig: {} }) },
      "ProvisionedPollerConfig is not offered",
    ],
    [
      "a queue that is not in it",
      { Bad: mapping({ EventSourceArn: arn("sqs", "elsewhere") }) },
      `no queue has the ARN ${arn("sqs", "elsewhere")}`,
    ],
    [
      "a visibility timeout below the function's",
      {
        Dead: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 19 } },
        Bad: mapping({ EventSourceArn: { "Fn::GetAtt": ["Dead", "Arn"] } }),
      },
      "Queue visibility timeout: 19 seconds is less than Function timeout: 20 seconds.",
    ],
  ])("for %s is refused in one sentence", async (_, resources, message) => {
    await expect(provisioned(shopWith(resources))).rejects.toThrow(message);
  });
});
