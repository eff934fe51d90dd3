import Type, { type Static } from "typebox";
import { Id, Instant, MicroUsd, strict } from "./common.ts";
import { PageType } from "./prompt.ts";

export const JobStatus = Type.Enum([
  "RUNNING",
  "PAUSED",
  "COMPLETED",
  "COMPLETED_WITH_ERRORS",
  "CANCELLING",
  "CANCELLED",
  "ABANDONED",
]);
export type JobStatus = Static<typeof JobStatus>;

/** What an operator sends to start a job. Absent topics or places mean all of the page type's kind. */
export const NewJob = strict({
  pageType: PageType,
  topics: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 5000, uniqueItems: true }),
  ),
  places: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 5000, uniqueItems: true }),
  ),
  /** A model of the price book; absent means the stage's default. */
  model: Type.Optional(Type.String({ maxLength: 80 })),
  /** Start only when the estimate stays below. */
  capMicroUsd: Type.Optional(MicroUsd),
});
export type NewJob = Static<typeof NewJob>;

const Count = Type.Integer({ minimum: 0 });

/** How far a job is, in pages of the current run. */
export const Progress = strict({
  total: Count,
  done: Count,
  failed: Count,
  pending: Count,
  dispatched: Count,
});
export type Progress = Static<typeof Progress>;

/** One order of pages. */
export const Job = strict({
  id: Id,
  businessId: Id,
  businessName: Type.String(),
  pageType: PageType,
  status: JobStatus,
  /** 1 at first; each retry of failed pages is the next run. */
  run: Type.Integer({ minimum: 1 }),
  model: Type.String(),
  promptVersion: Type.Integer({ minimum: 0 }),
  priceBookVersion: Type.String(),
  progress: Progress,
  estimateMicroUsd: MicroUsd,
  costMicroUsd: MicroUsd,
  capMicroUsd: Type.Optional(MicroUsd),
  requestId: Type.String(),
  createdAt: Instant,
  completedAt: Type.Optional(Instant),
});
export type Job = Static<typeof Job>;

/** What a job would write and cost, before it is started. */
export const JobPreview = strict({
  pageType: PageType,
  pages: Count,
  topics: Count,
  places: Count,
  model: Type.String(),
  promptVersion: Type.Integer({ minimum: 0 }),
  estimateMicroUsd: MicroUsd,
  maximumMicroUsd: MicroUsd,
  samples: Type.Array(
    strict({
      n: Type.Integer({ minimum: 1 }),
      topic: Type.String(),
      place: Type.String(),
      path: Type.String(),
    }),
  ),
});
export type JobPreview = Static<typeof JobPreview>;

/** Something that happened to a job, once. */
export const JobEvent = strict({
  at: Instant,
  kind: Type.Enum([
    "CREATED",
    "DISPATCHED",
    "COMPLETED",
    "COMPLETED_WITH_ERRORS",
    "PAGE_FAILED",
    "ABANDONED",
  ]),
  run: Type.Integer({ minimum: 1 }),
  n: Type.Optional(Type.Integer({ minimum: 1 })),
  requestId: Type.Optional(Type.String()),
  actor: Type.Optional(Type.String()),
  detail: Type.Optional(Type.String()),
});
export type JobEvent = Static<typeof JobEvent>;
