import type { Cloud } from "#cloud/cloud.ts";
import { appendEvent } from "./job-event.ts";
import type { JobMeta } from "./job-meta.ts";
import type { PageState } from "./page-item.ts";
import { rollUp } from "./roll-up.ts";

/** What an ended page's item says of its end. */
export type EndedState = Pick<
  PageState,
  "n" | "status" | "costMicroUsd" | "failureCode" | "requestId" | "updatedAt"
>;

/** Whether a page has ended in the job's current run; one that failed in an earlier run is open again. */
export const hasEnded = ({ status, run }: PageState, meta: JobMeta) =>
  status === "DONE" || (status === "FAILED" && run === meta.run);

/**
 * Does what follows the commit of a page's end: records a failure and counts the page in. Whoever meets an ended page
 * may do it again, as a crash may have come between: the event's time is the committed one, so a repeat adds nothing.
 */
export async function settlePage(cloud: Cloud, meta: JobMeta, state: EndedState): Promise<"done" | "failed"> {
  const { n, costMicroUsd, requestId, updatedAt, failureCode } = state;
  const outcome = state.status === "DONE" ? "done" : "failed";
  if (outcome === "failed") {
    await appendEvent(cloud, meta.id, {
      at: updatedAt,
      kind: "PAGE_FAILED",
      run: meta.run,
      n,
      ...(requestId && { requestId }),
      ...(failureCode && { detail: failureCode }),
    });
  }
  await rollUp(cloud, meta, { n, outcome, costMicroUsd });
  return outcome;
}
