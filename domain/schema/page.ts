import Type, { type Static } from "typebox";
import { Instant, Language, line, MicroUsd, Slug, strict } from "./common.ts";
import { PlaceKey } from "./place.ts";
import { TopicKey } from "./topic.ts";

export const PageStatus = Type.Enum(["PENDING", "CLAIMED", "DONE", "FAILED", "CANCELLED"]);
export type PageStatus = Static<typeof PageStatus>;

/** Why a page ended FAILED. */
export const PageFailureCode = Type.Enum([
  "REFUSED",
  "TRUNCATED",
  "OUTPUT_INVALID",
  "REQUEST_INVALID",
  "EXHAUSTED",
  "LOST",
]);
export type PageFailureCode = Static<typeof PageFailureCode>;

const Section = strict({ heading: line(160), content: Type.String({ minLength: 1, maxLength: 10_000 }) });

/** What Claude is asked to answer with. */
export const PageDraft = strict({
  title: line(70),
  metaDescription: line(160),
  h1: line(120),
  sections: Type.Array(Section, { minItems: 2, maxItems: 12 }),
  callToAction: line(200),
});
export type PageDraft = Static<typeof PageDraft>;

/** A written page as it is stored: the draft, checked and cleaned, with what is derived from it. */
export const PageContent = strict({
  ...PageDraft.properties,
  wordCount: Type.Integer({ minimum: 1 }),
  slug: Slug,
  path: Type.String({ pattern: "^/(en|es)/[a-z0-9-]+/[a-z0-9-]+$" }),
});
export type PageContent = Static<typeof PageContent>;

const summary = {
  /** The number of the page within its job, from 1. */
  n: Type.Integer({ minimum: 1 }),
  topic: strict({ key: TopicKey, name: Type.String(), language: Language }),
  place: strict({
    key: PlaceKey,
    city: Type.String(),
    state: Type.String(),
    name: Type.Optional(Type.String()),
  }),
  path: Type.String(),
  status: PageStatus,
  /** How many calls to Claude were started for it, repairs aside. */
  attempt: Type.Integer({ minimum: 0 }),
  title: Type.Optional(Type.String()),
  wordCount: Type.Optional(Type.Integer({ minimum: 1 })),
  costMicroUsd: MicroUsd,
  failure: Type.Optional(strict({ code: PageFailureCode, message: Type.String() })),
  requestId: Type.Optional(Type.String()),
  updatedAt: Type.Optional(Instant),
};

/** A page in a list. */
export const PageSummary = strict(summary);
export type PageSummary = Static<typeof PageSummary>;

/** One page, with its content once it is DONE. */
export const Page = strict({ ...summary, content: Type.Optional(PageContent) });
export type Page = Static<typeof Page>;
