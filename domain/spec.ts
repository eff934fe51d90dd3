import type { Business, Profile } from "./schema/business.ts";
import type { Place } from "./schema/place.ts";
import type { PageType } from "./schema/prompt.ts";
import type { Topic } from "./schema/topic.ts";

/** The prompt as a job keeps it. */
export interface SpecPrompt {
  version: number;
  hash: string;
  template: string;
  wordCountTarget: number;
}

/** All that a job's pages are written from, taken once when it is created: page n is a pure function of it. */
export interface Spec {
  business: Business;
  profile: Profile;
  pageType: PageType;
  topics: Topic[];
  places: Place[];
  prompt: SpecPrompt;
  model: string;
  priceBookVersion: string;
}

/** What page `n` of a job is about. */
export interface PlannedPage {
  n: number;
  topic: Topic;
  place: Place;
  slug: string;
  path: string;
}

/** The most pages that one job may have. */
export const mostPages = 100_000;

/** How many pages a job has. */
export const pageCount = ({ topics, places }: Pick<Spec, "topics" | "places">) =>
  topics.length * places.length;

/**
 * The plan of page `n`, from 1: all places of the first topic, then of the second, and so on.
 * @throws RangeError when the job has no such page.
 */
export function plannedPage({ topics, places }: Pick<Spec, "topics" | "places">, n: number): PlannedPage {
  const topic = topics[Math.floor((n - 1) / places.length)];
  const place = places[(n - 1) % places.length];
  if (!topic || !place)
    throw new RangeError(`The job has no page ${n}: it has ${topics.length * places.length}.`);
  return {
    n,
    topic,
    place,
    slug: `${topic.slug}-${place.slug}`,
    path: `/${topic.language}/${topic.slug}/${place.slug}`,
  };
}
