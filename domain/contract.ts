import Type, { type Static, type TSchema } from "typebox";
import { problemCodes } from "./problem-codes.ts";
import { type RouteName, roles } from "./routes.ts";
import { Business, BusinessUpdate, NewBusiness, Profile, ProfileUpdate } from "./schema/business.ts";
import { Id, ListQuery, listOf, strict } from "./schema/common.ts";
import { Job, JobEvent, JobPreview, JobStatus, NewJob } from "./schema/job.ts";
import { DispatchMessage, PageMessage } from "./schema/message.ts";
import { Page, PageDraft, PageStatus, PageSummary } from "./schema/page.ts";
import { NewPlace, Place, PlaceKey, PlaceKind, PlaceUpdate } from "./schema/place.ts";
import { NewPrompt, PageType, Prompt } from "./schema/prompt.ts";
import { NewTopic, Topic, TopicKey, TopicKind, TopicUpdate } from "./schema/topic.ts";

/** The shapes of one route: what it takes and what a success answers. */
export interface RouteShapes {
  path?: TSchema;
  query?: TSchema;
  headers?: TSchema;
  body?: TSchema;
  /** Absent means that a success has no body. */
  response?: TSchema;
}

const businessPath = strict({ businessId: Id });
const jobPath = strict({ jobId: Id });
const listQuery = strict(ListQuery);
const rowsOf = <T extends TSchema>(row: T) =>
  Type.Union([Type.String({ maxLength: 524_288 }), strict({ rows: Type.Array(row, { maxItems: 500 }) })]);
const dryRun = strict({ dryRun: Type.Optional(Type.Boolean({ default: false })) });
/** How an import ended: rows that were new, and rows that stood there already. */
const Imported = strict({
  rows: Type.Integer({ minimum: 0 }),
  created: Type.Integer({ minimum: 0 }),
  unchanged: Type.Integer({ minimum: 0 }),
  dryRun: Type.Boolean(),
});
const jobQuery = strict({ ...ListQuery, status: Type.Optional(JobStatus) });

/** Request and response schemas of every route, under the names of `routes.ts`. */
export const contract = {
  getHealth: { response: strict({ status: Type.Literal("ok") }) },
  getOpenApi: { response: Type.Object({ openapi: Type.String() }) },
  getMe: { response: strict({ email: Type.String(), role: Type.Enum([...roles]) }) },
  listBusinesses: { query: listQuery, response: listOf(Business) },
  createBusiness: { body: NewBusiness, response: Business },
  getBusiness: { path: businessPath, response: Business },
  updateBusiness: { path: businessPath, body: BusinessUpdate, response: Business },
  deleteBusiness: { path: businessPath },
  getProfile: { path: businessPath, response: Profile },
  putProfile: { path: businessPath, body: ProfileUpdate, response: Profile },
  listTopics: {
    path: businessPath,
    query: strict({ ...ListQuery, kind: Type.Optional(TopicKind) }),
    response: listOf(Topic),
  },
  createTopic: { path: businessPath, body: NewTopic, response: Topic },
  importTopics: { path: businessPath, query: dryRun, body: rowsOf(NewTopic), response: Imported },
  updateTopic: { path: strict({ businessId: Id, key: TopicKey }), body: TopicUpdate, response: Topic },
  deleteTopic: { path: strict({ businessId: Id, key: TopicKey }) },
  listPlaces: {
    path: businessPath,
    query: strict({ ...ListQuery, kind: Type.Optional(PlaceKind) }),
    response: listOf(Place),
  },
  createPlace: { path: businessPath, body: NewPlace, response: Place },
  importPlaces: { path: businessPath, query: dryRun, body: rowsOf(NewPlace), response: Imported },
  updatePlace: { path: strict({ businessId: Id, key: PlaceKey }), body: PlaceUpdate, response: Place },
  deletePlace: { path: strict({ businessId: Id, key: PlaceKey }) },
  listPrompts: { path: businessPath, query: listQuery, response: listOf(Prompt) },
  createPrompt: { path: businessPath, body: NewPrompt, response: Prompt },
  activatePrompt: {
    path: strict({
      businessId: Id,
      pageType: PageType,
      version: Type.Integer({ minimum: 1, maximum: 9999 }),
    }),
    response: Prompt,
  },
  previewJob: { path: businessPath, body: NewJob, response: JobPreview },
  createJob: {
    path: businessPath,
    // Optional for the validator only: the function answers a missing one itself, with 400 and what to send.
    headers: Type.Object({ "idempotency-key": Type.Optional(Type.String({ pattern: "^[!-~]{1,255}$" })) }),
    body: NewJob,
    response: Job,
  },
  listBusinessJobs: { path: businessPath, query: jobQuery, response: listOf(Job) },
  listJobs: { query: jobQuery, response: listOf(Job) },
  getJob: { path: jobPath, response: Job },
  listPages: {
    path: jobPath,
    query: strict({ ...ListQuery, status: Type.Optional(PageStatus) }),
    response: listOf(PageSummary),
  },
  getPage: { path: strict({ jobId: Id, n: Type.Integer({ minimum: 1, maximum: 100_000 }) }), response: Page },
  exportJob: { path: jobPath, query: strict({ cursor: ListQuery.cursor }), response: Type.String() },
  listJobEvents: { path: jobPath, query: listQuery, response: listOf(JobEvent) },
} as const satisfies Record<RouteName, RouteShapes>;

type Contract = typeof contract;
type Part<N extends RouteName, P extends keyof RouteShapes> =
  Contract[N] extends Record<P, infer S extends TSchema> ? Static<S> : undefined;

/** The type of one part of a route: `Shape<"createJob", "body">`. */
export type Shape<N extends RouteName, P extends keyof RouteShapes> = Part<N, P>;

/** An error of the API (RFC 9457, `application/problem+json`). */
export const ProblemDetails = strict({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  code: Type.Enum(Object.keys(problemCodes) as (keyof typeof problemCodes)[]),
  detail: Type.Optional(Type.String()),
  requestId: Type.String(),
  retryable: Type.Boolean(),
  retryAfterMs: Type.Optional(Type.Integer({ minimum: 0 })),
  errors: Type.Optional(Type.Array(strict({ pointer: Type.String(), message: Type.String() }))),
});
export type ProblemDetails = Static<typeof ProblemDetails>;

/** Schemas that are checked at run time but belong to no route: queue messages, Claude's answer, import rows. */
export const shapes = {
  DispatchMessage,
  PageMessage,
  PageDraft,
  NewTopic,
  NewPlace,
} as const satisfies Record<string, TSchema>;
