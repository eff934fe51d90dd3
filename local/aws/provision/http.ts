import type { CorsSettings } from "../http/cors.ts";
import type { Throttle } from "../http-api.ts";
import { apiIdOf, endpointOf } from "./api-id.ts";
import { functionName } from "./function.ts";
import { guardOf } from "./guard.ts";
import type { Properties } from "./properties.ts";
import type { Plan, ResourceHandler } from "./resource.ts";

/** AWS::ApiGatewayV2::Api of protocol HTTP. */
export const createApi: ResourceHandler = async (context) => {
  const { logicalId, properties, plan } = context;
  const apiId = apiIdOf(logicalId);
  const physical = { ref: apiId, attributes: { ApiEndpoint: endpointOf(context, apiId), ApiId: apiId } };
  const protocol = properties.optionalText("ProtocolType") ?? "HTTP";
  if (protocol !== "HTTP")
    return { ...physical, skipped: `the gateway serves HTTP APIs, and this is ${protocol}` };
  if (properties.value("Body") !== undefined || properties.value("BodyS3Location") !== undefined)
    return { ...physical, skipped: "an OpenAPI definition is not read: write its routes as resources" };
  const url = (await context.openApi?.(logicalId)) ?? physical.attributes.ApiEndpoint;
  const hasCors = properties.value("CorsConfiguration") !== undefined;
  const cors = hasCors ? { cors: corsSettings(properties.inside("CorsConfiguration")) } : {};
  plan.apis.push({ logicalId, kind: "http", apiId, url, binaryMediaTypes: [], ...cors });
  quickCreate(logicalId, apiId, properties, plan);
  return { ...physical, attributes: { ...physical.attributes, ApiEndpoint: url } };
};

/** An API with a Target comes with one route and the stage `$default`. */
function quickCreate(logicalId: string, apiId: string, properties: Properties, plan: Plan) {
  const target = properties.optionalText("Target");
  if (target === undefined) return;
  const routeKey = properties.optionalText("RouteKey") ?? "$default";
  plan.routes.push({ apiId, logicalId, routeKey, functionName: functionName(target), payloadFormat: "2.0" });
  plan.stages.push({ apiId, name: "$default" });
}

function corsSettings(cors: Properties): CorsSettings {
  const texts = (name: string) => [cors.value(name) ?? []].flat().map(String);
  return {
    allowOrigins: texts("AllowOrigins"),
    allowMethods: texts("AllowMethods"),
    allowHeaders: texts("AllowHeaders"),
    exposeHeaders: texts("ExposeHeaders"),
    allowCredentials: cors.flag("AllowCredentials", false),
    maxAgeSeconds: cors.number("MaxAge"),
  };
}

/** AWS::ApiGatewayV2::Stage. */
export const createStage: ResourceHandler = ({ properties, plan }) => {
  const name = properties.text("StageName");
  const routes = properties.inside("RouteSettings");
  const limits = routes.names().map((key) => [key, throttleOf(routes.inside(key))] as const);
  const variables = properties.inside("StageVariables");
  plan.stages.push({
    apiId: properties.text("ApiId"),
    name,
    throttle: throttleOf(properties.inside("DefaultRouteSettings")),
    routeThrottles: Object.fromEntries(limits.flatMap(([key, limit]) => (limit ? [[key, limit]] : []))),
    ...(variables.names().length > 0 && { variables: variables.texts() }),
  });
  return { ref: name, attributes: {} };
};

/** The limit that ThrottlingRateLimit and ThrottlingBurstLimit set. */
export function throttleOf(settings: Properties): Throttle | undefined {
  const rateLimit = settings.number("ThrottlingRateLimit");
  const burstLimit = settings.number("ThrottlingBurstLimit");
  if (rateLimit === undefined && burstLimit === undefined) return undefined;
  // The account's limits stand in for the one that is not given: 10,000 a second, 5,000 at once.
  return { rateLimit: rateLimit ?? 10_000, burstLimit: burstLimit ?? 5_000 };
}

/** AWS::ApiGatewayV2::Integration with a Lambda function. */
export const createIntegration: ResourceHandler = ({ logicalId, properties, plan }) => {
  const physical = { ref: logicalId, attributes: { IntegrationId: logicalId } };
  const type = properties.text("IntegrationType");
  if (type !== "AWS_PROXY" || properties.value("IntegrationSubtype") !== undefined)
    return { ...physical, skipped: "only Lambda functions are offered as integrations" };
  plan.integrations.set(logicalId, {
    functionName: functionName(properties.text("IntegrationUri")),
    payloadFormat: properties.optionalText("PayloadFormatVersion") === "2.0" ? "2.0" : "1.0",
    timeoutMs: properties.number("TimeoutInMillis"),
  });
  return physical;
};

/** AWS::ApiGatewayV2::Route with a function behind it. */
export const createRoute: ResourceHandler = ({ logicalId, properties, plan }) => {
  const physical = { ref: logicalId, attributes: { RouteId: logicalId } };
  const guard = guardOf(properties, plan);
  if (typeof guard === "string") return { ...physical, skipped: `not served: ${guard}` };
  const integration = plan.integrations.get(properties.text("Target").replace(/^integrations\//, ""));
  if (!integration) return { ...physical, skipped: "not served: its integration is not offered" };
  plan.routes.push({
    apiId: properties.text("ApiId"),
    logicalId,
    routeKey: properties.text("RouteKey"),
    ...integration,
    ...(guard && { guard }),
  });
  return physical;
};
