import Type, { type Static } from "typebox";
import { Instant, Language, line, Slug, strict, Version } from "./common.ts";

export const TopicKind = Type.Enum(["keyword", "service", "blog"]);
export type TopicKind = Static<typeof TopicKind>;

const SearchIntent = Type.Enum(["informational", "commercial", "transactional", "navigational"]);

/** `<kind>~<slug>~<language>`: the identity of a topic within its business. */
export const TopicKey = Type.String({
  maxLength: 200,
  pattern: "^(keyword|service|blog)~[a-z0-9-]+~(en|es)$",
});

/** What an operator sends to add a topic; the slug is computed from the name. */
export const NewTopic = strict({
  kind: TopicKind,
  language: Language,
  name: line(120),
  intent: Type.Optional(SearchIntent),
});
export type NewTopic = Static<typeof NewTopic>;

/** A change of a topic; kind, language and slug are its identity and stay. */
export const TopicUpdate = strict({ name: line(120), intent: Type.Optional(SearchIntent), version: Version });
export type TopicUpdate = Static<typeof TopicUpdate>;

/** What a page is about: a search phrase, a service or a blog subject, in one language. */
export const Topic = strict({
  key: TopicKey,
  kind: TopicKind,
  language: Language,
  name: line(120),
  slug: Slug,
  intent: Type.Optional(SearchIntent),
  version: Version,
  createdAt: Instant,
  updatedAt: Instant,
});
export type Topic = Static<typeof Topic>;
