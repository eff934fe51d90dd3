import type { ServiceOptions } from "../service.ts";
import { type Input, optionalString } from "../wire-input.ts";
import { constraint, parameterNotFound } from "./errors.ts";
import type { Parameter, ParameterVersion } from "./parameter.ts";
import { parameterKey } from "./parameter-name.ts";

/** Everything that changes the state; each is one record of the journal. */
export type Change =
  /** `tags` are those of a new parameter. */
  | { kind: "put"; name: string; version: ParameterVersion; tags?: Record<string, string> }
  | { kind: "delete"; names: string[] }
  | { kind: "label"; name: string; version: number; labels: string[] }
  | { kind: "unlabel"; name: string; labels: string[] }
  /** All tags of the parameter, as they are from now on. */
  | { kind: "tags"; name: string; tags: Record<string, string> };

/** All parameters, by `parameterKey`. */
export interface Store {
  readonly options: ServiceOptions;
  readonly parameters: Map<string, Parameter>;
}

/** How many versions of a parameter are kept. */
export const mostVersions = 100;

const put = (store: Store, { name, version, tags = {} }: Extract<Change, { kind: "put" }>) => {
  const key = parameterKey(name);
  const parameter: Parameter = store.parameters.get(key) ?? { name, versions: [], labels: new Map(), tags };
  store.parameters.set(key, parameter);
  parameter.versions.push(version);
  if (parameter.versions.length > mostVersions) parameter.versions.shift();
};

/** Changes the state: live once the journal has the change, and again when the journal is replayed. */
export function apply(store: Store, change: Change): void {
  if (change.kind === "put") {
    put(store, change);
    return;
  }
  if (change.kind === "delete") {
    for (const name of change.names) store.parameters.delete(parameterKey(name));
    return;
  }
  const parameter = store.parameters.get(parameterKey(change.name));
  if (!parameter) return;
  if (change.kind === "tags") parameter.tags = change.tags;
  else if (change.kind === "unlabel") for (const label of change.labels) parameter.labels.delete(label);
  else for (const label of change.labels) parameter.labels.set(label, change.version);
}

/** Writes a change to the journal and applies it. */
export function commit(store: Store, change: Change, at: number): void {
  store.options.journal.append({ service: "ssm", at, change });
  apply(store, change);
}

/** A text that the request must have. @throws AwsError ValidationException */
export function required(input: Input, member: string): string {
  const value = optionalString(input, member);
  const wireName = member.charAt(0).toLowerCase() + member.slice(1);
  if (value === undefined) throw constraint("null", wireName, "not be null");
  if (value === "") throw constraint("", wireName, "have length greater than or equal to 1.");
  return value;
}

/** The parameter of that name. @throws AwsError ParameterNotFound */
export function existing(store: Store, name: string): Parameter {
  const parameter = store.parameters.get(parameterKey(name));
  if (!parameter) throw parameterNotFound(name);
  return parameter;
}

/** All parameters, by name. */
export const sorted = (store: Store): Parameter[] =>
  [...store.parameters.values()].sort((first, second) => (first.name < second.name ? -1 : 1));
