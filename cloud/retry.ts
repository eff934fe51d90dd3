import type { Clock, Ids } from "./cloud.ts";

const mostTries = 4;
const firstWaitMs = 50;

const throttles = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "TooManyRequestsException",
]);

/** Whether an AWS error may pass: a throttle, a 5xx, or no answer at all. One without `$metadata` is not AWS's but ours. */
function isTransient(error: unknown): boolean {
  const { name = "", $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if (throttles.has(name)) return true;
  if (!$metadata) return false;
  const { httpStatusCode: status } = $metadata;
  return status === undefined || status === 429 || status >= 500;
}

/**
 * Tries an AWS call up to four times, with full jitter on the clock that was passed: the SDK's own retries would sleep
 * on the machine's. A write whose reply was lost is repeated: callers must expect to meet their own write.
 */
export function retrying({ clock, ids }: { clock: Clock; ids: Ids }) {
  return async <T>(call: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries++) {
      try {
        return await call();
      } catch (error) {
        if (tries >= mostTries || !isTransient(error)) throw error;
        await clock.sleep(firstWaitMs * 2 ** tries * ids.random());
      }
    }
  };
}

export type Retry = ReturnType<typeof retrying>;
