import { expect, test } from "@jest/globals";
import { pageTypes } from "#domain/page-type.ts";
import { PlaceKind } from "#domain/schema/place.ts";
import { PageType } from "#domain/schema/prompt.ts";
import { TopicKind } from "#domain/schema/topic.ts";

test("each page type is named after the kind of topic and the kind of place that it combines", () => {
  for (const [name, { topic, place }] of Object.entries(pageTypes)) expect(name).toBe(`${topic}-${place}`);
});

test("there is a page type for each kind of topic with each kind of place", () => {
  const all = TopicKind.enum.flatMap((topic) => PlaceKind.enum.map((place) => `${topic}-${place}`));
  expect(Object.keys(pageTypes).sort()).toEqual(all.sort());
  expect([...PageType.enum].sort()).toEqual(all.sort());
});
