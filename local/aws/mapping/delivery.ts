import { AwsError } from "../aws-error.ts";
import type { Clock } from "../clock.ts";
import type { InvokeResult } from "../lambda.ts";
import { failedMessages } from "./failed-messages.ts";
import { splitByPayload } from "./payload-limit.ts";
import type { QueueClient } from "./queue-client.ts";
import type { MappingSettings } from "./settings.ts";
import { sleep } from "./sleep.ts";
import { type ReceivedMessage, sqsEvent } from "./sqs-event.ts";

export interface DeliveryOptions {
  settings: MappingSettings;
  queue: QueueClient;
  invoke(functionName: string, event: unknown): Promise<InvokeResult>;
  clock: Clock;
  /** Aborts when nothing is to be tried again. */
  closing: AbortSignal;
}

const firstRetryMilliseconds = 1000;

/**
 * Makes the function that hands a batch to the Lambda function and deletes what it has handled.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function createDelivery({ settings, queue, invoke, clock, closing }: DeliveryOptions) {
  // A throttled batch is tried again until its messages are visible to others.
  async function invokeUntilVisible(batch: readonly ReceivedMessage[]): Promise<InvokeResult | undefined> {
    const received = clock.now();
    for (let wait = firstRetryMilliseconds; !closing.aborted; wait *= 2) {
      try {
        return await invoke(settings.functionName, sqsEvent(batch, settings.queueArn));
      } catch (error) {
        if (!(error instanceof AwsError && error.code === "TooManyRequestsException")) throw error;
        const visible = received + (await queue.visibilityTimeoutSeconds()) * 1000;
        if (clock.now() + wait >= visible) return undefined;
        await sleep(clock, wait, closing);
      }
    }
    return undefined;
  }

  function handledOf(batch: readonly ReceivedMessage[], result: InvokeResult | undefined) {
    if (!result || result.error) return [];
    if (!settings.reportBatchItemFailures) return batch;
    const failed = failedMessages(result.payload, new Set(batch.map(({ MessageId }) => MessageId)));
    return failed ? batch.filter(({ MessageId }) => !failed.has(MessageId)) : [];
  }

  /** Returns what was not handled. */
  async function deliverPart(batch: readonly ReceivedMessage[]): Promise<ReceivedMessage[]> {
    const handled = handledOf(batch, await invokeUntilVisible(batch));
    if (handled.length > 0) await queue.remove(handled);
    return handled.length === batch.length ? [] : batch.filter((message) => !handled.includes(message));
  }

  return async (batch: readonly ReceivedMessage[]): Promise<void> => {
    const stopped = new Set<string>();
    for (const part of splitByPayload(batch, settings.queueArn)) {
      const open = part.filter((message) => !stopped.has(groupOf(message)));
      // In a FIFO queue nothing may overtake a message of its group that failed.
      const failed = open.length > 0 ? await deliverPart(open) : [];
      if (settings.queueArn.endsWith(".fifo")) for (const message of failed) stopped.add(groupOf(message));
    }
  };
}

const groupOf = ({ Attributes }: ReceivedMessage) => Attributes?.MessageGroupId ?? "";
