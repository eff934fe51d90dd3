import type { Clock } from "./clock.ts";
import type { InvokeResult } from "./lambda.ts";
import { createBatchLimit } from "./mapping/batch-limit.ts";
import { createDelivery } from "./mapping/delivery.ts";
import { createQueueClient } from "./mapping/queue-client.ts";
import { checkMapping, type MappingSettings } from "./mapping/settings.ts";
import { sleep } from "./mapping/sleep.ts";
import type { ReceivedMessage } from "./mapping/sqs-event.ts";
import type { Service } from "./service.ts";

export interface EventSourceMappingOptions {
  settings: MappingSettings;
  queueUrl: string;
  sqs: Service;
  /** Rejects with TooManyRequestsException when the function is throttled. */
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
const growthMilliseconds = 1000;

/**
 * Starts a mapping, if it is enabled.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 * @throws Error on settings that AWS refuses.
 */
export function createEventSourceMapping(options: EventSourceMappingOptions): EventSourceMapping {
  const { settings, clock, onError = () => {} } = options;
  checkMapping(settings);
  const closing = new AbortController();
  const source = { url: options.queueUrl, arn: settings.queueArn };
  const queue = createQueueClient(options.sqs, source, clock);
  const deliver = createDelivery({ ...options, queue, closing: closing.signal });
  const limit = createBatchLimit(Math.min(settings.maximumConcurrency ?? 1000, options.maximumBatches));
  let polling: { stop: AbortController; done: Promise<void> } | undefined;
  let inFlight = 0;
  let change = Promise.withResolvers<void>();

  function changed() {
    change.resolve();
    change = Promise.withResolvers<void>();
  }

  async function poll(signal: AbortSignal) {
    while (!signal.aborted) {
      if (inFlight >= limit.current()) await freeSlot();
      else await receive(signal);
    }
  }

  async function freeSlot() {
    if (!limit.canGrow()) return change.promise;
    const grown = Promise.withResolvers<void>();
    const timer = clock.schedule(clock.now() + growthMilliseconds, () => {
      limit.grow();
      grown.resolve();
    });
    await Promise.race([change.promise, grown.promise]);
    timer.cancel();
  }

  async function receive(signal: AbortSignal) {
    try {
      const batch = await queue.gather(settings.batchSize, settings.maximumBatchingWindowSeconds, signal);
      if (batch.length > 0 && !closing.signal.aborted) void track(batch);
      else if (inFlight === 0) limit.reset();
    } catch (error) {
      onError(`Receiving from ${settings.queueArn} failed: ${String(error)}`);
      await sleep(clock, retryMilliseconds, signal);
    }
  }

  async function track(batch: readonly ReceivedMessage[]) {
    inFlight++;
    try {
      await deliver(batch);
    } catch (error) {
      // The messages that were not deleted come back after the visibility timeout, as on AWS.
      onError(`A batch of ${settings.queueArn} for ${settings.functionName} failed: ${String(error)}`);
    } finally {
      inFlight--;
      changed();
    }
  }

  function resume() {
    if (polling || closing.signal.aborted) return;
    const stop = new AbortController();
    polling = { stop, done: poll(stop.signal) };
  }

  function stopPolling(): Promise<void> | undefined {
    const stopped = polling;
    polling = undefined;
    stopped?.stop.abort();
    changed();
    return stopped?.done;
  }

  if (settings.enabled) resume();
  return {
    settings,
    enabled: () => polling !== undefined,
    inFlight: () => inFlight,
    async pause() {
      await stopPolling();
      while (inFlight > 0) await change.promise;
    },
    resume,
    close() {
      closing.abort();
      void stopPolling();
    },
  };
}
