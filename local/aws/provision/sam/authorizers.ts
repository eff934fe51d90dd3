import { kept, type Parts, pick, record, type SamResource, slug, type Values } from "./parts.ts";

/** Adds the authorizers that an API's `Auth` names, each as a resource of its own. */
export function addAuthorizers(
  resource: SamResource,
  kind: "http" | "rest",
  auth: unknown,
  { resources }: Parts,
) {
  const { logicalId: api } = resource;
  for (const [name, given] of Object.entries(record(record(auth).Authorizers))) {
    const settings = record(given);
    resources[authorizerId(api, name)] = {
      ...pick(kept(resource), ["Condition"]),
      ...(kind === "http" ? httpAuthorizer(api, settings) : restAuthorizer(api, settings)),
    };
  }
}

/** The properties of a route or method that say who may call it: of the event's `Auth`, else of its API's. */
export function authorization(
  api: string,
  kind: "http" | "rest",
  ownAuth: unknown,
  apiAuth: unknown,
): Values {
  const own = record(ownAuth);
  const shared = record(apiAuth);
  const name = String(own.Authorizer ?? shared.DefaultAuthorizer ?? "NONE");
  if (name === "NONE" || name === "AWS_IAM") return { AuthorizationType: name };
  const settings = record(record(shared.Authorizers)[name]);
  const scopes = own.AuthorizationScopes ?? settings.AuthorizationScopes;
  return {
    AuthorizationType: typeOf(kind, settings),
    AuthorizerId: name in record(shared.Authorizers) ? { Ref: authorizerId(api, name) } : name,
    ...(scopes !== undefined && { AuthorizationScopes: scopes }),
  };
}

const authorizerId = (api: string, name: string) => `${api}${slug(` ${name}`)}Authorizer`;

function typeOf(kind: "http" | "rest", { JwtConfiguration, UserPoolArn }: Values): string {
  if (kind === "http") return JwtConfiguration === undefined ? "CUSTOM" : "JWT";
  return UserPoolArn === undefined ? "CUSTOM" : "COGNITO_USER_POOLS";
}

function httpAuthorizer(api: string, settings: Values) {
  const { JwtConfiguration, IdentitySource } = settings;
  const jwt = record(JwtConfiguration);
  const identity = record(settings.Identity);
  const properties =
    JwtConfiguration === undefined
      ? {
          AuthorizerType: "REQUEST",
          AuthorizerUri: settings.FunctionArn,
          AuthorizerPayloadFormatVersion: settings.AuthorizerPayloadFormatVersion ?? "2.0",
          EnableSimpleResponses: settings.EnableSimpleResponses ?? false,
          IdentitySource: sourcesOf(identity, "$request", "$"),
          ...pickTtl(identity),
        }
      : {
          AuthorizerType: "JWT",
          JwtConfiguration: { Issuer: jwt.issuer ?? jwt.Issuer, Audience: jwt.audience ?? jwt.Audience },
          IdentitySource: [IdentitySource ?? "$request.header.Authorization"],
        };
  return { Type: "AWS::ApiGatewayV2::Authorizer", Properties: { ApiId: { Ref: api }, ...properties } };
}

function restAuthorizer(api: string, settings: Values) {
  const identity = record(settings.Identity);
  const header = `method.request.header.${String(identity.Header ?? "Authorization")}`;
  const isRequest = settings.FunctionPayloadType === "REQUEST";
  const properties =
    settings.UserPoolArn === undefined
      ? {
          Type: isRequest ? "REQUEST" : "TOKEN",
          AuthorizerUri: settings.FunctionArn,
          IdentitySource: isRequest ? sourcesOf(identity, "method.request", "").join(",") : header,
          ...pickTtl(identity),
        }
      : { Type: "COGNITO_USER_POOLS", ProviderARNs: [settings.UserPoolArn].flat(), IdentitySource: header };
  const validation = identity.ValidationExpression;
  return {
    Type: "AWS::ApiGateway::Authorizer",
    Properties: {
      ...{ RestApiId: { Ref: api }, ...properties },
      ...(validation !== undefined && { IdentityValidationExpression: validation }),
    },
  };
}

const pickTtl = ({ ReauthorizeEvery: ttl }: Values) =>
  ttl === undefined ? {} : { AuthorizerResultTtlInSeconds: ttl };

/** The expressions for the headers and the like that an `Identity` lists. */
function sourcesOf(identity: Values, request: string, before: string): string[] {
  const each = (name: string, prefix: string) =>
    [identity[name] ?? []].flat().map((value) => `${prefix}.${String(value)}`);
  return [
    ...each("Headers", `${request}.header`),
    ...each("QueryStrings", `${request}.querystring`),
    ...each("StageVariables", `${before}stageVariables`),
    ...each("Context", `${before}context`),
  ];
}
