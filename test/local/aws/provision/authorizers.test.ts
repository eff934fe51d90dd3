import { describe, expect, test } from "@jest/globals";
import type { TemplateResource } from "#local/aws/provision/template.ts";
import { provisioned } from "./provision-services.ts";

const resource = (Type: string, Properties: Record<string, unknown>): TemplateResource => ({
  Type,
  Properties,
});
const ApiId = { Ref: "Api" };
const AuthorizerId = { Ref: "Callers" };
const uri = {
  "Fn::Join": [
    "",
    [
      "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/",
      { "Fn::GetAtt": ["Guard", "Arn"] },
      "/invocations",
    ],
  ],
};
const fn = { Runtime: "nodejs24.x", Handler: "index.handler", Code: "." };

const functions = { Fn: resource("AWS::Lambda::Function", fn), Guard: resource("AWS::Lambda::Function", fn) };

const httpBase = {
  ...functions,
  Api: resource("AWS::ApiGatewayV2::Api", { Name: "pets", ProtocolType: "HTTP" }),
  Stage: resource("AWS::ApiGatewayV2::Stage", { ApiId, StageName: "$default" }),
  Integration: resource("AWS::ApiGatewayV2::Integration", {
    ...{ ApiId, IntegrationType: "AWS_PROXY", PayloadFormatVersion: "2.0" },
    IntegrationUri: { "Fn::GetAtt": ["Fn", "Arn"] },
  }),
};

/** What stands of an HTTP API with one authorizer and a route that names it. */
async function http(
  authorizer: Record<string, unknown>,
  route: Record<string, unknown>,
  {
    issuers,
    ...more
  }: { issuers?: Record<string, string>; resources?: Record<string, TemplateResource> } = {},
) {
  const Resources = {
    ...httpBase,
    Route: resource("AWS::ApiGatewayV2::Route", {
      ...{
        ApiId,
        RouteKey: "GET /pets",
        Target: { "Fn::Join": ["/", ["integrations", { Ref: "Integration" }]] },
      },
      ...{ AuthorizerId, ...route },
    }),
    Callers: resource("AWS::ApiGatewayV2::Authorizer", { ApiId, Name: "callers", ...authorizer }),
    ...more.resources,
  };
  return readApi(await provisioned({ Resources }, issuers ? { issuers } : {}));
}

const RestApiId = ApiId;
async function rest(
  authorizer: Record<string, unknown>,
  settings: Record<string, unknown>,
  resources: Record<string, TemplateResource> = {},
) {
  const Resources = {
    ...functions,
    Api: resource("AWS::ApiGateway::RestApi", { Name: "pets", ApiKeySourceType: "AUTHORIZER" }),
    Stage: resource("AWS::ApiGateway::Stage", { RestApiId, StageName: "dev", DeploymentId: "d" }),
    Route: resource("AWS::ApiGateway::Method", {
      ...{
        RestApiId,
        HttpMethod: "GET",
        ResourceId: { "Fn::GetAtt": ["Api", "RootResourceId"] },
        AuthorizerId,
      },
      Integration: { Type: "AWS_PROXY", Uri: { "Fn::GetAtt": ["Fn", "Arn"] } },
      ...settings,
    }),
    Callers: resource("AWS::ApiGateway::Authorizer", { RestApiId, Name: "callers", ...authorizer }),
    ...resources,
  };
  return readApi(await provisioned({ Resources }));
}

function readApi({ apis, skipped }: Awaited<ReturnType<typeof provisioned>>) {
  const definition = apis[0]?.definition;
  const routes = definition?.kind === "rest" ? definition.methods : definition?.routes;
  const reasons = Object.fromEntries(skipped.map(({ logicalId, reason }) => [logicalId, reason]));
  return {
    guard: routes?.[0]?.guard,
    served: routes?.length,
    authorizer: Object.values(definition?.authorizers ?? {})[0],
    reasons,
    definition,
  };
}

const jwt = {
  AuthorizerType: "JWT",
  IdentitySource: ["$request.header.Authorization"],
  JwtConfiguration: { Issuer: "https://issuer.example.com/", Audience: ["shop"] },
};
const request = { AuthorizerType: "REQUEST", AuthorizerUri: uri, AuthorizerPayloadFormatVersion: "2.0" };

describe("an HTTP API's authorizer", () => {
  test("reads tokens of its issuer, and a route has its scopes", async () => {
    const { guard, authorizer, reasons } = await http(jwt, {
      ...{ AuthorizationType: "JWT", AuthorizationScopes: ["read"] },
    });
    expect(authorizer).toEqual({
      ...{ type: "jwt", issuers: ["https://issuer.example.com/"], audience: ["shop"] },
      identitySource: { from: "header", name: "authorization" },
    });
    expect(guard).toEqual({ authorizer: expect.any(String), scopes: ["read"] });
    expect(reasons).toEqual({});
  });

  test("asks a function", async () => {
    const settings = { EnableSimpleResponses: true, AuthorizerResultTtlInSeconds: 60 };
    const sources = [
      "$request.header.X-Key",
      "$request.querystring.q",
      "$context.routeKey",
      "$stageVariables.v",
    ];
    const { guard, authorizer } = await http(
      { ...request, ...settings, IdentitySource: sources },
      { AuthorizationType: "CUSTOM" },
    );
    expect(authorizer).toEqual({
      ...{
        type: "lambda",
        functionName: "bookshop-Guard",
        ttlSeconds: 60,
        event: "2.0",
        simpleResponses: true,
      },
      identitySources: [
        { from: "header", name: "x-key" },
        { from: "querystring", name: "q" },
        { from: "context", name: "routeKey" },
        { from: "stageVariables", name: "v" },
      ],
    });
    expect(guard).toEqual({ authorizer: expect.any(String) });
  });

  test("keeps answers for 300 seconds unless it says otherwise, and has format 1.0", async () => {
    const { authorizer } = await http(
      { ...request, AuthorizerPayloadFormatVersion: "1.0" },
      { AuthorizationType: "CUSTOM" },
    );
    expect(authorizer).toMatchObject({ ttlSeconds: 300, event: "1.0", simpleResponses: false });
  });

  const pool = "https://cognito-idp.eu-west-1.amazonaws.com";
  const withIssuer = (Issuer: unknown) => ({ ...jwt, JwtConfiguration: { Issuer, Audience: ["shop"] } });
  const Pool = resource("AWS::Cognito::UserPool", { UserPoolName: "my_pool" });

  test.each([
    ["whose signatures would have to be checked", jwt, { AuthorizationType: "AWS_IAM" }, /AWS_IAM/],
    [
      "that names no authorizer",
      jwt,
      { AuthorizationType: "JWT", AuthorizerId: undefined },
      /names no authorizer/,
    ],
    [
      "whose authorizer is elsewhere",
      jwt,
      { AuthorizationType: "JWT", AuthorizerId: "x1" },
      /x1 is not in the template/,
    ],
    ["whose authorizer is of another type", jwt, { AuthorizationType: "CUSTOM" }, /not of its type CUSTOM/],
    [
      "whose authorizer looks for an unknown identity",
      { ...request, IdentitySource: ["$context.nothing"] },
      { AuthorizationType: "CUSTOM" },
      /\$context\.nothing is not offered/,
    ],
    [
      "whose issuer is a pool of the template by Ref",
      withIssuer({ "Fn::Sub": `${pool}/\${Pool}` }),
      { AuthorizationType: "JWT" },
      /user pool of the template/,
    ],
    [
      "whose issuer is a pool of the template by GetAtt",
      withIssuer({ "Fn::GetAtt": ["Pool", "ProviderURL"] }),
      { AuthorizationType: "JWT" },
      /no URL here/,
    ],
  ])("a route %s is not served, and says why", async (_, authorizer, route, reason) => {
    const { served, reasons, definition } = await http(authorizer, route, { resources: { Pool } });
    expect(served).toBe(0);
    expect(reasons.Route).toMatch(/^not served: /);
    expect(reasons.Route).toMatch(reason);
    expect(definition?.authorizers).toBeUndefined();
  });

  test("may have a user pool that stands outside the template as its issuer", async () => {
    const { served } = await http(withIssuer(`${pool}/eu-west-1_Abc123`), { AuthorizationType: "JWT" });
    expect(served).toBe(1);
  });

  test("may have a pool of the template as its issuer when somebody stands in for that", async () => {
    const { served, authorizer } = await http(
      withIssuer({ "Fn::Sub": `${pool}/\${Pool}` }),
      { AuthorizationType: "JWT" },
      { resources: { Pool }, issuers: { [`${pool}/my_pool`]: "http://127.0.0.1:9000" } },
    );
    expect([served, authorizer]).toEqual([1, expect.objectContaining({ issuers: [`${pool}/my_pool`] })]);
  });

  test("whose function does not run here closes its routes", async () => {
    const Guard = resource("AWS::Lambda::Function", { ...fn, Runtime: "python3.13" });
    const { served, reasons } = await http(
      request,
      { AuthorizationType: "CUSTOM" },
      { resources: { Guard } },
    );
    expect(served).toBe(0);
    expect(reasons.Route).toBe("the function bookshop-Guard does not run here");
  });
});

describe("a REST API's authorizer", () => {
  const token = { Type: "TOKEN", AuthorizerUri: uri, IdentitySource: "method.request.header.Auth" };

  test("asks a function about a token", async () => {
    const { authorizer, guard, definition } = await rest(
      { ...token, IdentityValidationExpression: "Bearer .+" },
      { AuthorizationType: "CUSTOM" },
    );
    expect(authorizer).toEqual({
      ...{
        type: "lambda",
        functionName: "bookshop-Guard",
        ttlSeconds: 300,
        event: "token",
        simpleResponses: false,
      },
      ...{ identitySources: [{ from: "header", name: "auth" }], validation: "Bearer .+" },
    });
    expect(guard).toEqual({ authorizer: expect.any(String) });
    expect(definition).toMatchObject({ apiKeySource: "AUTHORIZER" });
  });

  test("asks a function about a request", async () => {
    const { authorizer } = await rest(
      {
        ...{ Type: "REQUEST", AuthorizerUri: uri, AuthorizerResultTtlInSeconds: 0 },
        IdentitySource:
          "method.request.header.A, method.request.querystring.B,stageVariables.c,context.identity.sourceIp",
      },
      { AuthorizationType: "CUSTOM" },
    );
    expect(authorizer).toMatchObject({
      ...{ event: "rest", ttlSeconds: 0 },
      identitySources: [
        { from: "header", name: "a" },
        { from: "querystring", name: "B" },
        { from: "stageVariables", name: "c" },
        { from: "context", name: "identity.sourceIp" },
      ],
    });
  });

  const pools = (...ProviderARNs: unknown[]) => ({
    ...{ Type: "COGNITO_USER_POOLS", IdentitySource: "method.request.header.Authorization", ProviderARNs },
  });

  test("reads the tokens of user pools that stand outside the template", async () => {
    const { authorizer, guard } = await rest(
      pools("arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_Abc123"),
      { AuthorizationType: "COGNITO_USER_POOLS", AuthorizationScopes: ["pets/read"] },
    );
    expect(authorizer).toEqual({
      ...{ type: "jwt", audience: [], checksTokenUse: true },
      issuers: ["https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Abc123"],
      identitySource: { from: "header", name: "authorization" },
    });
    expect(guard).toMatchObject({ scopes: ["pets/read"] });
  });

  test.each([
    [
      "has a user pool of the template",
      pools({ "Fn::GetAtt": ["Pool", "Arn"] }),
      "COGNITO_USER_POOLS",
      /user pool .* is a resource of the template/,
    ],
    ["has no user pool", pools(), "COGNITO_USER_POOLS", /user pool/],
    ["is of an unknown type", { Type: "JWT" }, "CUSTOM", /no authorizer of type JWT/],
    [
      "has an expression that cannot be read",
      { ...token, IdentityValidationExpression: "(?<" },
      "CUSTOM",
      /validation expression/,
    ],
  ])("that %s closes its methods, and says why", async (_, authorizer, AuthorizationType, reason) => {
    const Pool = resource("AWS::Cognito::UserPool", {});
    const { served, reasons } = await rest(authorizer, { AuthorizationType }, { Pool });
    expect(served).toBe(0);
    expect(reasons.Route).toMatch(/^not served: its authorizer is not offered: /);
    expect(reasons.Route).toMatch(reason);
    expect(reasons.Callers).toMatch(reason);
  });
});
