import { AwsError } from "../aws-error.ts";

/** An SSM error by its name in the API reference. */
export const ssmError = (name: string, message: string): AwsError => new AwsError(name, message);

/** The request breaks a rule. */
export const validation = (message: string): AwsError => new AwsError("ValidationException", message);

/** A member breaks a constraint of the API model, in the framework's wording. */
export const constraint = (value: unknown, member: string, rule: string): AwsError =>
  validation(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${rule}`,
  );

/** No parameter has that name. */
export const parameterNotFound = (name: string): AwsError =>
  ssmError("ParameterNotFound", `Parameter ${name} not found.`);
