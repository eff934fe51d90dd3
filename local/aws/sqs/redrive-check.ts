import { invalidParameter } from "./errors.ts";
import { isFifoName } from "./queue.ts";
import { allowsSource, type RedrivePolicy } from "./redrive-policy.ts";
import { queueByArn, type Store } from "./store.ts";

/**
 * Checks that a redrive policy names a queue that is there, is of the same kind and lets itself be named.
 * @param policy the attribute's checked text; absent or empty is no policy.
 * @throws AwsError InvalidParameterValue
 */
export function checkRedrivePolicy(store: Store, sourceArn: string, policy: string | undefined): void {
  if (!policy) return;
  const refuse = (reason: string) => invalidParameter("RedrivePolicy", policy, reason);
  const { deadLetterTargetArn } = JSON.parse(policy) as RedrivePolicy;
  const target = queueByArn(store, deadLetterTargetArn);
  if (!target) throw refuse("Dead letter target does not exist.");
  if (target.fifo !== isFifoName(sourceArn))
    throw refuse("Dead-letter queue must be same type of queue as the source.");
  if (!allowsSource(target.settings.redriveAllow, sourceArn))
    throw refuse("The dead-letter queue's RedriveAllowPolicy does not allow this source queue.");
}
