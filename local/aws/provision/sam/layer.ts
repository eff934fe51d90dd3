import { codeOf } from "./function.ts";
import { kept, type Parts, pick, type SamResource } from "./parts.ts";

/** AWS::Serverless::LayerVersion: a layer whose content is where a function's code would be. */
export function samLayer(resource: SamResource, { resources }: Parts) {
  const { logicalId, Properties } = resource;
  resources[logicalId] = {
    ...kept(resource),
    Type: "AWS::Lambda::LayerVersion",
    Properties: { ...pick(Properties, ["LayerName"]), Content: codeOf({ CodeUri: Properties.ContentUri }) },
  };
}
