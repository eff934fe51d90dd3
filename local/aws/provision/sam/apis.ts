import { addAuthorizers, authorization } from "./authorizers.ts";
import type { SamEvent } from "./events.ts";
import { kept, type Parts, pick, record, referred, type SamResource, slug } from "./parts.ts";
import { addCorsMethod, apiResource } from "./rest-resources.ts";

/** AWS::Serverless::HttpApi: the API and its stage. */
export function samHttpApi(resource: SamResource, parts: Parts) {
  const { logicalId } = resource;
  const { resources, globals } = parts;
  const properties = { ...globals.HttpApi, ...resource.Properties };
  const cors = properties.CorsConfiguration;
  resources[logicalId] = {
    ...kept(resource),
    Type: "AWS::ApiGatewayV2::Api",
    Properties: {
      ...pick(properties, ["Name"]),
      ProtocolType: "HTTP",
      ...(properties.DefinitionBody !== undefined && { Body: properties.DefinitionBody }),
      ...(cors !== undefined && { CorsConfiguration: cors === true ? { AllowOrigins: ["*"] } : cors }),
    },
  };
  resources[`${logicalId}Stage`] = {
    ...pick({ Condition: resource.Condition }, ["Condition"]),
    Type: "AWS::ApiGatewayV2::Stage",
    Properties: {
      ...pick(properties, ["DefaultRouteSettings", "RouteSettings", "StageVariables"]),
      ApiId: { Ref: logicalId },
      StageName: properties.StageName ?? "$default",
    },
  };
  addAuthorizers(resource, "http", properties.Auth, parts);
}

/** AWS::Serverless::Api: the API and its stage. */
export function samApi(resource: SamResource, parts: Parts) {
  const { logicalId } = resource;
  const { resources, globals } = parts;
  const properties = { ...globals.Api, ...resource.Properties };
  const body = properties.DefinitionBody ?? properties.DefinitionUri;
  const types = [properties.BinaryMediaTypes ?? []].flat().map((type) => String(type).replaceAll("~1", "/"));
  resources[logicalId] = {
    ...kept(resource),
    Type: "AWS::ApiGateway::RestApi",
    Properties: {
      ...pick(properties, ["Name", "ApiKeySourceType"]),
      BinaryMediaTypes: types,
      ...(body !== undefined && { Body: body }),
    },
  };
  resources[`${logicalId}Stage`] = {
    ...pick({ Condition: resource.Condition }, ["Condition"]),
    Type: "AWS::ApiGateway::Stage",
    Properties: {
      ...pick(properties, ["MethodSettings", "Variables"]),
      RestApiId: { Ref: logicalId },
      StageName: properties.StageName ?? "Prod",
    },
  };
  addAuthorizers(resource, "rest", properties.Auth, parts);
}

/** The route of an event of type HttpApi, in the API that it names or the one that SAM adds. */
export function addHttpRoute({ functionId, name, properties, condition }: SamEvent, parts: Parts) {
  const api = referred(properties.ApiId ?? "ServerlessHttpApi", "ServerlessHttpApi");
  if (!parts.resources[api])
    samHttpApi({ logicalId: api, Type: "AWS::Serverless::HttpApi", Properties: {} }, parts);
  const id = functionId + name;
  const common = condition === undefined ? {} : { Condition: condition };
  parts.resources[`${id}Integration`] = {
    ...common,
    Type: "AWS::ApiGatewayV2::Integration",
    Properties: {
      ...pick(properties, ["TimeoutInMillis"]),
      ApiId: { Ref: api },
      IntegrationType: "AWS_PROXY",
      IntegrationUri: { "Fn::GetAtt": [functionId, "Arn"] },
      PayloadFormatVersion: properties.PayloadFormatVersion ?? "2.0",
    },
  };
  const method = methodOf(properties.Method ?? "ANY");
  parts.resources[`${id}Route`] = {
    ...common,
    Type: "AWS::ApiGatewayV2::Route",
    Properties: {
      ApiId: { Ref: api },
      RouteKey: properties.Path === undefined ? "$default" : `${method} ${String(properties.Path)}`,
      Target: { "Fn::Join": ["/", ["integrations", { Ref: `${id}Integration` }]] },
      ...authorization(api, "http", properties.Auth, apiAuth(parts.globals.HttpApi, parts, api)),
    },
  };
}

/** The method of an event of type Api, in the API that it names or the one that SAM adds. */
export function addRestMethod({ functionId, name, properties, condition }: SamEvent, parts: Parts) {
  const api = referred(properties.RestApiId ?? "ServerlessRestApi", "ServerlessRestApi");
  if (!parts.resources[api]) samApi({ logicalId: api, Type: "AWS::Serverless::Api", Properties: {} }, parts);
  const path = String(properties.Path);
  const ResourceId = apiResource(api, path, parts);
  const auth = record(properties.Auth);
  const sharedAuth = record(apiAuth(parts.globals.Api, parts, api));
  parts.resources[`${functionId}${name}${slug(path)}Method`] = {
    ...(condition !== undefined && { Condition: condition }),
    Type: "AWS::ApiGateway::Method",
    Properties: {
      RestApiId: { Ref: api },
      ResourceId,
      HttpMethod: methodOf(properties.Method),
      ...authorization(api, "rest", auth, sharedAuth),
      ApiKeyRequired: auth.ApiKeyRequired ?? sharedAuth.ApiKeyRequired ?? false,
      Integration: {
        Type: "AWS_PROXY",
        Uri: { "Fn::GetAtt": [functionId, "Arn"] },
        ...pick(properties, ["TimeoutInMillis"]),
      },
    },
  };
  const cors = record(parts.template.Resources[api]?.Properties).Cors ?? parts.globals.Api.Cors;
  const corsAuth = sharedAuth.AddDefaultAuthorizerToCorsPreflight === false ? {} : sharedAuth;
  const guard = authorization(api, "rest", {}, corsAuth);
  if (cors !== undefined) addCorsMethod({ api, path, ResourceId, cors, guard }, parts);
}

const methodOf = (method: unknown) => {
  const name = String(method).toUpperCase();
  return name === "*" ? "ANY" : name;
};

const apiAuth = (globals: Record<string, unknown>, { template }: Parts, api: string) =>
  record(template.Resources[api]?.Properties).Auth ?? globals.Auth;
