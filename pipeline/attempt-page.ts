import type { Cloud, LlmOutcome } from "#cloud/cloud.ts";
import { pageContent } from "#domain/page-content.ts";
import { type PagePrompt, pagePrompt, repairPrompt } from "#domain/page-prompt.ts";
import { costMicroUsd } from "#domain/price-book.ts";
import type { PageMessage } from "#domain/schema/message.ts";
import type { PageDraft, PageFailureCode } from "#domain/schema/page.ts";
import type { PlannedPage, Spec } from "#domain/spec.ts";
import { keys } from "./keys.ts";
import { type Claim, endPage, givePageBack, type PageEnd } from "./page-item.ts";
import { type Answer, type DraftCheck, readAnswer } from "./read-answer.ts";
import { sendLater } from "./send-messages.ts";
import { settlePage } from "./settle-page.ts";

/** A received page message with what its delivery says. */
export interface PageDelivery {
  message: PageMessage;
  receiptHandle: string;
  /** How often it was received, this time included. */
  receiveCount: number;
  requestId: string;
  remainingMs(): number;
}

/** What became of a message: `ack` deletes it, `retry` leaves it to its visibility time-out. */
export type Verdict = { ack: true; outcome: string; costMicroUsd?: number } | { ack: false; reason: string };

/** What a worker is made with. */
export interface WorkerOptions {
  draftComplaints: DraftCheck;
  /** After how many receives a message goes to the dead-letter queue. */
  mostReceives: number;
}

const longestCallMs = 80_000;
const reserveMs = 10_000;

/** One attempt at a claimed page. */
export interface Attempt {
  cloud: Cloud;
  options: WorkerOptions;
  delivery: PageDelivery;
  claim: Claim;
  spec: Spec;
  page: PlannedPage;
}

/** An answer and what it cost. */
interface PaidAnswer extends Answer {
  costMicroUsd: number;
}

/** Calls Claude, once more to repair an answer that cannot be used, and ends the page. */
export async function attemptPage(work: Attempt): Promise<Verdict> {
  const prompt = pagePrompt(work.spec, work.page);
  const first = await call(work, prompt);
  if (first.kind !== "answered") return unanswered(work, first, 0);
  const answer = answerOf(work, first);
  const reading = readAnswer(answer, work.page, work.options.draftComplaints);
  if ("draft" in reading) return finish(work, reading.draft, answer.costMicroUsd);
  if (reading.code === "REFUSED") return fail(work, reading.code, reading.complaints, answer.costMicroUsd);
  return repair(work, prompt, { complaints: reading.complaints, costMicroUsd: answer.costMicroUsd });
}

async function repair(
  work: Attempt,
  prompt: PagePrompt,
  first: { complaints: string[]; costMicroUsd: number },
): Promise<Verdict> {
  const second = await call(work, repairPrompt(prompt, first.complaints));
  if (second.kind !== "answered") return unanswered(work, second, first.costMicroUsd);
  const answer = answerOf(work, second);
  const reading = readAnswer(answer, work.page, work.options.draftComplaints);
  const cost = first.costMicroUsd + answer.costMicroUsd;
  return "draft" in reading
    ? finish(work, reading.draft, cost)
    : fail(work, reading.code, reading.complaints, cost);
}

function call({ cloud, delivery }: Attempt, prompt: PagePrompt): Promise<LlmOutcome> {
  const deadlineMs = Math.min(longestCallMs, delivery.remainingMs() - reserveMs);
  if (deadlineMs <= 0)
    return Promise.resolve({ kind: "failed", detail: "The function had no time left for a call." });
  return cloud.llm.write(prompt, { deadlineMs, requestId: delivery.requestId });
}

function answerOf(
  { cloud, spec }: Attempt,
  { text, stopReason, usage }: Extract<LlmOutcome, { kind: "answered" }>,
): PaidAnswer {
  const cost = costMicroUsd(spec.model, usage, cloud.clock.now());
  // A job with an unpriced model is refused when it is created, so the book cannot lack it here.
  if (cost === undefined) throw new Error(`The price book has no price for ${spec.model}.`);
  return { text, stopReason, costMicroUsd: cost };
}

/** Stores the page under its attempt, commits it, and counts it in. */
async function finish(work: Attempt, draft: PageDraft, cost: number): Promise<Verdict> {
  const { cloud, claim, page } = work;
  const content = pageContent(draft, page);
  await cloud.table.put({
    ...keys.content(claim.meta.id, claim.chunk, claim.n, claim.attempt),
    packed: cloud.codec.pack(JSON.stringify(content)),
  });
  const { title, wordCount } = content;
  return end(work, { status: "DONE", title, wordCount, costMicroUsd: claim.costMicroUsd + cost });
}

function fail(
  work: Attempt,
  failureCode: PageFailureCode,
  complaints: readonly string[],
  cost: number,
): Promise<Verdict> {
  const failureMessage = complaints.join(" ").slice(0, 500);
  return end(work, {
    status: "FAILED",
    failureCode,
    failureMessage,
    costMicroUsd: work.claim.costMicroUsd + cost,
  });
}

async function end({ cloud, claim, delivery }: Attempt, pageEnd: PageEnd): Promise<Verdict> {
  const { meta, n } = claim;
  const updatedAt = await endPage(cloud, claim, pageEnd);
  if (updatedAt === undefined) {
    cloud.metrics.count("AttemptsWasted");
    return { ack: true, outcome: "lease-lost" };
  }
  const outcome = await settlePage(cloud, meta, { n, requestId: delivery.requestId, updatedAt, ...pageEnd });
  return { ack: true, outcome, costMicroUsd: pageEnd.costMicroUsd };
}

/** What to do about a call that brought no answer. */
async function unanswered(
  work: Attempt,
  outcome: Exclude<LlmOutcome, { kind: "answered" }>,
  spent: number,
): Promise<Verdict> {
  const { cloud, claim, delivery } = work;
  if (outcome.kind === "rejected") return fail(work, "REQUEST_INVALID", [outcome.detail], spent);
  if (outcome.kind === "refused") return defer(work, outcome.retryAfterMs);
  if (delivery.receiveCount >= work.options.mostReceives) {
    await fail(work, "EXHAUSTED", [outcome.detail], spent);
    // Visible at once, so that the next receive moves it to the dead-letter queue instead of 12 minutes later.
    await cloud.queues.postpone("pages", delivery.receiptHandle, 0);
    return { ack: false, reason: `exhausted: ${outcome.detail}` };
  }
  await givePageBack(cloud, claim, true);
  await cloud.queues.postpone("pages", delivery.receiptHandle, backOffSeconds(cloud, delivery.receiveCount));
  return { ack: false, reason: outcome.detail };
}

const usualWaitMs = 5_000;

/** A refusal cost nothing and spends no receive: the page goes back and its message comes again later. */
async function defer(
  { cloud, claim, delivery }: Attempt,
  retryAfterMs: number | undefined,
): Promise<Verdict> {
  await givePageBack(cloud, claim, false);
  const wait =
    (retryAfterMs ?? usualWaitMs * 2 ** Math.min(delivery.message.deferrals ?? 0, 6)) *
    (1 + cloud.ids.random() / 2);
  await sendLater(cloud, delivery.message, wait / 1000);
  cloud.metrics.count("PagesDeferred");
  return { ack: true, outcome: "deferred" };
}

const backOffSeconds = ({ ids }: Cloud, receiveCount: number) =>
  Math.ceil(5 * 2 ** receiveCount * (1 + ids.random()));
