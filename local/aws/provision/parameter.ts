import { AwsError } from "../aws-error.ts";
import type { ResourceHandler } from "./resource.ts";

const passedOn = ["AllowedPattern", "DataType", "Description", "Policies", "Tier"];

/** AWS::SSM::Parameter; a parameter that exists already keeps its value. */
export const createParameter: ResourceHandler = async ({ properties, services, name }) => {
  const Name = name("Name");
  const [Type, Value] = [properties.text("Type"), properties.text("Value")];
  const settings = Object.fromEntries(passedOn.map((key) => [key, properties.optionalText(key)]));
  const Tags = Object.entries(properties.inside("Tags").texts()).map(([Key, Value]) => ({ Key, Value }));
  try {
    await services.ssm.call("PutParameter", { Name, Type, Value, ...settings, Tags });
  } catch (error) {
    if (!(error instanceof AwsError && error.code === "ParameterAlreadyExists")) throw error;
  }
  return { ref: Name, attributes: { Type, Value } };
};
