import { functionArn } from "../lambda/function.ts";
import { withLocalEndpoints } from "./api-id.ts";
import type { ResourceContext, ResourceHandler } from "./resource.ts";
import type { TemplateResource } from "./template.ts";

/** AWS::Lambda::Function with a Node runtime and its code in a zip. */
export const createFunction: ResourceHandler = async (context) => {
  const { logicalId, resource, properties, plan } = context;
  const name = context.name("FunctionName");
  const Arn = functionArn(context, name);
  const physical = { ref: name, attributes: { Arn } };
  const runtime = properties.optionalText("Runtime") ?? "a container image";
  if (!runtime.startsWith("nodejs"))
    return { ...physical, skipped: `the runner takes Node.js functions, and this is ${runtime}` };
  const { layers, missing } = layersOf(context);
  plan.functions.push({
    logicalId,
    name,
    handler: properties.text("Handler"),
    codeDirectory: await context.codeDirectory(name, withCode(resource, properties.value("Code")), logicalId),
    timeoutSeconds: properties.number("Timeout") ?? 3,
    memoryMb: properties.number("MemorySize") ?? 128,
    environment: variables(context),
    ...(layers.length > 0 && { layers }),
    reservedConcurrency: properties.number("ReservedConcurrentExecutions"),
  });
  if (missing.length === 0) return physical;
  const skipped = `the function runs, but without the layer ${missing.join(" and ")}: the template does not hold it`;
  return { ...physical, skipped };
};

/** The folders of a function's layers in their order, and the ARNs of those that are not here. */
function layersOf({ properties, plan }: ResourceContext) {
  const arns = [properties.value("Layers") ?? []].flat().map(String);
  return {
    layers: arns.flatMap((arn) => plan.layers.get(arn) ?? []),
    missing: arns.filter((arn) => !plan.layers.has(arn)),
  };
}

const withCode = (resource: TemplateResource, Code: unknown): TemplateResource => ({
  ...resource,
  Properties: { ...resource.Properties, Code },
});

function variables({ properties, environment, plan, region }: ResourceContext): Record<string, string> {
  const own = Object.entries(properties.inside("Environment").inside("Variables").texts());
  const local = own.map(([name, value]) => [name, withLocalEndpoints(value, plan.apis, region)]);
  return { ...Object.fromEntries(local), ...environment };
}

/** AWS::Lambda::Version and AWS::Lambda::Alias stand for the function as it is. */
export const createVersion: ResourceHandler = ({ properties, logicalId }) => ({
  ref: properties.text("FunctionName"),
  attributes: { Version: "$LATEST", AliasArn: properties.text("FunctionName"), FunctionArn: logicalId },
  skipped: "only $LATEST runs",
});

/** AWS::Lambda::EventInvokeConfig: how often an asynchronous invocation is tried again. */
export const createInvokeConfig: ResourceHandler = ({ properties, plan, logicalId }) => {
  const attempts = properties.number("MaximumRetryAttempts");
  if (attempts !== undefined) plan.retryAttempts.set(functionName(properties.text("FunctionName")), attempts);
  const destinations = properties.value("DestinationConfig") !== undefined;
  const physical = { ref: logicalId, attributes: {} };
  return destinations ? { ...physical, skipped: "destinations are not offered" } : physical;
};

/** The name in a function's ARN, with or without an alias, in an integration's URI, or on its own. */
export const functionName = (text: string): string => /function:([^:/]+)/.exec(text)?.[1] ?? text;
