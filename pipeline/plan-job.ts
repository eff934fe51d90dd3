import type { Cloud } from "#cloud/cloud.ts";
import { type Estimate, estimateJob } from "#domain/estimate.ts";
import { Failure } from "#domain/failure.ts";
import { builtInTemplate } from "#domain/page-prompt.ts";
import { pageTypes } from "#domain/page-type.ts";
import { priceBookVersion, pricedModels } from "#domain/price-book.ts";
import { leastCompleteness } from "#domain/profile.ts";
import type { Profile } from "#domain/schema/business.ts";
import type { NewJob } from "#domain/schema/job.ts";
import type { Place } from "#domain/schema/place.ts";
import type { Topic } from "#domain/schema/topic.ts";
import { mostPages, pageCount, type Spec, type SpecPrompt } from "#domain/spec.ts";
import { getBusiness } from "./businesses.ts";
import { allOwned } from "./owned.ts";
import { placeKind } from "./places.ts";
import { getProfile } from "./profiles.ts";
import { activePrompt } from "./prompts.ts";
import { topicKind } from "./topics.ts";

/** A job that could be started: its snapshot and what it would cost. */
export interface JobPlan {
  spec: Spec;
  pages: number;
  estimate: Estimate;
}

const builtInWords = 400;

/**
 * Takes the snapshot that a job's pages would be written from.
 * @throws Failure for an unknown business, topic, place or model, an incomplete profile, zero or too many pages, or an estimate above the cap.
 */
export async function planJob(
  cloud: Cloud,
  businessId: string,
  input: NewJob,
  defaultModel: string,
): Promise<JobPlan> {
  const business = await getBusiness(cloud, businessId);
  const kinds = pageTypes[input.pageType];
  const [profile, topics, places, prompt] = await Promise.all([
    completeProfile(cloud, businessId),
    allOwned<Topic>(cloud, topicKind, businessId, kinds.topic),
    allOwned<Place>(cloud, placeKind, businessId, kinds.place),
    specPrompt(cloud, businessId, input),
  ]);
  const spec: Spec = {
    business,
    profile,
    pageType: input.pageType,
    topics: chosen("topics", topics, input.topics),
    places: chosen("places", places, input.places),
    prompt,
    model: input.model ?? defaultModel,
    priceBookVersion,
  };
  const pages = checkedCount(spec);
  return { spec, pages, estimate: checkedEstimate(spec, input.capMicroUsd, cloud.clock.now()) };
}

async function completeProfile(cloud: Cloud, businessId: string): Promise<Profile> {
  const profile = await getProfile(cloud, businessId);
  if (profile.completeness >= leastCompleteness) return profile;
  throw new Failure(
    "profile-incomplete",
    `The profile is ${profile.completeness} % complete and ${leastCompleteness} % are needed: add services, a description, an audience or a voice.`,
  );
}

async function specPrompt(cloud: Cloud, businessId: string, { pageType }: NewJob): Promise<SpecPrompt> {
  const prompt = await activePrompt(cloud, businessId, pageType);
  if (!prompt)
    return {
      version: 0,
      hash: cloud.ids.hash(builtInTemplate),
      template: builtInTemplate,
      wordCountTarget: builtInWords,
    };
  const { version, hash, template, wordCountTarget } = prompt;
  return { version, hash, template, wordCountTarget };
}

/** All of them, or the ones named, in the order of their keys. */
function chosen<T extends { key: string }>(
  what: "topics" | "places",
  all: readonly T[],
  named: readonly string[] | undefined,
): T[] {
  if (!named) return [...all];
  const wanted = new Set(named);
  const found = all.filter(({ key }) => wanted.has(key));
  if (found.length === wanted.size) return found;
  const known = new Set(found.map(({ key }) => key));
  const errors = named.flatMap((key, index) =>
    known.has(key)
      ? []
      : [
          {
            pointer: `/body/${what}/${index}`,
            message: `This business has no such key of this page type: ${key}.`,
          },
        ],
  );
  throw new Failure(
    what === "topics" ? "topic-not-found" : "place-not-found",
    `${errors.length} of the ${what} named do not exist.`,
    errors.slice(0, 20),
  );
}

function checkedCount(spec: Spec): number {
  const pages = pageCount(spec);
  if (pages === 0) {
    const { topic, place } = pageTypes[spec.pageType];
    throw new Failure(
      "nothing-to-write",
      `There are ${spec.topics.length} topics of kind ${topic} and ${spec.places.length} places of kind ${place}; add at least one of each.`,
    );
  }
  if (pages > mostPages)
    throw new Failure(
      "too-many-pages",
      `${spec.topics.length} topics × ${spec.places.length} places are ${pages} pages; a job may have ${mostPages}: name fewer topics or places.`,
    );
  return pages;
}

function checkedEstimate(spec: Spec, capMicroUsd: number | undefined, now: number): Estimate {
  const estimate = estimateJob(spec, now);
  if (!estimate)
    throw new Failure(
      "unknown-model",
      `The price book has ${pricedModels.join(", ")}; it has no ${spec.model}.`,
      [{ pointer: "/body/model", message: "It has no price, so it is not called." }],
    );
  if (capMicroUsd !== undefined && estimate.expectedMicroUsd > capMicroUsd)
    throw new Failure(
      "estimate-over-cap",
      `About ${estimate.expectedMicroUsd} micro-USD are expected and the cap is ${capMicroUsd}: raise the cap or name fewer topics or places.`,
      [{ pointer: "/body/capMicroUsd", message: `The estimate is ${estimate.expectedMicroUsd}.` }],
    );
  return estimate;
}
