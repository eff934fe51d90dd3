import type { MockIntegration } from "../rest/mock.ts";
import type { LambdaIntegration } from "../rest/rest-definition.ts";
import { functionName } from "./function.ts";
import { guardOf } from "./guard.ts";
import type { Properties } from "./properties.ts";
import type { ResourceHandler } from "./resource.ts";
import { unquoted } from "./rest.ts";

/** AWS::ApiGateway::Method with a function (AWS_PROXY) or a static reply (MOCK) behind it. */
export const createMethod: ResourceHandler = ({ logicalId, properties, plan }) => {
  const physical = { ref: logicalId, attributes: {} };
  const guard = guardOf(properties, plan);
  if (typeof guard === "string") return { ...physical, skipped: `not served: ${guard}` };
  const integration = integrationOf(properties.inside("Integration"));
  if (typeof integration === "string") return { ...physical, skipped: `not served: ${integration}` };
  const resourceId = properties.text("ResourceId");
  const path = plan.resourcePaths.get(resourceId);
  if (path === undefined) return { ...physical, skipped: "not served: its resource is not served" };
  plan.methods.push({
    ...{ logicalId, resourceId, path, integration },
    apiId: properties.text("RestApiId"),
    httpMethod: properties.text("HttpMethod"),
    apiKeyRequired: properties.flag("ApiKeyRequired", false),
    ...(guard && { guard }),
  });
  return physical;
};

/** The integration, or why it is not offered. */
function integrationOf(properties: Properties): LambdaIntegration | MockIntegration | string {
  const type = properties.optionalText("Type");
  if (type === "MOCK") return mockOf(properties);
  const uri = properties.optionalText("Uri") ?? "";
  if (type !== "AWS_PROXY" || !/function:|:lambda:/.test(uri))
    return `only Lambda functions by proxy and MOCK are offered as integrations, and this is ${type}`;
  return {
    type: "lambda",
    functionName: functionName(uri),
    timeoutMs: properties.number("TimeoutInMillis"),
  };
}

function mockOf(properties: Properties): MockIntegration | string {
  const request = properties.inside("RequestTemplates").optionalText("application/json") ?? "";
  const [, statusCode] = /"?statusCode"?\s*:\s*"?(\d+)/.exec(request) ?? [];
  const responses = properties.each("IntegrationResponses");
  const response = responses.find((candidate) => candidate.text("StatusCode") === statusCode) ?? responses[0];
  if (statusCode === undefined || !response)
    return 'its MOCK integration has no request template such as {"statusCode": 200} with a response to it';
  const template = response.inside("ResponseTemplates").optionalText("application/json") ?? "";
  const originPatterns = originPatternsOf(template);
  if (originPatterns.length === 0 && /[#$]/.test(template))
    return "its MOCK integration has a response template with directives";
  return {
    type: "mock",
    statusCode: Number(response.text("StatusCode")),
    headers: headersOf(response.inside("ResponseParameters").texts()),
    body: originPatterns.length === 0 ? template : "",
    originPatterns,
  };
}

const headersOf = (parameters: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => {
      const [, header] = /^method\.response\.header\.(.+)$/.exec(name) ?? [];
      return header ? [[header.toLowerCase(), unquoted(value)]] : [];
    }),
  );

/** The origins of the template that the Serverless Framework and the CDK write for several allowed origins. */
const originPatternsOf = (template: string): string[] =>
  /responseOverride\.header\.Access-Control-Allow-Origin\s*=\s*\$origin/.test(template)
    ? [...template.matchAll(/\$origin\.matches\("([^"]+)"\)/g)].map(([, pattern = ""]) => pattern)
    : [];
