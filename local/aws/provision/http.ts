import { createHash } from "node:crypto";
import type { Throttle } from "../http-api.ts";
import { functionName } from "./function.ts";
import type { Properties } from "./properties.ts";
import type { ResourceHandler } from "./resource.ts";

/** AWS::ApiGatewayV2::Api of protocol HTTP. */
export const createApi: ResourceHandler = ({ logicalId, properties, plan, httpUrl }) => {
  // Ten letters and digits, and the same ones at every start.
  const apiId = createHash("sha256").update(logicalId).digest("hex").slice(0, 10);
  const physical = { ref: apiId, attributes: { ApiEndpoint: httpUrl ?? "", ApiId: apiId } };
  const protocol = properties.optionalText("ProtocolType") ?? "HTTP";
  if (protocol !== "HTTP")
    return { ...physical, skipped: `the gateway serves HTTP APIs, and this is ${protocol}` };
  plan.apis.push({ logicalId, apiId });
  return properties.value("CorsConfiguration") === undefined
    ? physical
    : { ...physical, skipped: "the API is served, but without its CorsConfiguration" };
};

/** AWS::ApiGatewayV2::Stage: only `$default` is served. */
export const createStage: ResourceHandler = ({ properties, plan }) => {
  const name = properties.text("StageName");
  const routes = properties.inside("RouteSettings");
  const limits = routes.names().map((key) => [key, throttle(routes.inside(key))] as const);
  plan.stages.push({
    apiId: properties.text("ApiId"),
    name,
    throttle: throttle(properties.inside("DefaultRouteSettings")),
    routeThrottles: Object.fromEntries(limits.flatMap(([key, limit]) => (limit ? [[key, limit]] : []))),
  });
  return name === "$default"
    ? { ref: name, attributes: {} }
    : { ref: name, attributes: {}, skipped: "only the stage $default is served" };
};

function throttle(settings: Properties): Throttle | undefined {
  const rateLimit = settings.number("ThrottlingRateLimit");
  const burstLimit = settings.number("ThrottlingBurstLimit");
  if (rateLimit === undefined && burstLimit === undefined) return undefined;
  // The account's limits stand in for the one that is not given: 10,000 a second, 5,000 at once.
  return { rateLimit: rateLimit ?? 10_000, burstLimit: burstLimit ?? 5_000 };
}

/** AWS::ApiGatewayV2::Integration with a Lambda function, payload format 2.0. */
export const createIntegration: ResourceHandler = ({ logicalId, properties, plan }) => {
  const physical = { ref: logicalId, attributes: {} };
  const type = properties.text("IntegrationType");
  const format = properties.optionalText("PayloadFormatVersion") ?? "1.0";
  if (type !== "AWS_PROXY" || properties.value("IntegrationSubtype") !== undefined)
    return { ...physical, skipped: "only Lambda functions are offered as integrations" };
  if (format !== "2.0")
    return { ...physical, skipped: `only payload format 2.0 is offered, and this is ${format}` };
  plan.integrations.set(logicalId, {
    functionName: functionName(properties.text("IntegrationUri")),
    timeoutMs: properties.number("TimeoutInMillis"),
  });
  return physical;
};

/** AWS::ApiGatewayV2::Route without an authorizer. */
export const createRoute: ResourceHandler = ({ logicalId, properties, plan }) => {
  const physical = { ref: logicalId, attributes: {} };
  const authorization = properties.optionalText("AuthorizationType") ?? "NONE";
  if (authorization !== "NONE")
    return { ...physical, skipped: `not served: the gateway has no authorizer of type ${authorization}` };
  const integration = plan.integrations.get(properties.text("Target").replace(/^integrations\//, ""));
  if (!integration) return { ...physical, skipped: "not served: its integration is not offered" };
  plan.routes.push({
    apiId: properties.text("ApiId"),
    routeKey: properties.text("RouteKey"),
    ...integration,
  });
  return physical;
};
