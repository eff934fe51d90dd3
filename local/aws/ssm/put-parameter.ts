import { runInNewContext } from "node:vm";
import { type Input, optionalString } from "../wire-input.ts";
import { checkDataType } from "./data-type.ts";
import { constraint, ssmError, validation } from "./errors.ts";
import { optionalEnum, optionalText } from "./optional-member.ts";
import { labelsOf, latest, type Parameter, type ParameterVersion, parameterTypes } from "./parameter.ts";
import { parameterKey, readNewName } from "./parameter-name.ts";
import { readTier } from "./parameter-tier.ts";
import { parsePolicies } from "./policies.ts";
import { arnPrefix } from "./render.ts";
import { commit, mostVersions, required, type Store } from "./store.ts";
import { readTags } from "./tags.ts";

const defaultKey = "alias/aws/ssm";
const longestText = 1024;
const longestPolicies = 4096;

type Previous = ParameterVersion | undefined;

function readType(input: Input, previous: Previous) {
  const type = optionalEnum(input, "Type", parameterTypes) ?? previous?.type;
  if (!type) throw validation("A parameter type is required when you create a parameter.");
  if (previous && previous.type !== type)
    throw ssmError(
      "HierarchyTypeMismatchException",
      `The parameter is a ${previous.type} and can't become a ${type}. Create a new, unique parameter.`,
    );
  return type;
}

function checkPattern(pattern: string | undefined, value: string) {
  if (!pattern) return;
  let expression: RegExp;
  try {
    expression = new RegExp(`^(?:${pattern})$`);
  } catch {
    throw ssmError("InvalidAllowedPatternException", `The pattern ${pattern} is not a regular expression.`);
  }
  if (!matches(expression, value))
    throw ssmError(
      "ParameterPatternMismatchException",
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
}

// A pattern may be such that a value takes years to try: it is given up, as if it did not match.
function matches(expression: RegExp, value: string): boolean {
  try {
    return runInNewContext("expression.test(value)", { expression, value }, { timeout: 500 });
  } catch {
    return false;
  }
}

function readKeyId(input: Input, type: ParameterVersion["type"], previous: Previous) {
  const keyId = optionalText(input, "KeyId", 256);
  if (keyId !== undefined && !/^[\w:/-]+$/.test(keyId))
    throw constraint(keyId, "keyId", "satisfy regular expression pattern: ^([a-zA-Z0-9:/_-]+)$");
  if (type === "SecureString") return keyId ?? previous?.keyId ?? defaultKey;
  if (keyId !== undefined) throw validation("KeyId is required for SecureString type parameter only.");
  return undefined;
}

function readValue(input: Input): string {
  const value = required(input, "Value");
  if (/\{\{.*\}\}/s.test(value))
    throw validation('Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.');
  return value;
}

/** The text of the policies from now on; without new ones the earlier ones stay. */
function readPolicies(input: Input, previous: Previous): string | undefined {
  const text = optionalText(input, "Policies", longestPolicies);
  if (text === undefined || text === "") return previous?.policies;
  return parsePolicies(text).shown.length > 0 ? text : undefined;
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

function readVersion(input: Input, previous: Previous, at: number): ParameterVersion {
  const value = readValue(input);
  const type = readType(input, previous);
  const keyId = readKeyId(input, type, previous);
  const description = optionalText(input, "Description", longestText) ?? previous?.description;
  const allowedPattern = optionalText(input, "AllowedPattern", longestText) ?? previous?.allowedPattern;
  const policies = readPolicies(input, previous);
  const dataType = optionalString(input, "DataType") ?? previous?.dataType ?? "text";
  checkPattern(allowedPattern, value);
  checkDataType(dataType, value);
  const needs = { size: Buffer.byteLength(value), hasPolicies: policies !== undefined };
  return {
    version: (previous?.version ?? 0) + 1,
    value,
    type,
    tier: readTier(input, needs, previous),
    dataType,
    modifiedAt: at,
    ...(description && { description }),
    ...(keyId && { keyId }),
    ...(allowedPattern && { allowedPattern }),
    ...(policies && { policies }),
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
  const tags = readTags(input);
  const newTags = Object.keys(tags).length > 0 ? { tags } : {};
  commit(store, { kind: "put", name: parameter?.name ?? name, version, ...newTags }, at);
  return { Version: version.version, Tier: version.tier };
}
