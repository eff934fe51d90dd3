import { type Input, optionalString } from "../wire-input.ts";
import { constraint, ssmError, validation } from "./errors.ts";
import { labelsOf, latest, type Parameter, type ParameterVersion, parameterTypes } from "./parameter.ts";
import { parameterKey, readNewName } from "./parameter-name.ts";
import { arnPrefix } from "./render.ts";
import { commit, mostVersions, required, type Store } from "./store.ts";

const tiers = ["Standard", "Advanced", "Intelligent-Tiering"] as const;
const dataTypes = ["text", "aws:ec2:image", "aws:ssm:integration"];
/** The longest value of each tier, in bytes. */
const longestValue = { Standard: 4096, Advanced: 8192 };
const defaultKey = "alias/aws/ssm";

function oneOf<Value extends string>(
  input: Input,
  member: string,
  values: readonly Value[],
): Value | undefined {
  const text = optionalString(input, member);
  const value = values.find((known) => known === text);
  if (text === undefined || value !== undefined) return value;
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  throw constraint(text, name, `satisfy enum value set: [${values.join(", ")}]`);
}

function readType(input: Input, previous: ParameterVersion | undefined) {
  const type = oneOf(input, "Type", parameterTypes) ?? previous?.type;
  if (!type) throw validation("A parameter type is required when you create a parameter.");
  if (previous && previous.type !== type)
    throw ssmError(
      "HierarchyTypeMismatchException",
      `The parameter is a ${previous.type} and can't become a ${type}. Create a new, unique parameter.`,
    );
  return type;
}

function readTier(input: Input, size: number, previous: ParameterVersion | undefined) {
  const asked = oneOf(input, "Tier", tiers) ?? previous?.tier ?? "Standard";
  const fitting = size > longestValue.Standard ? "Advanced" : (previous?.tier ?? "Standard");
  const tier = asked === "Intelligent-Tiering" ? fitting : asked;
  if (previous?.tier === "Advanced" && tier === "Standard")
    throw validation(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier.",
    );
  if (size <= longestValue[tier]) return tier;
  throw validation(
    tier === "Standard"
      ? "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier."
      : "Advanced tier parameters support a maximum parameter value of 8192 characters.",
  );
}

function checkPattern(pattern: string | undefined, value: string) {
  if (!pattern) return;
  let expression: RegExp;
  try {
    expression = new RegExp(`^(?:${pattern})$`);
  } catch {
    throw ssmError("InvalidAllowedPatternException", `The pattern ${pattern} is not a regular expression.`);
  }
  if (!expression.test(value))
    throw ssmError(
      "ParameterPatternMismatchException",
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
}

function readKeyId(input: Input, type: ParameterVersion["type"], previous: ParameterVersion | undefined) {
  const keyId = optionalString(input, "KeyId");
  if (type === "SecureString") return keyId ?? previous?.keyId ?? defaultKey;
  if (keyId !== undefined) throw validation("KeyId is required for SecureString type parameter only.");
  return undefined;
}

function readDataType(input: Input, previous: ParameterVersion | undefined): string {
  const dataType = optionalString(input, "DataType") ?? previous?.dataType ?? "text";
  if (dataTypes.includes(dataType)) return dataType;
  throw validation(
    `The following data type is not supported: ${dataType} (Data type names are all lowercase.)`,
  );
}

function checkOverwrite(input: Input, parameter: Parameter | undefined) {
  const overwrite = input.Overwrite === true;
  if (parameter && !overwrite)
    throw ssmError(
      "ParameterAlreadyExists",
      "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    );
  if (overwrite && Array.isArray(input.Tags) && input.Tags.length > 0)
    throw validation(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  if (input.Policies) throw validation("Parameter policies are not offered by this stand-in.");
}

function checkRoom(parameter: Parameter | undefined) {
  const oldest = parameter?.versions[0];
  if (!parameter || !oldest || parameter.versions.length < mostVersions) return;
  if (labelsOf(parameter, oldest.version).length > 0)
    throw ssmError(
      "ParameterMaxVersionLimitExceeded",
      `You attempted to create a new version of ${parameter.name} by calling the PutParameter API with the overwrite flag. Version ${oldest.version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
    );
}

function readVersion(input: Input, previous: ParameterVersion | undefined, at: number): ParameterVersion {
  const value = required(input, "Value");
  const type = readType(input, previous);
  const keyId = readKeyId(input, type, previous);
  const description = optionalString(input, "Description") ?? previous?.description;
  const allowedPattern = optionalString(input, "AllowedPattern") ?? previous?.allowedPattern;
  checkPattern(allowedPattern, value);
  return {
    version: (previous?.version ?? 0) + 1,
    value,
    type,
    tier: readTier(input, Buffer.byteLength(value), previous),
    dataType: readDataType(input, previous),
    modifiedAt: at,
    ...(description && { description }),
    ...(keyId && { keyId }),
    ...(allowedPattern && { allowedPattern }),
  };
}

/** The operation PutParameter. What an overwrite leaves out stays as it was. */
export function putParameter(store: Store, input: Input) {
  const at = store.options.clock.now();
  const name = readNewName(required(input, "Name"), arnPrefix(store));
  const parameter = store.parameters.get(parameterKey(name));
  checkOverwrite(input, parameter);
  checkRoom(parameter);
  const version = readVersion(input, parameter && latest(parameter), at);
  commit(store, { kind: "put", name: parameter?.name ?? name, version }, at);
  return { Version: version.version, Tier: version.tier };
}
