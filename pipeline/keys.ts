import type { Key } from "#cloud/cloud.ts";

const padded = (n: number, width: number) => String(n).padStart(width, "0");
const tilde = (key: string) => key.replaceAll("~", "#");

/** The partition that holds what belongs to a business. */
export const businessPartition = (businessId: string) => `BIZ#${businessId}`;
/** The partition of a job's own items. */
export const jobPartition = (jobId: string) => `J#${jobId}`;
/** The partition of one chunk of a job's pages. */
export const chunkPartition = (jobId: string, chunk: number) => `J#${jobId}#${chunk}`;
/** The partition that lists a month's jobs; `month` is `yyyy-mm`. */
export const monthPartition = (month: string) => `JOBS#${month}`;
/** The partition that lists a business's jobs. */
export const businessJobsPartition = (businessId: string) => `JOBS#BIZ#${businessId}`;

/** The keys of every item (DESIGN of the table: one table, no index). */
export const keys = {
  business: (businessId: string): Key => ({ pk: "BIZ", sk: `BIZ#${businessId}` }),
  profile: (businessId: string): Key => ({ pk: businessPartition(businessId), sk: "PROFILE" }),
  topic: (businessId: string, topicKey: string): Key => ({
    pk: businessPartition(businessId),
    sk: `TOPIC#${tilde(topicKey)}`,
  }),
  place: (businessId: string, placeKey: string): Key => ({
    pk: businessPartition(businessId),
    sk: `PLACE#${tilde(placeKey)}`,
  }),
  prompt: (businessId: string, pageType: string, version: number): Key => ({
    pk: businessPartition(businessId),
    sk: `PROMPT#${pageType}#v${padded(version, 4)}`,
  }),
  activePrompt: (businessId: string, pageType: string): Key => ({
    pk: businessPartition(businessId),
    sk: `PROMPT#${pageType}#ACTIVE`,
  }),
  user: (email: string): Key => ({ pk: `USER#${email}`, sk: "ACCOUNT" }),
  meta: (jobId: string): Key => ({ pk: jobPartition(jobId), sk: "META" }),
  spec: (jobId: string): Key => ({ pk: jobPartition(jobId), sk: "SPEC" }),
  event: (jobId: string, at: string, kind: string, run: number, n?: number): Key => ({
    pk: jobPartition(jobId),
    sk: ["E", at, kind, run, ...(n === undefined ? [] : [n])].join("#"),
  }),
  page: (jobId: string, chunk: number, n: number): Key => ({
    pk: chunkPartition(jobId, chunk),
    sk: `P#${padded(n, 6)}`,
  }),
  content: (jobId: string, chunk: number, n: number, attempt: number): Key => ({
    pk: chunkPartition(jobId, chunk),
    sk: `C#${padded(n, 6)}#${attempt}`,
  }),
  progress: (jobId: string, chunk: number): Key => ({ pk: chunkPartition(jobId, chunk), sk: "PROG" }),
  open: (jobId: string): Key => ({ pk: "OPEN", sk: jobId }),
  monthListing: (createdAt: string, jobId: string): Key => ({
    pk: monthPartition(createdAt.slice(0, 7)),
    sk: `${createdAt}#${jobId}`,
  }),
  businessListing: (businessId: string, createdAt: string, jobId: string): Key => ({
    pk: businessJobsPartition(businessId),
    sk: `${createdAt}#${jobId}`,
  }),
  request: (requestId: string): Key => ({ pk: `REQ#${requestId}`, sk: "JOB" }),
};
