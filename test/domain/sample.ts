import { newPlace } from "#domain/place.ts";
import type { Business, Profile } from "#domain/schema/business.ts";
import type { PageDraft } from "#domain/schema/page.ts";
import type { NewPlace, Place } from "#domain/schema/place.ts";
import type { NewTopic, Topic } from "#domain/schema/topic.ts";
import type { PlannedPage, Spec } from "#domain/spec.ts";
import { newTopic } from "#domain/topic.ts";

/** When the sample was made. */
export const now = "2026-11-23T08:00:00.000Z";

/** A business with every field filled in. */
export const business: Business = {
  id: "b1",
  name: "Example Plumbing",
  industry: "Plumbing",
  industryType: "Plumber",
  website: "https://example.com",
  phone: "(703) 555-0100",
  email: "office@example.com",
  primaryCity: "Arlington",
  primaryState: "VA",
  version: 1,
  createdAt: now,
  updatedAt: now,
};

const workday = { open: "08:00", close: "17:00" };

/** A profile with every field filled in, and a second service without a Spanish name. */
export const profile: Profile = {
  tagline: "Water where it belongs",
  yearEstablished: 1998,
  description: "A family business that repairs pipes and heaters.",
  services: [{ name: "Drain cleaning", nameEs: "Limpieza de drenajes", primary: true }, { name: "Repiping" }],
  audience: "Home owners",
  languages: ["en", "es"],
  voice: "Friendly and plain.",
  forbiddenTerms: ["cheapest", "best ever"],
  callToAction: { en: "Call today", es: "Llame hoy" },
  hours: {
    monday: workday,
    tuesday: workday,
    wednesday: workday,
    thursday: workday,
    friday: { open: "08:00", close: "12:00" },
    saturday: null,
    sunday: null,
  },
  socialProfiles: [{ platform: "Example", url: "https://example.com/plumbing" }],
  version: 1,
  completeness: 100,
  updatedAt: now,
};

/** A topic; English, unless `input` says otherwise. */
export const topic = (input: Partial<NewTopic> = {}): Topic =>
  newTopic({ kind: "keyword", language: "en", name: "Drain repair", ...input }, now);

/** A place; a served city, unless `input` says otherwise. */
export const place = (input: Partial<NewPlace> = {}): Place =>
  newPlace({ kind: "service-area", city: "Springfield", state: "VA", ...input }, now);

/** A job of one page, with the parts of it that matter to a test in `parts`. */
export function spec(parts: Partial<Spec> = {}): Spec {
  return {
    business,
    profile,
    pageType: "keyword-service-area",
    topics: [topic()],
    places: [place()],
    prompt: { version: 1, hash: "0", template: "About {{topic}} in {{city}}.", wordCountTarget: 400 },
    model: "claude-sonnet-5-5",
    priceBookVersion: "2026-11-01",
    ...parts,
  };
}

/** A job whose prompt is `template`. */
export const specWith = (template: string, parts: Partial<Spec> = {}): Spec =>
  spec({ ...parts, prompt: { version: 1, hash: "0", template, wordCountTarget: 400 } });

/** The plan of a page about `topic` at `place`, whatever job it belongs to. */
export const planned = (topic: Topic, place: Place): PlannedPage => ({
  n: 1,
  topic,
  place,
  slug: `${topic.slug}-${place.slug}`,
  path: `/${topic.language}/${topic.slug}/${place.slug}`,
});

/** A draft with `words` words that a reader sees, Springfield among them. */
export function draft(words = 100): PageDraft {
  return {
    title: "Drain repair",
    metaDescription: "Drains repaired",
    h1: "Springfield",
    sections: [
      { heading: "First", content: Array.from({ length: words - 5 }, () => "word").join(" ") },
      { heading: "Second", content: "word" },
    ],
    callToAction: "Call",
  };
}
