import { type Input, objectList, optionalString, stringList } from "../wire-input.ts";
import { constraint, ssmError, validation } from "./errors.ts";
import type { Parameter } from "./parameter.ts";
import { parameterKey } from "./parameter-name.ts";
import { commit, required, type Store } from "./store.ts";

/** Tag values by key. */
export type Tags = Record<string, string>;

const mostTags = 50;
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const resourceTypes = [
  "Document",
  "ManagedInstance",
  "MaintenanceWindow",
  "Parameter",
  "PatchBaseline",
  "OpsItem",
  "OpsMetadata",
  "Automation",
  "Association",
];

function checkText(text: string, member: string, least: number, most: number) {
  if (text.length < least) throw constraint(text, member, `have length greater than or equal to ${least}`);
  if (text.length > most) throw constraint(text, member, `have length less than or equal to ${most}`);
  if (!allowed.test(text))
    throw constraint(text, member, "satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$");
}

function readTag(tag: Input, index: number): [key: string, value: string] {
  const [key, value] = [optionalString(tag, "Key"), optionalString(tag, "Value")];
  const member = `tags.${index + 1}.member`;
  if (key === undefined) throw constraint("null", `${member}.key`, "not be null");
  if (value === undefined) throw constraint("null", `${member}.value`, "not be null");
  checkText(key, `${member}.key`, 1, 128);
  checkText(value, `${member}.value`, 0, 256);
  if (/^aws:/i.test(key)) throw validation(`A tag key must not start with aws:, as ${key} does.`);
  return [key, value];
}

/** The tags that a request gives. @throws AwsError ValidationException, TooManyTagsError */
export function readTags(input: Input): Tags {
  const tags = Object.fromEntries(objectList(input, "Tags").map(readTag));
  checkCount(tags);
  return tags;
}

function checkCount(tags: Tags) {
  if (Object.keys(tags).length > mostTags)
    throw ssmError("TooManyTagsError", `A parameter can have at most ${mostTags} tags.`);
}

/** The parameter that a tag operation names by ResourceType and ResourceId. */
function taggedParameter(store: Store, input: Input): Parameter {
  const type = required(input, "ResourceType");
  const id = required(input, "ResourceId");
  if (!resourceTypes.includes(type))
    throw constraint(type, "resourceType", `satisfy enum value set: [${resourceTypes.join(", ")}]`);
  const parameter = type === "Parameter" ? store.parameters.get(parameterKey(id)) : undefined;
  if (!parameter) throw ssmError("InvalidResourceId", "Invalid Resource Id");
  return parameter;
}

/** The operation AddTagsToResource; parameters are the only resources here. */
export function addTagsToResource(store: Store, input: Input) {
  const { name, tags: present } = taggedParameter(store, input);
  const tags = { ...present, ...readTags(input) };
  checkCount(tags);
  commit(store, { kind: "tags", name, tags }, store.options.clock.now());
}

/** The operation RemoveTagsFromResource: keys that are not there are no error. */
export function removeTagsFromResource(store: Store, input: Input) {
  const { name, tags: present } = taggedParameter(store, input);
  const keys = stringList(input, "TagKeys");
  const tags = Object.fromEntries(Object.entries(present).filter(([key]) => !keys.includes(key)));
  commit(store, { kind: "tags", name, tags }, store.options.clock.now());
}

/** The operation ListTagsForResource. */
export function listTagsForResource(store: Store, input: Input) {
  const { tags } = taggedParameter(store, input);
  return { TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}
