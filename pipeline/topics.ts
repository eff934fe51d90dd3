import type { Cloud } from "#cloud/cloud.ts";
import { Failure } from "#domain/failure.ts";
import type { NewTopic, Topic, TopicUpdate } from "#domain/schema/topic.ts";
import { newTopic, updatedTopic } from "#domain/topic.ts";
import { isoTime } from "./entity.ts";
import { keys } from "./keys.ts";
import { createOwned, type OwnedKind, updateOwned } from "./owned.ts";

/** Topics, as a kind of thing that a business owns. */
export const topicKind: OwnedKind = {
  what: "topic",
  prefix: "TOPIC#",
  missing: "topic-not-found",
  keyOf: keys.topic,
};

/** @throws Failure `invalid-request` when the name gives no slug; see also `createOwned`. */
export async function createTopic(cloud: Cloud, businessId: string, input: NewTopic): Promise<Topic> {
  const topic = newTopic(input, isoTime(cloud.clock.now()));
  if (topic.slug === "")
    throw new Failure("invalid-request", "The name has no letters or digits to make a slug of.", [
      { pointer: "/body/name", message: "must hold a letter or a digit" },
    ]);
  return createOwned(cloud, topicKind, businessId, topic);
}

/** See `updateOwned`. */
export function updateTopic(
  cloud: Cloud,
  businessId: string,
  key: string,
  update: TopicUpdate,
): Promise<Topic> {
  const change = (topic: Topic) => updatedTopic(topic, update, isoTime(cloud.clock.now()));
  return updateOwned(cloud, topicKind, { businessId, key, version: update.version }, change);
}
