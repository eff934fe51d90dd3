import type { Cloud } from "#cloud/cloud.ts";
import type { Environment } from "#cloud/environment.ts";
import { type RouteName, routes } from "#domain/routes.ts";
import { router } from "#middleware";
import { activatePrompt } from "./activate-prompt.ts";
import { containerOf } from "./container.ts";
import { createBusiness } from "./create-business.ts";
import { createJob } from "./create-job.ts";
import { createPlace } from "./create-place.ts";
import { createPrompt } from "./create-prompt.ts";
import { createTopic } from "./create-topic.ts";
import { deleteBusiness } from "./delete-business.ts";
import { deletePlace } from "./delete-place.ts";
import { deleteTopic } from "./delete-topic.ts";
import { exportJob } from "./export-job.ts";
import { getBusiness } from "./get-business.ts";
import { getJob } from "./get-job.ts";
import { getMe } from "./get-me.ts";
import { getOpenApi } from "./get-open-api.ts";
import { getPage } from "./get-page.ts";
import { getProfile } from "./get-profile.ts";
import { importPlaces } from "./import-places.ts";
import { importTopics } from "./import-topics.ts";
import { listBusinessJobs } from "./list-business-jobs.ts";
import { listBusinesses } from "./list-businesses.ts";
import { listJobEvents } from "./list-job-events.ts";
import { listJobs } from "./list-jobs.ts";
import { listPages } from "./list-pages.ts";
import { listPlaces } from "./list-places.ts";
import { listPrompts } from "./list-prompts.ts";
import { listTopics } from "./list-topics.ts";
import { onLambda } from "./on-lambda.ts";
import { previewJob } from "./preview-job.ts";
import { problemOf } from "./problem-of.ts";
import { putProfile } from "./put-profile.ts";
import { updateBusiness } from "./update-business.ts";
import { updatePlace } from "./update-place.ts";
import { updateTopic } from "./update-topic.ts";

const makers = {
  activatePrompt,
  createBusiness,
  createJob,
  createPlace,
  createPrompt,
  createTopic,
  deleteBusiness,
  deletePlace,
  deleteTopic,
  exportJob,
  getBusiness,
  getJob,
  getMe,
  getOpenApi,
  getPage,
  getProfile,
  importPlaces,
  importTopics,
  listBusinessJobs,
  listBusinesses,
  listJobEvents,
  listJobs,
  listPages,
  listPlaces,
  listPrompts,
  listTopics,
  previewJob,
  putProfile,
  updateBusiness,
  updatePlace,
  updateTopic,
} satisfies Record<Exclude<RouteName, "getHealth">, unknown>;

/** The routes of the API behind one function; any other path is a problem 404, another method a 405. */
export function create(cloud: Cloud, environment: Environment) {
  const container = containerOf(cloud, environment);
  const served = Object.entries(makers).map(([name, make]) => {
    const { method, path } = routes[name as RouteName];
    return { method, path, handler: make(container) };
  });
  return router(served, {
    ports: container.ports,
    problems: problemOf,
    cors: { origins: environment.allowedOrigins },
  });
}

export const handler = onLambda(create);
