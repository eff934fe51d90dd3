import type { Cloud } from "#cloud/cloud.ts";
import type { DispatchMessage, PageMessage } from "#domain/schema/message.ts";

interface JobRun {
  id: string;
  run: number;
}

/** Asks for the dispatch of a job's run. */
export function sendDispatch({ queues }: Cloud, { id, run }: JobRun): Promise<void> {
  const body: DispatchMessage = { v: 1, kind: "dispatch", jobId: id, run };
  return queues.send("jobs", [{ body, group: id }]);
}

/** Asks for pages of a job's run; the job is the message group, so that a small job is served beside a huge one. */
export function sendPages({ queues }: Cloud, { id, run }: JobRun, numbers: readonly number[]): Promise<void> {
  const message = (n: number): PageMessage => ({ v: 1, kind: "page", jobId: id, run, n });
  return queues.send(
    "pages",
    numbers.map((n) => ({ body: message(n), group: id })),
  );
}

/** The longest delay that SQS knows, in seconds. */
const longestDelay = 900;

/** Sends a page message again for later, as it could not be served now. */
export function sendLater({ queues }: Cloud, message: PageMessage, seconds: number): Promise<void> {
  const body: PageMessage = { ...message, deferrals: (message.deferrals ?? 0) + 1 };
  return queues.send("pages", [
    { body, group: message.jobId, delaySeconds: Math.min(longestDelay, Math.ceil(seconds)) },
  ]);
}
