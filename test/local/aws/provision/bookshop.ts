// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is written so.
import type { Template, TemplateResource } from "#local/aws/provision/template.ts";

const lambda = (name: string, properties: Record<string, unknown> = {}): TemplateResource => ({
  Type: "AWS::Lambda::Function",
  Properties: {
    FunctionName: { "Fn::Sub": `\${AWS::StackName}-${name}` },
    Handler: "index.handler",
    Runtime: "nodejs24.x",
    Role: { "Fn::GetAtt": ["Role", "Arn"] },
    ...properties,
  },
});

/** The template of a small project that has nothing to do with this one: a shop that takes orders for books. */
export const bookshop = (): Template => ({
  Parameters: { Stage: { Type: "String", Default: "dev" }, Currency: { Type: "String" } },
  Conditions: { IsProd: { "Fn::Equals": [{ Ref: "Stage" }, "prod"] } },
  Resources: {
    WebRoute: {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: {
        ApiId: { Ref: "Api" },
        RouteKey: "POST /orders",
        Target: { "Fn::Join": ["/", ["integrations", { Ref: "WebIntegration" }]] },
      },
    },
    ReadRoute: {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: {
        ApiId: { Ref: "Api" },
        RouteKey: "GET /orders/{id}",
        Target: { "Fn::Sub": "integrations/${WebIntegration}" },
      },
    },
    GuardedRoute: {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: {
        ApiId: { Ref: "Api" },
        RouteKey: "GET /admin",
        AuthorizationType: "JWT",
        Target: { "Fn::Sub": "integrations/${WebIntegration}" },
      },
    },
    WebIntegration: {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: {
        ApiId: { Ref: "Api" },
        IntegrationType: "AWS_PROXY",
        IntegrationUri: { "Fn::GetAtt": ["Web", "Arn"] },
        PayloadFormatVersion: "2.0",
        TimeoutInMillis: 5000,
      },
    },
    Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "bookshop", ProtocolType: "HTTP" } },
    Stage: {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: {
        ApiId: { Ref: "Api" },
        StageName: "$default",
        DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
        RouteSettings: { "POST /orders": { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 } },
      },
    },
    Web: lambda("web", {
      MemorySize: 256,
      Environment: {
        Variables: {
          ORDERS: { Ref: "Orders" },
          CURRENCY: { Ref: "Currency" },
          TOPIC: { Ref: "Topic" },
          WORKERS: 3,
        },
      },
    }),
    Worker: lambda("worker", {
      Timeout: 20,
      ReservedConcurrentExecutions: 2,
      Environment: { Variables: { BOOKS: { Ref: "Books" } } },
    }),
    WorkerMapping: {
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: {
        EventSourceArn: { "Fn::GetAtt": ["Orders", "Arn"] },
        FunctionName: { Ref: "Worker" },
        BatchSize: 5,
        ScalingConfig: { MaximumConcurrency: 2 },
        FunctionResponseTypes: ["ReportBatchItemFailures"],
      },
    },
    Orders: {
      Type: "AWS::SQS::Queue",
      Properties: {
        QueueName: { "Fn::Sub": "orders-${Stage}" },
        VisibilityTimeout: { "Fn::If": ["IsProd", 300, 120] },
        RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["Dead", "Arn"] }, maxReceiveCount: 3 },
      },
    },
    Dead: { Type: "AWS::SQS::Queue" },
    Books: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        TableName: "books",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    },
    Greeting: {
      Type: "AWS::SSM::Parameter",
      Properties: { Name: "/bookshop/greeting", Type: "String", Value: { "Fn::Sub": "hello from ${Stage}" } },
    },
    Nightly: {
      Type: "AWS::Events::Rule",
      Properties: {
        ScheduleExpression: "cron(0 3 * * ? *)",
        Targets: [{ Id: "worker", Arn: { "Fn::GetAtt": ["Worker", "Arn"] }, Input: '{"nightly":true}' }],
      },
    },
    NoRetry: {
      Type: "AWS::Lambda::EventInvokeConfig",
      Properties: { FunctionName: { Ref: "Worker" }, Qualifier: "$LATEST", MaximumRetryAttempts: 0 },
    },
    Minutely: {
      Type: "AWS::Scheduler::Schedule",
      Properties: {
        Name: "minutely",
        ScheduleExpression: "rate(1 minute)",
        FlexibleTimeWindow: { Mode: "OFF" },
        Target: { Arn: { "Fn::GetAtt": ["Web", "Arn"] }, RoleArn: { "Fn::GetAtt": ["Role", "Arn"] } },
      },
    },
    OnlyInProd: { Type: "AWS::SQS::Queue", Condition: "IsProd" },
    Role: { Type: "AWS::IAM::Role", Properties: { RoleName: "bookshop-role" } },
    Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: "shipped" } },
  },
});
