import { type Input, objectList, optionalString, stringList } from "../wire-input.ts";
import { constraint, ssmError, validation } from "./errors.ts";
import { latest, type Parameter, parameterTypes } from "./parameter.ts";
import { isBelow, readPath } from "./path.ts";

type Passes = (parameter: Parameter) => boolean;
type Field = (parameter: Parameter) => (string | undefined)[];

const fields: Record<string, Field> = {
  Name: ({ name }) => [name],
  Type: (parameter) => [latest(parameter).type],
  KeyId: (parameter) => [latest(parameter).keyId],
  Tier: (parameter) => [latest(parameter).tier],
  DataType: (parameter) => [latest(parameter).dataType],
  Label: ({ labels }) => [...labels.keys()],
};

const comparisons: Record<string, (text: string, value: string) => boolean> = {
  Equals: (text, value) => text === value,
  BeginsWith: (text, value) => text.startsWith(value),
  Contains: (text, value) => text.includes(value),
};

const allowedValues: Record<string, readonly string[]> = {
  Type: parameterTypes,
  Tier: ["Standard", "Advanced", "Intelligent-Tiering"],
};

const isTag = (key: string) => /^tag:./.test(key);

const invalidOption = (option: string, valid: string) =>
  ssmError(
    "InvalidFilterOption",
    `The following filter option is not valid: ${option}. Valid options include: [${valid}].`,
  );

function checkKey(key: string, keys: readonly string[]) {
  if (!/^(tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType)$/.test(key))
    throw constraint(
      key,
      "parameterFilters.1.member.key",
      "satisfy regular expression pattern: tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType",
    );
  if (!keys.includes(isTag(key) ? "tag" : key))
    throw ssmError(
      "InvalidFilterKey",
      `The following filter key is not valid: ${key}. Valid filter keys include: [${keys.join(", ")}].`,
    );
}

function checkValues(key: string, values: string[]) {
  // A tag's filter may leave its values out: then the key must be there.
  if (values.length === 0 && !isTag(key))
    throw ssmError(
      "InvalidFilterValue",
      `The following filter values are missing : null for filter key ${key}.`,
    );
  const allowed = allowedValues[key];
  const wrong = allowed && values.find((value) => !allowed.includes(value));
  if (wrong !== undefined)
    throw ssmError(
      "InvalidFilterOption",
      `The following filter value is not valid: ${wrong}. Valid values include: [${allowed?.join(", ")}].`,
    );
}

function pathFilter(option: string, values: string[]): Passes {
  if (option !== "Recursive" && option !== "OneLevel") throw invalidOption(option, "Recursive, OneLevel");
  const paths = values.map(readPath);
  return ({ name }) => paths.some((path) => isBelow(name, path, option === "Recursive"));
}

function fieldFilter(key: string, option: string, values: string[]): Passes {
  const compare = Object.hasOwn(comparisons, option) ? comparisons[option] : undefined;
  if (!compare || (option === "Contains" && key !== "Name"))
    throw invalidOption(option, "BeginsWith, Equals");
  const tag = key.slice("tag:".length);
  const field: Field = fields[key] ?? (({ tags }) => [Object.hasOwn(tags, tag) ? tags[tag] : undefined]);
  return (parameter) =>
    field(parameter).some(
      (text) => text !== undefined && (values.length === 0 || values.some((value) => compare(text, value))),
    );
}

function readFilter(filter: Input, keys: readonly string[]): Passes {
  const key = optionalString(filter, "Key") ?? "";
  const values = stringList(filter, "Values");
  checkKey(key, keys);
  checkValues(key, values);
  const option = optionalString(filter, "Option");
  return key === "Path"
    ? pathFilter(option ?? "OneLevel", values)
    : fieldFilter(key, option ?? "Equals", values);
}

function checkDistinct(filters: Input[]) {
  const keys = filters.map(({ Key }) => Key);
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  if (repeated !== undefined)
    throw ssmError(
      "InvalidFilterKey",
      `The following filter is duplicated in the request: ${repeated}. A request can contain only one occurrence of a specific filter.`,
    );
}

/**
 * What a request's ParameterFilters let pass: parameters that meet all of them.
 * @param keys the filter keys that the operation knows; `tag` stands for the tags.
 * @throws AwsError InvalidFilterKey, InvalidFilterOption, InvalidFilterValue, ValidationException
 */
export function readFilters(input: Input, keys: readonly string[]): Passes {
  const given = objectList(input, "ParameterFilters");
  const filters = given.map((filter) => readFilter(filter, keys));
  checkDistinct(given);
  return (parameter) => filters.every((passes) => passes(parameter));
}

const olderKeys = ["Name", "Type", "KeyId"];

/**
 * What the older member Filters lets pass: names by their beginning, the others by equality.
 * @throws AwsError ValidationException when both kinds of filters are given, or for an unknown key.
 */
export function readOlderFilters(input: Input): Passes {
  const given = objectList(input, "Filters");
  if (given.length > 0 && objectList(input, "ParameterFilters").length > 0)
    throw validation("You can use either Filters or ParameterFilters in a single request.");
  const filters = given.map((filter) => {
    const key = optionalString(filter, "Key") ?? "";
    if (!olderKeys.includes(key))
      throw constraint(key, "filters.1.member.key", `satisfy enum value set: [${olderKeys.join(", ")}]`);
    return fieldFilter(key, key === "Name" ? "BeginsWith" : "Equals", stringList(filter, "Values"));
  });
  return (parameter) => filters.every((passes) => passes(parameter));
}
