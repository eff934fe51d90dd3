import type { Cloud } from "#cloud/cloud.ts";
import type { JobPreview, NewJob } from "#domain/schema/job.ts";
import { plannedPage } from "#domain/spec.ts";
import { planJob } from "./plan-job.ts";

const mostSamples = 10;

/** What a job would write and cost; nothing is stored. Throws as `planJob` does. */
export async function previewJob(
  cloud: Cloud,
  businessId: string,
  input: NewJob,
  defaultModel: string,
): Promise<JobPreview> {
  const { spec, pages, estimate } = await planJob(cloud, businessId, input, defaultModel);
  const step = Math.max(1, Math.floor(pages / mostSamples));
  const numbers = Array.from({ length: Math.min(pages, mostSamples) }, (_, index) => 1 + index * step);
  return {
    pageType: spec.pageType,
    pages,
    topics: spec.topics.length,
    places: spec.places.length,
    model: spec.model,
    promptVersion: spec.prompt.version,
    estimateMicroUsd: estimate.expectedMicroUsd,
    maximumMicroUsd: estimate.maximumMicroUsd,
    samples: numbers.map((n) => sample(spec, n)),
  };
}

function sample(spec: Parameters<typeof plannedPage>[0], n: number): JobPreview["samples"][number] {
  const { topic, place, path } = plannedPage(spec, n);
  return { n, topic: topic.name, place: `${place.city}, ${place.state}`, path };
}
