import { type Input, optionalInteger, stringList } from "../wire-input.ts";
import { constraint, ssmError } from "./errors.ts";
import { labelsOf, latest } from "./parameter.ts";
import { commit, existing, required, type Store } from "./store.ts";

const mostLabels = 10;

const isValid = (label: string) => /^[A-Za-z0-9_.-]{1,100}$/.test(label) && !/^(\d|aws|ssm)/i.test(label);

/** The operation LabelParameterVersion: a label that stands at another version moves. */
export function labelParameterVersion(store: Store, input: Input) {
  const parameter = existing(store, required(input, "Name"));
  const labels = stringList(input, "Labels");
  if (labels.length < 1 || labels.length > mostLabels)
    throw constraint(`[${labels.join(", ")}]`, "labels", `have length between 1 and ${mostLabels}`);
  const version = optionalInteger(input, "ParameterVersion") ?? latest(parameter).version;
  if (!parameter.versions.some((one) => one.version === version))
    throw ssmError(
      "ParameterVersionNotFound",
      `Systems Manager could not find version ${version} of ${parameter.name}. Verify the version and try again.`,
    );
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
