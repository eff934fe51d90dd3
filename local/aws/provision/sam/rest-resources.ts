import { type Parts, record, slug, type Values } from "./parts.ts";

/** The id of the resource at a path of a REST API, with the resources on the way to it. */
export function apiResource(api: string, path: string, { resources }: Parts): unknown {
  let parent: unknown = { "Fn::GetAtt": [api, "RootResourceId"] };
  let logicalId = `${api}Resource`;
  for (const part of path.split("/").filter((segment) => segment !== "")) {
    logicalId += slug(`/${part.replace("+", "Greedy").replace("{", "Var ")}`);
    resources[logicalId] ??= {
      Type: "AWS::ApiGateway::Resource",
      Properties: { RestApiId: { Ref: api }, ParentId: parent, PathPart: part },
    };
    parent = { Ref: logicalId };
  }
  return parent;
}

interface CorsMethod {
  api: string;
  path: string;
  ResourceId: unknown;
  cors: unknown;
  /** The properties that say who may call it. */
  guard: Values;
}

/** The OPTIONS method that SAM's `Cors` setting asks for: a text, or an object of texts, each in single quotes. */
export function addCorsMethod({ api, path, ResourceId, cors, guard }: CorsMethod, { resources }: Parts) {
  const settings = typeof cors === "string" ? { AllowOrigin: cors } : record(cors);
  const headers = {
    "Access-Control-Allow-Origin": settings.AllowOrigin,
    "Access-Control-Allow-Headers": settings.AllowHeaders,
    "Access-Control-Allow-Methods": settings.AllowMethods ?? "'OPTIONS,GET,POST,PUT,PATCH,DELETE,HEAD'",
    "Access-Control-Max-Age": settings.MaxAge,
    "Access-Control-Allow-Credentials": settings.AllowCredentials === true ? "'true'" : undefined,
  };
  const ResponseParameters = Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [`method.response.header.${name}`, value]),
  );
  resources[`${api}${slug(path)}Options`] = {
    Type: "AWS::ApiGateway::Method",
    Properties: {
      RestApiId: { Ref: api },
      ResourceId,
      HttpMethod: "OPTIONS",
      ...guard,
      Integration: {
        Type: "MOCK",
        RequestTemplates: { "application/json": '{"statusCode": 200}' },
        IntegrationResponses: [{ StatusCode: "200", ResponseParameters }],
      },
    },
  };
}
