import { beforeAll, describe, expect, test } from "@jest/globals";
import { type RouteFacts, routes } from "#domain/routes.ts";
import { mostReceives } from "#functions/write-page.ts";
import { leaseMs } from "#pipeline/page-item.ts";
import { idIn, type Properties, packagedTemplate, type Template, textsIn } from "./template.ts";

let template: Template;

beforeAll(async () => {
  template = await packagedTemplate("staging");
}, 120_000);

const functionOf = (mapping: Properties): Properties => template.at(mapping.FunctionName).Properties;

describe("the table", () => {
  test("is one, has no index, and is paid for by use", () => {
    expect(template.ofType("AWS::DynamoDB::Table").map(([id]) => id)).toEqual(["Table"]);
    const { Properties } = template.at("Table");
    expect(Properties).not.toHaveProperty("GlobalSecondaryIndexes");
    expect(Properties).not.toHaveProperty("LocalSecondaryIndexes");
    expect(Properties.BillingMode).toBe("PAY_PER_REQUEST");
  });

  test("can be restored to any second, expires items and is encrypted", () => {
    expect(template.at("Table").Properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
      SSESpecification: { SSEEnabled: true },
    });
  });

  test("outlives the stack", () => {
    const { DeletionPolicy, UpdateReplacePolicy, Properties } = template.at("Table");
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(["Retain", "Retain"]);
    expect(Properties.DeletionProtectionEnabled).toBe(true);
  });
});

describe("the queues", () => {
  const mappings = () =>
    template.ofType("AWS::Lambda::EventSourceMapping").map(([, { Properties }]) => Properties);

  test("hide a message for six times the timeout of the function that reads it", () => {
    expect(mappings()).toHaveLength(2);
    for (const mapping of mappings()) {
      const queue = template.at(mapping.EventSourceArn).Properties;
      expect(queue.VisibilityTimeout).toBe(6 * Number(functionOf(mapping).Timeout));
    }
  });

  test("outlast a lease, and a lease outlasts the function that holds it", () => {
    for (const mapping of mappings()) {
      const timeoutMs = Number(functionOf(mapping).Timeout) * 1000;
      const visibilityMs = Number(template.at(mapping.EventSourceArn).Properties.VisibilityTimeout) * 1000;
      expect(leaseMs).toBeGreaterThan(timeoutMs);
      expect(visibilityMs).toBeGreaterThan(leaseMs);
    }
  });

  test("give a message to their own dead letters after five receives, and these keep it longer", () => {
    for (const mapping of mappings()) {
      const queue = template.at(mapping.EventSourceArn).Properties;
      const redrive = queue.RedrivePolicy as Properties;
      expect(redrive.maxReceiveCount).toBe(mostReceives);
      const deadLetters = template.at(redrive.deadLetterTargetArn).Properties;
      expect(deadLetters.QueueName).toBe(`${queue.QueueName}-dlq`);
      expect(Number(deadLetters.MessageRetentionPeriod)).toBeGreaterThan(
        Number(queue.MessageRetentionPeriod),
      );
      const { sourceQueueArns } = deadLetters.RedriveAllowPolicy as { sourceQueueArns: unknown[] };
      expect(textsIn(sourceQueueArns)).toEqual([
        `arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${queue.QueueName}`,
      ]);
    }
  });

  test("are encrypted, dead letters too", () => {
    const queues = template.ofType("AWS::SQS::Queue");
    expect(queues).toHaveLength(4);
    for (const [, { Properties }] of queues) expect(Properties.SqsManagedSseEnabled).toBe(true);
  });

  test("feed batches of which a part may fail, to a bounded number of workers", () => {
    const settings = mappings().map((mapping) => [
      idIn(mapping.EventSourceArn),
      mapping.BatchSize,
      mapping.FunctionResponseTypes,
      mapping.ScalingConfig,
    ]);
    expect(settings).toEqual([
      ["JobsQueue", 1, ["ReportBatchItemFailures"], { MaximumConcurrency: 5 }],
      ["PagesQueue", 5, ["ReportBatchItemFailures"], { MaximumConcurrency: 10 }],
    ]);
  });

  test("may be fed by their own workers: AWS does not break the loop", () => {
    for (const mapping of mappings()) expect(functionOf(mapping).RecursiveLoop).toBe("Allow");
  });
});

describe("the functions", () => {
  const functions = () => template.ofType("AWS::Lambda::Function").map(([, { Properties }]) => Properties);

  test("run on the Node that is tested, on Arm, without reserved concurrency", () => {
    for (const each of functions()) {
      expect(each).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        Handler: "index.handler",
      });
      expect(each).not.toHaveProperty("ReservedConcurrentExecutions");
    }
  });

  test("call Claude itself: the stub of load tests is not in what is deployed", () => {
    for (const [, { Properties }] of template.ofType("AWS::Lambda::Function"))
      expect(Object.keys((Properties.Environment as { Variables: object }).Variables)).not.toContain(
        "CLAUDE_STUB_LATENCY_MS",
      );
  });

  test("hold names of secrets, never secrets", () => {
    const named = functions().flatMap(({ Environment }) => {
      const { Variables } = Environment as { Variables: Properties };
      return Object.entries(Variables).filter(([name]) => /KEY|SECRET|TOKEN|CLIENT_ID|ALLOW_LIST/.test(name));
    });
    expect(named.map(([name]) => name).sort()).toEqual([
      "ALLOW_LIST_PARAMETER",
      "ANTHROPIC_KEY_PARAMETER",
      "GOOGLE_CLIENT_ID_PARAMETER",
    ]);
    for (const [, value] of named) expect(value).toMatch(/^\/marketbrewer\/staging\/[a-z-]+$/);
    expect(textsIn(template.resources).filter((text) => /sk-ant-|AKIA|BEGIN .*KEY/.test(text))).toEqual([]);
  });

  test("keep their logs for 30 days, each in a group of its own; so does the gateway", () => {
    const groups = template.ofType("AWS::Logs::LogGroup").map(([, { Properties }]) => Properties);
    expect(groups).toHaveLength(functions().length + 1);
    for (const group of groups) expect(group.RetentionInDays).toBe(30);
    const names = groups.map(({ LogGroupName }) => LogGroupName);
    for (const { FunctionName } of functions()) expect(names).toContain(`/aws/lambda/${FunctionName}`);
  });

  test("of the schedule runs every minute", () => {
    const rules = template.ofType("AWS::Events::Rule").map(([, { Properties }]) => Properties);
    expect(rules).toEqual([
      expect.objectContaining({ ScheduleExpression: "rate(1 minute)", State: "ENABLED" }),
    ]);
  });
});

describe("the HTTP API", () => {
  const stage = () => template.at("HttpApiStage");

  test("has every route of the contract, preflights and a place for unknown paths, and no other", () => {
    const keys = template.ofType("AWS::ApiGatewayV2::Route").map(([, { Properties }]) => Properties.RouteKey);
    const served = Object.values<RouteFacts>(routes).map(({ method, path }) => `${method} ${path}`);
    expect(keys.sort()).toEqual([...served, "$default", "OPTIONS /api/{proxy+}"].sort());
  });

  test("leaves CORS and sign-in to the functions", () => {
    expect(template.at("HttpApi").Properties).not.toHaveProperty("CorsConfiguration");
    expect(template.ofType("AWS::ApiGatewayV2::Authorizer")).toEqual([]);
    for (const [, { Properties }] of template.ofType("AWS::ApiGatewayV2::Route")) {
      expect(Properties).not.toHaveProperty("AuthorizerId");
    }
  });

  test("is throttled, and starting jobs more so", () => {
    expect(stage().Properties).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
      RouteSettings: {
        "POST /api/businesses/{businessId}/jobs": { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
      },
    });
  });

  test("gets settings of a route only once the route stands", () => {
    const settled = Object.keys(stage().Properties.RouteSettings as Properties);
    const before = [stage().DependsOn ?? []].flat().map((id) => template.at(id).Properties.RouteKey);
    expect(before).toEqual(expect.arrayContaining(settled));
  });

  test("logs each request with its id", () => {
    const { Format } = stage().Properties.AccessLogSettings as { Format: string };
    expect(JSON.parse(Format)).toMatchObject({ requestId: "$context.requestId", status: "$context.status" });
  });
});
