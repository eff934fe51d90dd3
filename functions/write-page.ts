import type { Cloud } from "#cloud/cloud.ts";
import type { Environment } from "#cloud/environment.ts";
import { Problem, queue } from "#middleware";
import { pageWriter } from "#pipeline/write-page.ts";
import { PageDraft, PageMessage } from "#validators";
import { complaintsOf } from "./complaints-of.ts";
import { onLambda } from "./on-lambda.ts";
import { portsOf } from "./ports.ts";

/** The queue's `maxReceiveCount`: a test holds it to serverless.yml. */
export const mostReceives = 5;

/** Queue `pages`: writes pages with Claude. */
export function create(cloud: Cloud, _environment: Environment) {
  const write = pageWriter(cloud, { draftComplaints: complaintsOf(PageDraft), mostReceives });
  // A page that has to wait goes through the queue again, as often as it takes.
  return queue({ ports: portsOf(cloud), message: PageMessage, maxHops: false }, async (received) => {
    const { message, record, receiveCount, requestId, remainingMs, log } = received;
    const verdict = await write({
      message,
      receiptHandle: record.receiptHandle,
      receiveCount,
      requestId,
      remainingMs,
    });
    log.add({
      jobId: message.jobId,
      page: message.n,
      ...(verdict.ack && { result: verdict.outcome, costMicroUsd: verdict.costMicroUsd }),
    });
    if (!verdict.ack)
      throw new Problem("comes-again", {
        status: 503,
        title: "The message comes again",
        detail: verdict.reason,
      });
  });
}

export const handler = onLambda(create);
