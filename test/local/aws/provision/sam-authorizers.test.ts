import { afterEach, describe, expect, test } from "@jest/globals";
import { type Stack, type StackOptions, startStack, type Template, virtualClock } from "#aws";
import { closeIssuers, keyPair, sign, startIssuer } from "../gateway/token-issuer.ts";

const open: Stack[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((stack) => stack.close()));
  await closeIssuers();
});

const issuerName = "https://issuer.example.com";
const event = (kind: "HttpApi" | "Api", Path: string, Auth?: Record<string, unknown>) => ({
  Type: kind,
  Properties: {
    Path,
    Method: "get",
    ...(Auth && { Auth }),
    ...(kind === "Api" && { RestApiId: { Ref: "Rest" } }),
  },
});
const fn = { Runtime: "nodejs24.x", Handler: "index.handler", CodeUri: "." };
const guardArn = { "Fn::GetAtt": ["Guard", "Arn"] };

const template: Template = {
  Transform: "AWS::Serverless-2016-10-31",
  Globals: {
    HttpApi: {
      Auth: {
        DefaultAuthorizer: "Tokens",
        Authorizers: {
          Tokens: {
            ...{ AuthorizationScopes: ["read"], IdentitySource: "$request.header.Authorization" },
            JwtConfiguration: { issuer: issuerName, audience: ["shop"] },
          },
          Keys: {
            ...{ FunctionArn: guardArn, AuthorizerPayloadFormatVersion: "2.0", EnableSimpleResponses: true },
            Identity: { Headers: ["X-Key"], ReauthorizeEvery: 60 },
          },
        },
      },
    },
  },
  Resources: {
    Rest: {
      Type: "AWS::Serverless::Api",
      Properties: {
        StageName: "dev",
        Cors: "'*'",
        Auth: {
          DefaultAuthorizer: "Callers",
          Authorizers: {
            Callers: { FunctionArn: guardArn, Identity: { ValidationExpression: "[a-z]+" } },
            Requests: {
              ...{ FunctionArn: guardArn, FunctionPayloadType: "REQUEST" },
              Identity: { Headers: ["X-Key"], QueryStrings: ["q"], ReauthorizeEvery: 0 },
            },
            Pool: { UserPoolArn: { "Fn::GetAtt": ["UserPool", "Arn"] } },
          },
        },
      },
    },
    UserPool: { Type: "AWS::Cognito::UserPool", Properties: {} },
    Guard: { Type: "AWS::Serverless::Function", Properties: fn },
    Pets: {
      Type: "AWS::Serverless::Function",
      Properties: {
        ...fn,
        Events: {
          Scoped: event("HttpApi", "/scoped"),
          Unscoped: event("HttpApi", "/unscoped", { AuthorizationScopes: [] }),
          Keyed: event("HttpApi", "/keyed", { Authorizer: "Keys" }),
          Public: event("HttpApi", "/public", { Authorizer: "NONE" }),
          Signed: event("HttpApi", "/signed", { Authorizer: "AWS_IAM" }),
          RestDefault: event("Api", "/default"),
          RestRequest: event("Api", "/request", { Authorizer: "Requests" }),
          RestPool: event("Api", "/pool", { Authorizer: "Pool" }),
          RestPublic: event("Api", "/public", { Authorizer: "NONE" }),
        },
      },
    },
  },
};

type Seen = {
  authorizationToken?: string;
  headers?: Record<string, string>;
  requestContext?: { authorizer: unknown };
};
const answerOf = ({ authorizationToken, headers }: Seen) => {
  const isAuthorized = [authorizationToken, headers?.["x-key"], headers?.["X-Key"]].includes("good");
  const Effect = isAuthorized ? "Allow" : "Deny";
  return {
    isAuthorized,
    principalId: "me",
    policyDocument: { Statement: [{ Effect, Action: "execute-api:Invoke", Resource: "*" }] },
  };
};

async function start(options: Partial<StackOptions> = {}) {
  const clock = virtualClock();
  const stack = await startStack({
    ...{ template, clock, codeDirectory: () => "/nowhere" },
    functions: {
      Guard: () => (event) => answerOf(event as Seen),
      Pets: () => (event) => ({
        statusCode: 200,
        body: JSON.stringify((event as Seen).requestContext?.authorizer ?? null),
      }),
    },
    ...options,
  });
  open.push(stack);
  const urlOf = (kind: string) => stack.apis.find((api) => api.kind === kind)?.url ?? "";
  const get = async (url: string, headers: Record<string, string> = {}, method = "GET") => {
    const response = await fetch(url, { headers, method });
    return { status: response.status, body: await response.text() };
  };
  return { stack, clock, get, http: urlOf("http"), rest: urlOf("rest") };
}

describe("the authorizers of a SAM template", () => {
  test("read tokens of an HTTP API, with the scopes of the authorizer or of the event", async () => {
    const key = keyPair("first");
    const issuer = await startIssuer([key]);
    const { clock, get, http } = await start({ issuers: { [issuerName]: issuer.url } });
    const claims = { iss: issuerName, aud: "shop", exp: clock.now() / 1000 + 60 };
    const bearer = async (more = {}) => ({
      authorization: `Bearer ${await sign({ ...claims, ...more }, key)}`,
    });
    expect((await get(`${http}/scoped`)).status).toBe(401);
    expect((await get(`${http}/scoped`, await bearer())).status).toBe(403);
    const { status, body } = await get(`${http}/scoped`, await bearer({ scope: "read" }));
    expect([status, JSON.parse(body)]).toEqual([
      200,
      { jwt: { claims: expect.any(Object), scopes: ["read"] } },
    ]);
    expect((await get(`${http}/unscoped`, await bearer())).status).toBe(200);
    expect((await get(`${http}/public`)).status).toBe(200);
  });

  test("ask functions for an HTTP API", async () => {
    const { get, http, stack } = await start();
    expect((await get(`${http}/keyed`)).status).toBe(401);
    expect((await get(`${http}/keyed`, { "x-key": "bad" })).status).toBe(403);
    for (let time = 0; time < 3; time++)
      expect((await get(`${http}/keyed`, { "x-key": "good" })).status).toBe(200);
    const guard = stack.functions().find(({ name }) => name.endsWith("Guard"));
    expect(guard?.invocations).toBe(2);
  });

  test("ask functions for a REST API", async () => {
    const { get, rest } = await start();
    expect((await get(`${rest}/default`)).status).toBe(401);
    expect((await get(`${rest}/default`, { authorization: "GOOD" })).status).toBe(401);
    expect((await get(`${rest}/default`, { authorization: "bad" })).status).toBe(403);
    expect((await get(`${rest}/default`, { authorization: "good" })).status).toBe(200);
    expect((await get(`${rest}/request`, { "X-Key": "good" })).status).toBe(401);
    expect((await get(`${rest}/request?q=1`, { "X-Key": "good" })).status).toBe(200);
    expect((await get(`${rest}/public`)).status).toBe(200);
  });

  test("guard the preflights of a REST API, as SAM has it, unless they are told not to", async () => {
    const { get, rest } = await start();
    expect((await get(`${rest}/default`, {}, "OPTIONS")).status).toBe(401);
    const { Rest, ...others } = template.Resources;
    const Auth = { ...(Rest?.Properties?.Auth as object), AddDefaultAuthorizerToCorsPreflight: false };
    const Resources = {
      Rest: { Type: "AWS::Serverless::Api", Properties: { ...Rest?.Properties, Auth } },
      ...others,
    };
    const other = await start({ template: { ...template, Resources } });
    expect((await get(`${other.rest}/default`, {}, "OPTIONS")).status).toBe(200);
  });

  test("that are not offered close their routes, which the stack lists", async () => {
    const { stack, get, http, rest } = await start();
    const reasons = Object.fromEntries(stack.skipped.map(({ logicalId, reason }) => [logicalId, reason]));
    expect(reasons).toMatchObject({
      PetsSignedRoute: expect.stringContaining("AWS_IAM cannot be offered"),
      PetsRestPoolPoolMethod: expect.stringContaining("is a resource of the template"),
    });
    expect((await get(`${http}/signed`)).status).toBe(404);
    expect((await get(`${rest}/pool`)).status).toBe(403);
  });
});
