import type { Cloud, Item, Key } from "#cloud/cloud.ts";
import { chunkOf } from "#domain/chunk.ts";
import type { PageFailureCode, PageStatus } from "#domain/schema/page.ts";
import { absent, all, any, below, equals } from "./conditions.ts";
import { entityOf, isoTime } from "./entity.ts";
import type { JobMeta } from "./job-meta.ts";
import { keys } from "./keys.ts";

/** What the table holds of a page; there is no item before the first claim. */
export interface PageState {
  n: number;
  status: PageStatus;
  run: number;
  attempt: number;
  /** Who holds the lease: only a write that names it counts. */
  token?: string;
  /** Milliseconds since the epoch. */
  leaseUntil?: number;
  costMicroUsd: number;
  title?: string;
  wordCount?: number;
  failureCode?: PageFailureCode;
  failureMessage?: string;
  requestId?: string;
  updatedAt: string;
}

/** A page that this worker may write until `leaseUntil`. */
export interface Claim {
  meta: JobMeta;
  n: number;
  chunk: number;
  token: string;
  attempt: number;
  /** What earlier attempts of this page have cost. */
  costMicroUsd: number;
}

/** How an attempt to claim a page ended. */
export type ClaimOutcome = { claimed: true; claim: Claim } | { claimed: false; state: PageState };

/** Longer than a worker can run (120 s), so that a lease only ends behind a dead one. */
export const leaseMs = 130_000;

export const pageState = (item: Item): PageState => entityOf(item);

export const pageKey = ({ id, chunks }: Pick<JobMeta, "id" | "chunks">, n: number): Key =>
  keys.page(id, chunkOf(n, chunks), n);

/** Claims a page for one attempt, if it is open: never claimed, given back, failed in an earlier run, or its lease is over. */
export async function claimPage(
  { table, clock, ids }: Cloud,
  meta: JobMeta,
  n: number,
  requestId: string,
): Promise<ClaimOutcome> {
  const now = clock.now();
  const token = ids.uuid();
  const written = await table.update(
    pageKey(meta, n),
    {
      set: {
        n,
        status: "CLAIMED",
        run: meta.run,
        token,
        leaseUntil: now + leaseMs,
        requestId,
        updatedAt: isoTime(now),
      },
      setIfAbsent: { costMicroUsd: 0 },
      add: { attempt: 1 },
    },
    any(
      absent(),
      equals("status", "PENDING"),
      all(equals("status", "FAILED"), below("run", meta.run)),
      all(equals("status", "CLAIMED"), below("leaseUntil", now)),
    ),
  );
  if (!written.applied && !written.found)
    throw new Error(`Page ${n} of job ${meta.id} could not be claimed and does not exist.`);
  const state = pageState((written.applied ? written.item : written.found) as Item);
  // A claim whose reply was lost meets itself here: the token says that it is ours.
  if (!written.applied && state.token !== token) return { claimed: false, state };
  const { attempt, costMicroUsd } = state;
  return { claimed: true, claim: { meta, n, chunk: chunkOf(n, meta.chunks), token, attempt, costMicroUsd } };
}

/** Gives a claimed page back. @param started whether the call was started: a refusal does not count as an attempt. */
export function givePageBack({ table, clock }: Cloud, claim: Claim, started: boolean) {
  return table.update(
    pageKey(claim.meta, claim.n),
    {
      set: {
        status: "PENDING",
        updatedAt: isoTime(clock.now()),
        ...(!started && { attempt: claim.attempt - 1 }),
      },
      remove: ["token", "leaseUntil"],
    },
    equals("token", claim.token),
  );
}

/** What a page is when it has ended. */
export type PageEnd =
  | { status: "DONE"; title: string; wordCount: number; costMicroUsd: number }
  | { status: "FAILED"; failureCode: PageFailureCode; failureMessage: string; costMicroUsd: number };

/**
 * Ends a claimed page: the commit of its attempt.
 * @returns the committed time, or undefined when the lease was lost, and with it the right to write.
 */
export async function endPage(
  { table, clock }: Cloud,
  claim: Claim,
  end: PageEnd,
): Promise<string | undefined> {
  const updatedAt = isoTime(clock.now());
  const written = await table.update(
    pageKey(claim.meta, claim.n),
    {
      set: { ...end, endedBy: claim.token, updatedAt },
      remove: ["token", "leaseUntil", ...staleFields(end)],
      blind: true,
    },
    equals("token", claim.token),
  );
  if (written.applied) return updatedAt;
  // A repeated write whose first reply was lost finds its own end.
  return written.found?.endedBy === claim.token ? pageState(written.found).updatedAt : undefined;
}

const staleFields = ({ status }: PageEnd) => (status === "DONE" ? ["failureCode", "failureMessage"] : []);
