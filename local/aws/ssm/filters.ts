import { type Input, objectList, optionalString, stringList } from "../wire-input.ts";
import { ssmError } from "./errors.ts";
import { latest, type Parameter } from "./parameter.ts";
import { isBelow, readPath } from "./path.ts";

type Passes = (parameter: Parameter) => boolean;

const fields: Record<string, (parameter: Parameter) => (string | undefined)[]> = {
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

function pathFilter(option: string, values: string[]): Passes {
  if (option !== "Recursive" && option !== "OneLevel")
    throw ssmError(
      "InvalidFilterOption",
      `The following filter option is not valid: ${option}. Valid options include: [Recursive, OneLevel].`,
    );
  const paths = values.map(readPath);
  return ({ name }) => paths.some((path) => isBelow(name, path, option === "Recursive"));
}

function readFilter(filter: Input, keys: readonly string[]): Passes {
  const key = optionalString(filter, "Key") ?? "";
  const field = fields[key];
  if (!keys.includes(key))
    throw ssmError(
      "InvalidFilterKey",
      `The following filter key is not valid: ${key}. Valid filter keys include: [${keys.join(", ")}].`,
    );
  const values = stringList(filter, "Values");
  if (values.length === 0)
    throw ssmError(
      "InvalidFilterValue",
      `The following filter values are missing : null for filter key ${key}.`,
    );
  if (!field) return pathFilter(optionalString(filter, "Option") ?? "OneLevel", values);
  const option = optionalString(filter, "Option") ?? "Equals";
  const compare = comparisons[option];
  if (!compare || (option === "Contains" && key !== "Name"))
    throw ssmError(
      "InvalidFilterOption",
      `The following filter option is not valid: ${option}. Valid options include: [BeginsWith, Equals].`,
    );
  return (parameter) =>
    field(parameter).some((text) => text !== undefined && values.some((value) => compare(text, value)));
}

/**
 * What a request's ParameterFilters let pass: parameters that meet all of them.
 * @param keys the filter keys that the operation knows.
 * @throws AwsError InvalidFilterKey, InvalidFilterOption, InvalidFilterValue
 */
export function readFilters(input: Input, keys: readonly string[]): Passes {
  const filters = objectList(input, "ParameterFilters").map((filter) => readFilter(filter, keys));
  return (parameter) => filters.every((passes) => passes(parameter));
}
