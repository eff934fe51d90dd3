import { AwsError } from "./aws-error.ts";
import type { Clock } from "./clock.ts";
import type { InvokeResult } from "./lambda.ts";
import { createBatchLimit } from "./mapping/batch-limit.ts";
import { failedMessages } from "./mapping/failed-messages.ts";
import { createQueueClient } from "./mapping/queue-client.ts";
import { checkMapping, type MappingSettings } from "./mapping/settings.ts";
import { type ReceivedMessage, sqsEvent } from "./mapping/sqs-event.ts";
import type { Service } from "./service.ts";

export interface EventSourceMappingOptions {
  settings: MappingSettings;
  queueUrl: string;
  sqs: Service;
  invoke(functionName: string, event: unknown): Promise<InvokeResult>;
  clock: Clock;
  /** The most batches in flight on this machine, whatever the settings allow. */
  maximumBatches: number;
  /** A sentence about a call to the queue that failed; the mapping goes on. */
  onError?: (sentence: string) => void;
}

/** The pollers that bring a queue's messages to a function. */
export interface EventSourceMapping {
  readonly settings: MappingSettings;
  enabled(): boolean;
  /** Batches in flight. */
  inFlight(): number;
  /** Receives no more; resolves when no batch is in flight. */
  pause(): Promise<void>;
  resume(): void;
  /** Ends at once; messages in flight stay with the queue. */
  close(): void;
}

const retryMilliseconds = 1000;

/**
 * Starts a mapping, if it is enabled.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 * @throws Error on settings that AWS refuses.
 */
export function createEventSourceMapping(options: EventSourceMappingOptions): EventSourceMapping {
  const { settings, clock, onError = () => {} } = options;
  checkMapping(settings);
  const queue = createQueueClient(options.sqs, options.queueUrl, clock);
  const limit = createBatchLimit(Math.min(settings.maximumConcurrency ?? 1000, options.maximumBatches));
  const closing = new AbortController();
  let polling: AbortController | undefined;
  let inFlight = 0;
  let change = Promise.withResolvers<void>();

  async function poll(signal: AbortSignal) {
    while (!signal.aborted) {
      if (inFlight >= limit.current()) await freeSlot();
      else await receiveBatch(signal);
    }
  }

  async function receiveBatch(signal: AbortSignal) {
    try {
      const { batchSize, maximumBatchingWindowSeconds } = settings;
      const batch = await queue.gather(batchSize, maximumBatchingWindowSeconds, signal);
      if (batch.length > 0 && !closing.signal.aborted) void deliver(batch);
      else if (inFlight === 0) limit.reset();
    } catch (error) {
      onError(`Receiving from ${settings.queueArn} failed: ${String(error)}`);
      await sleep(clock, retryMilliseconds, signal);
    }
  }

  async function freeSlot() {
    if (!limit.canGrow()) return change.promise;
    const second = Promise.withResolvers<void>();
    const timer = clock.schedule(clock.now() + 1000, () => {
      limit.grow();
      second.resolve();
    });
    await Promise.race([change.promise, second.promise]);
    timer.cancel();
  }

  function changed() {
    change.resolve();
    change = Promise.withResolvers<void>();
  }

  async function deliver(batch: ReceivedMessage[]) {
    inFlight++;
    try {
      await queue.remove(await handled(batch));
    } catch (error) {
      // The messages that were not deleted come back after the visibility timeout, as on AWS.
      onError(`A batch of ${settings.queueArn} for ${settings.functionName} failed: ${String(error)}`);
    } finally {
      inFlight--;
      changed();
    }
  }

  async function handled(batch: ReceivedMessage[]): Promise<ReceivedMessage[]> {
    const result = await invokeUntilVisible(batch);
    if (!result || result.error) return [];
    if (!settings.reportBatchItemFailures) return batch;
    const failed = failedMessages(result.payload, new Set(batch.map(({ MessageId }) => MessageId)));
    return failed ? batch.filter(({ MessageId }) => !failed.has(MessageId)) : [];
  }

  // A throttled batch is tried again until its messages are visible to others.
  async function invokeUntilVisible(batch: ReceivedMessage[]): Promise<InvokeResult | undefined> {
    const received = clock.now();
    for (let wait = retryMilliseconds; !closing.signal.aborted; wait *= 2) {
      try {
        return await options.invoke(settings.functionName, sqsEvent(batch, settings.queueArn));
      } catch (error) {
        if (!(error instanceof AwsError && error.code === "TooManyRequestsException")) throw error;
        const visible = received + (await queue.visibilityTimeoutSeconds()) * 1000;
        if (clock.now() + wait >= visible) return undefined;
        await sleep(clock, wait, closing.signal);
      }
    }
    return undefined;
  }

  function resume() {
    if (polling || closing.signal.aborted) return;
    polling = new AbortController();
    void poll(polling.signal);
  }
  function stopPolling() {
    polling?.abort();
    polling = undefined;
    changed();
  }

  if (settings.enabled) resume();
  return {
    settings,
    enabled: () => polling !== undefined,
    inFlight: () => inFlight,
    async pause() {
      stopPolling();
      while (inFlight > 0) await change.promise;
    },
    resume,
    close() {
      closing.abort();
      stopPolling();
    },
  };
}

function sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      timer.cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = clock.schedule(clock.now() + milliseconds, end);
    signal.addEventListener("abort", end);
  });
}
