import type { NewTopic, Topic, TopicUpdate } from "./schema/topic.ts";
import { slugOf } from "./slug.ts";

/** The identity of a topic: `<kind>~<slug>~<language>`. */
export const topicKey = ({ kind, slug, language }: Pick<Topic, "kind" | "slug" | "language">) =>
  `${kind}~${slug}~${language}`;

/** A topic as it is first stored. Its slug is empty when the name has no letters or digits: refuse it then. */
export function newTopic(input: NewTopic, now: string): Topic {
  const slug = slugOf(input.name);
  return { ...input, key: topicKey({ ...input, slug }), slug, version: 1, createdAt: now, updatedAt: now };
}

/** The topic after a change; its key and slug stay. */
export function updatedTopic({ intent: _old, ...topic }: Topic, update: TopicUpdate, now: string): Topic {
  return { ...topic, ...update, version: update.version + 1, updatedAt: now };
}
