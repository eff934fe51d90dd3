import type { ResourceHandler } from "./resource.ts";

/** AWS::Lambda::LayerVersion: one whose content is not here is skipped, as functions may do without it. */
export const createLayer: ResourceHandler = async (context) => {
  const { logicalId, resource, properties, plan, region, accountId } = context;
  const name = context.name("LayerName");
  const arn = `arn:aws:lambda:${region}:${accountId}:layer:${name}:1`;
  const physical = { ref: arn, attributes: { LayerVersionArn: arn } };
  const Code = properties.value("Content");
  try {
    const directory = await context.codeDirectory(name, { ...resource, Properties: { Code } }, logicalId);
    plan.layers.set(arn, directory);
    return physical;
  } catch (error) {
    return { ...physical, skipped: error instanceof Error ? error.message : String(error) };
  }
};
