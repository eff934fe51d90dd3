import { AwsError } from "../aws-error.ts";
import type { ResourceHandler } from "./resource.ts";

/** AWS::SSM::Parameter; a parameter that exists already keeps its value. */
export const createParameter: ResourceHandler = async ({ properties, services, name }) => {
  const Name = name("Name");
  const [Type, Value] = [properties.text("Type"), properties.text("Value")];
  try {
    await services.ssm.call("PutParameter", { Name, Type, Value });
  } catch (error) {
    if (!(error instanceof AwsError && error.code === "ParameterAlreadyExists")) throw error;
  }
  return { ref: Name, attributes: { Type, Value } };
};
