import { type Input, optionalInteger, stringList } from "../wire-input.ts";
import { constraint, ssmError } from "./errors.ts";
import { labelsOf, latest, type Parameter } from "./parameter.ts";
import { readReference } from "./parameter-name.ts";
import { commit, existing, required, type Store } from "./store.ts";

const mostLabels = 10;

const isValid = (label: string) => /^[A-Za-z0-9_.-]{1,100}$/.test(label) && !/^(\d|aws|ssm)/i.test(label);

function readLabels(input: Input): string[] {
  const labels = stringList(input, "Labels");
  if (labels.length < 1) throw constraint("[]", "labels", "have length greater than or equal to 1");
  if (labels.length > mostLabels)
    throw constraint(`[${labels.join(", ")}]`, "labels", `have length less than or equal to ${mostLabels}`);
  return labels;
}

function checkVersion({ name, versions }: Parameter, version: number) {
  if (versions.some((one) => one.version === version)) return;
  throw ssmError(
    "ParameterVersionNotFound",
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  );
}

/** The operation LabelParameterVersion: a label that stands at another version moves. */
export function labelParameterVersion(store: Store, input: Input) {
  const parameter = existing(store, readReference(required(input, "Name")).name);
  const labels = readLabels(input);
  const version = optionalInteger(input, "ParameterVersion") ?? latest(parameter).version;
  checkVersion(parameter, version);
  const valid = labels.filter(isValid);
  const count = new Set([...labelsOf(parameter, version), ...valid]).size;
  if (count > mostLabels)
    throw ssmError(
      "ParameterVersionLabelLimitExceeded",
      `A parameter version can have maximum ${mostLabels} labels. Move one or more labels to another version and try again.`,
    );
  if (valid.length > 0)
    commit(store, { kind: "label", name: parameter.name, version, labels: valid }, store.options.clock.now());
  return { InvalidLabels: labels.filter((label) => !isValid(label)), ParameterVersion: version };
}

/** The operation UnlabelParameterVersion: labels that do not stand at that version are listed, and are no error. */
export function unlabelParameterVersion(store: Store, input: Input) {
  const parameter = existing(store, readReference(required(input, "Name")).name);
  const labels = readLabels(input);
  const version = optionalInteger(input, "ParameterVersion");
  if (version === undefined) throw constraint("null", "parameterVersion", "not be null");
  checkVersion(parameter, version);
  const present = labels.filter((label) => parameter.labels.get(label) === version);
  if (present.length > 0)
    commit(store, { kind: "unlabel", name: parameter.name, labels: present }, store.options.clock.now());
  return { RemovedLabels: present, InvalidLabels: labels.filter((label) => !present.includes(label)) };
}
