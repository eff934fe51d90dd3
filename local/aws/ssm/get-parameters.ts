import { type Input, objectList, stringList } from "../wire-input.ts";
import { constraint, ssmError } from "./errors.ts";
import { readFilters } from "./filters.ts";
import { readPage } from "./pages.ts";
import { latest, type Parameter, type ParameterVersion } from "./parameter.ts";
import { readReference } from "./parameter-name.ts";
import { isBelow, readPath } from "./path.ts";
import { renderHistory, renderParameter } from "./render.ts";
import { existing, required, type Store, sorted } from "./store.ts";

const mostNames = 10;

function selectVersion(parameter: Parameter, selector: string | undefined): ParameterVersion {
  if (selector === undefined) return latest(parameter);
  const wanted = selector.slice(1);
  const number = /^\d+$/.test(wanted) ? Number(wanted) : parameter.labels.get(wanted);
  const version = parameter.versions.find((one) => one.version === number);
  if (version) return version;
  throw ssmError(
    "ParameterVersionNotFound",
    /^\d+$/.test(wanted)
      ? `Systems Manager could not find version ${wanted} of ${parameter.name}. Verify the version and try again.`
      : `Systems Manager could not find label ${wanted} of ${parameter.name}. Verify the label and try again.`,
  );
}

/** The operation GetParameter. */
export function getParameter(store: Store, input: Input) {
  const { name, selector } = readReference(required(input, "Name"));
  const parameter = existing(store, name);
  const decrypt = input.WithDecryption === true;
  const version = selectVersion(parameter, selector);
  return {
    Parameter: renderParameter(store, parameter, version, { decrypt, ...(selector && { selector }) }),
  };
}

/** The names of a request for several parameters, each once. */
export function readNames(input: Input): string[] {
  const names = stringList(input, "Names");
  if (names.length < 1) throw constraint("[]", "names", "have length greater than or equal to 1");
  if (names.length > mostNames)
    throw constraint(`[${names.join(", ")}]`, "names", `have length less than or equal to ${mostNames}`);
  return [...new Set(names)];
}

/** The operation GetParameters: what is not there is listed, and is no error. */
export function getParameters(store: Store, input: Input) {
  const found: unknown[] = [];
  const invalid: string[] = [];
  for (const name of readNames(input))
    try {
      found.push(getParameter(store, { Name: name, WithDecryption: input.WithDecryption }).Parameter);
    } catch {
      invalid.push(name);
    }
  return { Parameters: found, InvalidParameters: invalid };
}

/** The version that a filter by label points at; without one, the latest. */
function shownVersion(parameter: Parameter, input: Input): ParameterVersion {
  const filter = objectList(input, "ParameterFilters").find(({ Key }) => Key === "Label");
  const wanted = filter && stringList(filter, "Values");
  const label = [...parameter.labels].find(([name]) => wanted?.includes(name));
  return parameter.versions.find(({ version }) => version === label?.[1]) ?? latest(parameter);
}

/** The operation GetParametersByPath. */
export function getParametersByPath(store: Store, input: Input) {
  const path = readPath(required(input, "Path"));
  const passes = readFilters(input, ["Type", "KeyId", "Label"]);
  const inside = sorted(store).filter(
    (parameter) => isBelow(parameter.name, path, input.Recursive === true) && passes(parameter),
  );
  const { items, next } = readPage(input, inside, 10, 10);
  const decrypt = input.WithDecryption === true;
  return {
    Parameters: items.map((parameter) =>
      renderParameter(store, parameter, shownVersion(parameter, input), { decrypt }),
    ),
    ...next,
  };
}

/** The operation GetParameterHistory: the oldest version first. */
export function getParameterHistory(store: Store, input: Input) {
  const parameter = existing(store, readReference(required(input, "Name")).name);
  const { items, next } = readPage(input, parameter.versions, 50, 50);
  const decrypt = input.WithDecryption === true;
  return {
    Parameters: items.map((version) => renderHistory(store, parameter, version, decrypt)),
    ...next,
  };
}
