import type { RouteName } from "#domain/routes.ts";

/** What each route does, in a few plain words. */
export const summaries: Record<RouteName, string> = {
  getHealth: "Say that the service is up",
  getOpenApi: "Get this document",
  getMe: "Show who is signed in, and with which role",
  listBusinesses: "List the businesses",
  createBusiness: "Add a business",
  getBusiness: "Show a business",
  updateBusiness: "Change a business",
  deleteBusiness: "Remove a business",
  getProfile: "Show the profile that pages are written from",
  putProfile: "Store the profile that pages are written from",
  listTopics: "List the topics of a business",
  createTopic: "Add a topic",
  importTopics: "Add many topics at once, all or none",
  updateTopic: "Change a topic",
  deleteTopic: "Remove a topic",
  listPlaces: "List the places of a business",
  createPlace: "Add a place",
  importPlaces: "Add many places at once, all or none",
  updatePlace: "Change a place",
  deletePlace: "Remove a place",
  listPrompts: "List the prompts of a business",
  createPrompt: "Save a prompt as a new version",
  activatePrompt: "Use a prompt version for new jobs",
  previewJob: "Show what a job would write and cost",
  createJob: "Start a job",
  listBusinessJobs: "List the jobs of a business",
  listJobs: "List all jobs",
  getJob: "Show a job and how far it is",
  listPages: "List the pages of a job",
  getPage: "Show a page with its content",
  exportJob: "Get the written pages of a job as lines of JSON",
  listJobEvents: "List what happened to a job",
};

/** What each parameter means, by its name. */
export const parameterTexts: Record<string, string> = {
  businessId: "The id of the business",
  jobId: "The id of the job",
  key: "The key of the topic or place",
  pageType: "What is combined on a page",
  version: "The version of the prompt",
  n: "The number of the page within its job, from 1",
  limit: "How many items to answer at most",
  cursor: "Where to go on: the `cursor` of the answer before",
  kind: "Only those of this kind",
  status: "Only those in this state",
  dryRun: "Check the rows and write nothing",
  "idempotency-key": "Names this attempt: the same key and body start one job, however often they are sent",
};

/** What each status of a success means. */
export const successTexts: Record<200 | 201 | 204, string> = {
  200: "Done",
  201: "Created",
  204: "Done; the answer has no body",
};

/** What each status of a problem means. */
export const problemTexts: Record<number, string> = {
  400: "The request is malformed",
  401: "There is no valid sign-in",
  403: "This account or origin may not do this",
  404: "There is no such thing",
  409: "It conflicts with what is stored",
  413: "The body is too large",
  415: "The content type is not accepted",
  422: "The request does not match the contract, or cannot be carried out as it is",
  429: "There were too many requests",
  500: "Something went wrong on our side",
  503: "A service we depend on is not available",
};
