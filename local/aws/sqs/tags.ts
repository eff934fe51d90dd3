import { type Input, stringList, stringMap } from "../wire-input.ts";
import { commit } from "./apply.ts";
import { invalidParameter, missingParameter } from "./errors.ts";
import { addressedQueue, type Store } from "./store.ts";

const mostTags = 50;

/** @throws AwsError InvalidParameterValue */
function checkTag(key: string, value: string) {
  if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key) || /^aws:/i.test(key))
    throw invalidParameter(
      "Tags",
      key,
      "A tag key has 1 to 128 letters, digits, spaces or characters of _.:/=+-@ and must not start with aws:.",
    );
  if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value))
    throw invalidParameter(
      "Tags",
      value,
      "A tag value has up to 256 letters, digits, spaces or characters of _.:/=+-@.",
    );
}

/** The tags that a request gives. @throws AwsError InvalidParameterValue for one that breaks a rule, or for too many. */
export function readTags(input: Input, member: string): Record<string, string> {
  const tags = stringMap(input, member);
  for (const [key, value] of Object.entries(tags)) checkTag(key, value);
  checkCount(tags);
  return tags;
}

function checkCount(tags: Record<string, string>) {
  const count = Object.keys(tags).length;
  if (count > mostTags)
    throw invalidParameter("Tags", `of ${count} tags`, `A queue has at most ${mostTags} tags.`);
}

/** The operation TagQueue. */
export function tagQueue(store: Store, input: Input) {
  const at = store.options.clock.now();
  const queue = addressedQueue(store, input, at);
  const added = readTags(input, "Tags");
  if (Object.keys(added).length === 0) throw missingParameter("Tags");
  const tags = { ...queue.tags, ...added };
  checkCount(tags);
  commit(store, { kind: "setTags", queue: queue.name, tags }, at);
}

/** The operation UntagQueue. */
export function untagQueue(store: Store, input: Input) {
  const at = store.options.clock.now();
  const queue = addressedQueue(store, input, at);
  const keys = stringList(input, "TagKeys");
  if (keys.length === 0) throw missingParameter("TagKeys");
  const tags = Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !keys.includes(key)));
  commit(store, { kind: "setTags", queue: queue.name, tags }, at);
}

/** The operation ListQueueTags. */
export function listQueueTags(store: Store, input: Input) {
  const { tags } = addressedQueue(store, input, store.options.clock.now());
  return Object.keys(tags).length > 0 ? { Tags: tags } : {};
}
