import Type, { type Static } from "typebox";
import { Instant, line, strict, text } from "./common.ts";

/** What is combined on a page: a kind of topic with a kind of place. */
export const PageType = Type.Enum([
  "keyword-service-area",
  "keyword-location",
  "service-service-area",
  "service-location",
  "blog-service-area",
  "blog-location",
]);
export type PageType = Static<typeof PageType>;

const WordCountTarget = Type.Integer({ minimum: 100, maximum: 2000 });

/** What an operator sends to save a prompt: it becomes a new version that never changes. */
export const NewPrompt = strict({
  pageType: PageType,
  template: text(20_000, 1),
  wordCountTarget: Type.Optional(WordCountTarget),
  /** Use this version for new jobs at once (the default). */
  activate: Type.Optional(Type.Boolean()),
});
export type NewPrompt = Static<typeof NewPrompt>;

/** One immutable version of the instructions for a page type. */
export const Prompt = strict({
  pageType: PageType,
  version: Type.Integer({ minimum: 1, maximum: 9999 }),
  template: Type.String(),
  wordCountTarget: WordCountTarget,
  variables: Type.Array(line(40)),
  hash: Type.String(),
  active: Type.Boolean(),
  createdAt: Instant,
});
export type Prompt = Static<typeof Prompt>;
