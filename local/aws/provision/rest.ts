import type { RestStage } from "../rest/rest-definition.ts";
import { apiIdOf, hashOf } from "./api-id.ts";
import { throttleOf } from "./http.ts";
import type { Properties } from "./properties.ts";
import type { ResourceHandler } from "./resource.ts";

/** AWS::ApiGateway::RestApi whose resources and methods stand in the template. */
export const createRestApi: ResourceHandler = async (context) => {
  const { logicalId, properties, plan, openApi } = context;
  const apiId = apiIdOf(logicalId);
  const rootId = hashOf(`${logicalId}/`).slice(0, 10);
  const physical = { ref: apiId, attributes: { RootResourceId: rootId, RestApiId: apiId } };
  if (properties.value("Body") !== undefined || properties.value("BodyS3Location") !== undefined)
    return {
      ...physical,
      skipped: "an OpenAPI definition is not read: write its resources and methods as resources",
    };
  plan.resourcePaths.set(rootId, "/");
  plan.apis.push({
    logicalId,
    kind: "rest",
    apiId,
    url: (await openApi?.(logicalId)) ?? "",
    binaryMediaTypes: [properties.value("BinaryMediaTypes") ?? []].flat().map(String),
    ...(properties.optionalText("ApiKeySourceType") === "AUTHORIZER" && { apiKeySource: "AUTHORIZER" }),
  });
  return physical;
};

/** AWS::ApiGateway::Resource. */
export const createRestResource: ResourceHandler = ({ logicalId, properties, plan }) => {
  const id = hashOf(logicalId).slice(0, 6);
  const parent = plan.resourcePaths.get(properties.text("ParentId"));
  const physical = { ref: id, attributes: { ResourceId: id } };
  if (parent === undefined) return { ...physical, skipped: "not served: its parent is not served" };
  plan.resourcePaths.set(id, `${parent.replace(/\/$/, "")}/${properties.text("PathPart")}`);
  return physical;
};

/** AWS::ApiGateway::Stage. */
export const createRestStage: ResourceHandler = ({ properties, plan }) => {
  const name = properties.text("StageName");
  plan.restStages.push({ apiId: properties.text("RestApiId"), ...stageOf(name, properties) });
  return { ref: name, attributes: {} };
};

/** AWS::ApiGateway::Deployment, which brings a stage with it when it names one. */
export const createDeployment: ResourceHandler = ({ logicalId, properties, plan }) => {
  const name = properties.optionalText("StageName");
  const apiId = properties.text("RestApiId");
  if (name !== undefined && !plan.restStages.some((stage) => stage.apiId === apiId && stage.name === name))
    plan.restStages.push({ apiId, ...stageOf(name, properties.inside("StageDescription")) });
  return { ref: logicalId, attributes: { DeploymentId: logicalId } };
};

function stageOf(name: string, properties: Properties): RestStage {
  const variables = properties.inside("Variables");
  const limits = properties.each("MethodSettings").flatMap((settings) => {
    const limit = throttleOf(settings);
    const key = `${pathOf(settings.optionalText("ResourcePath") ?? "/*")}/${settings.optionalText("HttpMethod") ?? "*"}`;
    return limit ? [[key, limit] as const] : [];
  });
  return {
    name,
    throttle: limits.find(([key]) => key === "/*/*")?.[1] ?? throttleOf(properties),
    methodThrottles: Object.fromEntries(limits),
    ...(variables.names().length > 0 && { variables: variables.texts() }),
  };
}

/** The path of a method setting, in which `~1` stands for a slash. */
const pathOf = (written: string) => {
  const path = written.replaceAll("~1", "/");
  return path.startsWith("//") ? path.slice(1) : path;
};

/** AWS::ApiGateway::GatewayResponse. */
export const createGatewayResponse: ResourceHandler = ({ logicalId, properties, plan }) => {
  const parameters = Object.entries(properties.inside("ResponseParameters").texts());
  const templates = Object.values(properties.inside("ResponseTemplates").texts());
  plan.gatewayResponses.push({
    apiId: properties.text("RestApiId"),
    type: properties.text("ResponseType"),
    statusCode: properties.number("StatusCode"),
    headers: Object.fromEntries(
      parameters.flatMap(([name, value]) => {
        const [, header] = /^gatewayresponse\.header\.(.+)$/.exec(name) ?? [];
        return header ? [[header.toLowerCase(), unquoted(value)]] : [];
      }),
    ),
    ...(templates[0] !== undefined && { template: templates[0] }),
  });
  return { ref: logicalId, attributes: {} };
};

/** A static value of a mapping, which stands in single quotes. */
export const unquoted = (value: string) => value.replace(/^'(.*)'$/s, "$1");

/** AWS::ApiGateway::ApiKey; one without a value gets a value that is the same at every start. */
export const createApiKey: ResourceHandler = ({ logicalId, properties, plan }) => {
  const id = hashOf(logicalId).slice(0, 10);
  const value = properties.optionalText("Value") ?? hashOf(`${logicalId}.value`).slice(0, 40);
  if (!properties.flag("Enabled", false))
    return { ref: id, attributes: { APIKeyId: id }, skipped: "the key is not enabled" };
  plan.apiKeys.set(id, { id, value });
  return { ref: id, attributes: { APIKeyId: id } };
};

/** AWS::ApiGateway::UsagePlan. */
export const createUsagePlan: ResourceHandler = ({ logicalId, properties, plan }) => {
  const limits = properties.inside("Throttle");
  const [rateLimit, burstLimit] = [limits.number("RateLimit"), limits.number("BurstLimit")];
  const quota = properties.inside("Quota");
  const [limit, period] = [quota.number("Limit"), quota.optionalText("Period")];
  plan.usagePlans.set(logicalId, {
    apiIds: properties.each("ApiStages").map((stage) => stage.text("ApiId")),
    keyIds: [],
    ...((rateLimit ?? burstLimit) !== undefined && {
      throttle: { rateLimit: rateLimit ?? 10_000, burstLimit: burstLimit ?? 5_000 },
    }),
    ...(limit !== undefined &&
      (period === "DAY" || period === "WEEK" || period === "MONTH") && { quota: { limit, period } }),
  });
  return { ref: logicalId, attributes: { Id: logicalId } };
};

/** AWS::ApiGateway::UsagePlanKey. */
export const createUsagePlanKey: ResourceHandler = ({ logicalId, properties, plan }) => {
  plan.usagePlans.get(properties.text("UsagePlanId"))?.keyIds.push(properties.text("KeyId"));
  return { ref: logicalId, attributes: { Id: logicalId } };
};
