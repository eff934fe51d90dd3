// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is written so.
import { describe, expect, test } from "@jest/globals";
import type { TemplateResource } from "#local/aws/provision/template.ts";
import type { RestApiDefinition } from "#local/aws/rest/rest-definition.ts";
import { provisioned, services } from "./provision-services.ts";

const RestApiId = { Ref: "Api" };
const resource = (Type: string, Properties: Record<string, unknown>): TemplateResource => ({
  Type,
  Properties,
});
const method = (HttpMethod: string, ResourceId: unknown, settings: Record<string, unknown> = {}) =>
  resource("AWS::ApiGateway::Method", {
    ...{ RestApiId, ResourceId, HttpMethod, AuthorizationType: "NONE" },
    Integration: {
      Type: "AWS_PROXY",
      IntegrationHttpMethod: "POST",
      Uri: {
        "Fn::Sub":
          "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations",
      },
    },
    ...settings,
  });
const root = { "Fn::GetAtt": ["Api", "RootResourceId"] };

const base: Record<string, TemplateResource> = {
  Api: resource("AWS::ApiGateway::RestApi", { Name: "pets", BinaryMediaTypes: ["image/png"] }),
  Fn: resource("AWS::Lambda::Function", { Runtime: "nodejs24.x", Handler: "index.handler", Code: "." }),
  Pets: resource("AWS::ApiGateway::Resource", { RestApiId, ParentId: root, PathPart: "pets" }),
  Pet: resource("AWS::ApiGateway::Resource", { RestApiId, ParentId: { Ref: "Pets" }, PathPart: "{id}" }),
  GetPet: method("GET", { Ref: "Pet" }),
  Stage: resource("AWS::ApiGateway::Stage", { RestApiId, StageName: "dev", DeploymentId: "d" }),
};

async function api(resources: Record<string, TemplateResource> = {}) {
  const { apis, skipped, functions } = await provisioned({ Resources: { ...base, ...resources } });
  const [{ definition, url } = { definition: undefined, url: "" }] = apis;
  const reasons = Object.fromEntries(skipped.map(({ logicalId, reason }) => [logicalId, reason]));
  return { definition: definition as RestApiDefinition, url, reasons, functions };
}

describe("a REST API of a template", () => {
  test("has the paths of its resources, its stage in the URL and its binary types", async () => {
    const { definition, url } = await api();
    expect(url).toBe("http://127.0.0.1:3000/Api/dev");
    expect(definition).toEqual({
      kind: "rest",
      apiId: expect.stringMatching(/^[0-9a-f]{10}$/),
      methods: [
        {
          path: "/pets/{id}",
          httpMethod: "GET",
          resourceId: expect.stringMatching(/^[0-9a-f]{6}$/),
          apiKeyRequired: false,
          integration: { type: "lambda", functionName: "bookshop-Fn" },
        },
      ],
      stages: [{ name: "dev", methodThrottles: {} }],
      binaryMediaTypes: ["image/png"],
      apiKeys: [],
      gatewayResponses: [],
    });
  });

  test("has the limits and variables of its stage", async () => {
    const { definition } = await api({
      Stage: resource("AWS::ApiGateway::Stage", {
        ...{ RestApiId, StageName: "dev", Variables: { table: "pets" } },
        MethodSettings: [
          { HttpMethod: "*", ResourcePath: "/*", ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
          {
            HttpMethod: "GET",
            ResourcePath: "/~1pets~1{id}",
            ThrottlingRateLimit: 1,
            ThrottlingBurstLimit: 2,
          },
          { HttpMethod: "POST", ResourcePath: "/pets", ThrottlingBurstLimit: 3 },
        ],
      }),
    });
    expect(definition.stages).toEqual([
      {
        name: "dev",
        variables: { table: "pets" },
        throttle: { rateLimit: 10, burstLimit: 20 },
        methodThrottles: {
          "/*/*": { rateLimit: 10, burstLimit: 20 },
          "/pets/{id}/GET": { rateLimit: 1, burstLimit: 2 },
          "/pets/POST": { rateLimit: 10_000, burstLimit: 3 },
        },
      },
    ]);
  });

  test("has the stage of a deployment that names one", async () => {
    const Deployment = resource("AWS::ApiGateway::Deployment", {
      ...{ RestApiId, StageName: "live", StageDescription: { Variables: { a: "1" } } },
    });
    const { Stage: _, ...others } = base;
    const { apis } = await provisioned({ Resources: { ...others, Deployment } });
    expect(apis[0]?.definition.stages).toEqual([
      { name: "live", variables: { a: "1" }, methodThrottles: {} },
    ]);
  });

  test("has the keys of its usage plan, with their limits", async () => {
    const { definition } = await api({
      Key: resource("AWS::ApiGateway::ApiKey", { Enabled: true }),
      Off: resource("AWS::ApiGateway::ApiKey", { Enabled: false, Value: "off" }),
      Plan: resource("AWS::ApiGateway::UsagePlan", {
        ApiStages: [{ ApiId: RestApiId, Stage: "dev" }],
        Throttle: { RateLimit: 5, BurstLimit: 6 },
        Quota: { Limit: 100, Period: "MONTH" },
      }),
      Join: resource("AWS::ApiGateway::UsagePlanKey", {
        ...{ KeyId: { Ref: "Key" }, KeyType: "API_KEY", UsagePlanId: { Ref: "Plan" } },
      }),
    });
    expect(definition.apiKeys).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{10}$/),
        value: expect.stringMatching(/^[0-9a-f]{40}$/),
        throttle: { rateLimit: 5, burstLimit: 6 },
        quota: { limit: 100, period: "MONTH" },
      },
    ]);
  });

  test("has its gateway responses", async () => {
    const { definition } = await api({
      Cors: resource("AWS::ApiGateway::GatewayResponse", {
        ...{ RestApiId, ResponseType: "DEFAULT_4XX", StatusCode: "418" },
        ResponseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" },
        ResponseTemplates: { "application/json": '{"m":$context.error.messageString}' },
      }),
    });
    expect(definition.gatewayResponses).toEqual([
      {
        type: "DEFAULT_4XX",
        statusCode: 418,
        headers: { "access-control-allow-origin": "*" },
        template: '{"m":$context.error.messageString}',
      },
    ]);
  });
});

describe("a MOCK integration", () => {
  const mock = (integration: Record<string, unknown>) =>
    api({ Mock: method("OPTIONS", { Ref: "Pets" }, { Integration: { Type: "MOCK", ...integration } }) });
  const parameters = { "method.response.header.Access-Control-Allow-Origin": "'https://a.example.com'" };

  test("is read with its static headers", async () => {
    const { definition } = await mock({
      RequestTemplates: { "application/json": '{ "statusCode": 204 }' },
      IntegrationResponses: [{ StatusCode: "204", ResponseParameters: parameters }],
    });
    expect(definition.methods.at(-1)?.integration).toEqual({
      type: "mock",
      statusCode: 204,
      headers: { "access-control-allow-origin": "https://a.example.com" },
      body: "",
      originPatterns: [],
    });
  });

  test("may allow several origins by the template that frameworks write for it", async () => {
    const template = `#set($origin = $input.params("Origin"))
#if($origin == "") #set($origin = $input.params("origin")) #end
#if($origin.matches("https://a[.]example[.]com") || $origin.matches("http://localhost:.+")) #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin) #end`;
    const { definition } = await mock({
      RequestTemplates: { "application/json": "{statusCode:200}" },
      IntegrationResponses: [
        {
          StatusCode: "200",
          ResponseParameters: parameters,
          ResponseTemplates: { "application/json": template },
        },
      ],
    });
    expect(definition.methods.at(-1)?.integration).toMatchObject({
      body: "",
      originPatterns: ["https://a[.]example[.]com", "http://localhost:.+"],
    });
  });

  test.each([
    ["no status", {}, "has no request template"],
    [
      "directives",
      {
        RequestTemplates: { "application/json": "{statusCode:200}" },
        IntegrationResponses: [
          { StatusCode: "200", ResponseTemplates: { "application/json": "$util.base64Encode('x')" } },
        ],
      },
      "has a response template with directives",
    ],
  ])("with %s is not served", async (_, integration, reason) => {
    const { reasons } = await mock(integration);
    expect(reasons.Mock).toContain(reason);
  });
});

test.each([
  ["an authorizer", { AuthorizationType: "CUSTOM" }, "it names no authorizer of its type CUSTOM"],
  [
    "another integration",
    { Integration: { Type: "HTTP_PROXY", Uri: "https://example.com" } },
    "only Lambda functions by proxy and MOCK are offered as integrations, and this is HTTP_PROXY",
  ],
])("a method with %s is not served", async (_, settings, reason) => {
  const { reasons } = await api({ Bad: method("POST", { Ref: "Pets" }, settings) });
  expect(reasons.Bad).toBe(`not served: ${reason}`);
});

test("a function's variables hold the URL of this machine instead of the one on AWS", async () => {
  const { functions } = await api({
    Fn: resource("AWS::Lambda::Function", {
      ...{ Runtime: "nodejs24.x", Handler: "index.handler", Code: "." },
      Environment: {
        Variables: { SELF: { "Fn::Sub": "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/dev" } },
      },
    }),
  });
  expect(functions[0]?.environment.SELF).toBe("http://127.0.0.1:3000/Api/dev");
});

describe("a parameter of a template", () => {
  const withParameter = (parameter: Record<string, unknown>, given: Record<string, string>) =>
    provisioned(
      {
        Parameters: { P: parameter },
        Resources: {
          Note: resource("AWS::SSM::Parameter", {
            Name: "/note",
            Type: "String",
            Value: { "Fn::Join": ["+", [{ Ref: "P" }]] },
          }),
        },
      },
      { parameters: given },
    );

  test.each([
    [{ Type: "Number", AllowedValues: [1, 2] }, "3", 'does not allow "3": it takes 1, 2.'],
    [{ Type: "Number" }, "many", 'does not allow "many": it takes a number.'],
    [
      { Type: "String", AllowedPattern: "[a-z]+" },
      "A1",
      'does not allow "A1": it takes what matches [a-z]+.',
    ],
    [
      { Type: "String", NoEcho: true, AllowedValues: ["a"] },
      "secret",
      "does not allow the value: it takes a.",
    ],
    [
      { Type: "CommaDelimitedList", AllowedValues: ["a", "b"] },
      "a, c",
      'does not allow "a, c": it takes a, b.',
    ],
  ])("%j refuses %s", async (parameter, value, message) => {
    await expect(withParameter(parameter, { P: value })).rejects.toThrow(
      `The template's parameter P ${message}`,
    );
  });

  test("of an SSM type is what Parameter Store holds", async () => {
    const engines = services();
    const { outputs } = await provisioned(
      {
        Parameters: { Names: { Type: "AWS::SSM::Parameter::Value<List<String>>", Default: "/names" } },
        Resources: { Queue: { Type: "AWS::SQS::Queue" } },
        Outputs: { Second: { Value: { "Fn::Select": [1, { Ref: "Names" }] } } },
      },
      { services: engines, ssmParameters: { "/names": "a, b" } },
    );
    expect(outputs).toEqual({ Second: "b" });
  });
});
