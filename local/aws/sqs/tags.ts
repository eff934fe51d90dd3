import { type Input, stringList, stringMap } from "../wire-input.ts";
import { commit } from "./apply.ts";
import { invalidParameter, missingParameter } from "./errors.ts";
import { addressedQueue, type Store } from "./store.ts";

const mostTags = 50;

/** The operation TagQueue. */
export function tagQueue(store: Store, input: Input) {
  const at = store.options.clock.now();
  const queue = addressedQueue(store, input, at);
  const added = stringMap(input, "Tags");
  if (Object.keys(added).length === 0) throw missingParameter("Tags");
  const tags = { ...queue.tags, ...added };
  const count = Object.keys(tags).length;
  if (count > mostTags)
    throw invalidParameter("Tags", `of ${count} tags`, `A queue has at most ${mostTags} tags.`);
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
