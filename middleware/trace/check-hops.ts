import { Problem } from "../http/problem-error.ts";
import type { RequestContext } from "../state.ts";

/**
 * Stops work that has passed too many queues and calls: it most likely goes round in circles.
 * @throws Problem `call-chain-too-long` (400).
 */
export function checkHops({ callerHops }: RequestContext, maxHops: number | false): void {
  if (callerHops === undefined || maxHops === false || callerHops <= maxHops) return;
  throw new Problem("call-chain-too-long", {
    // Any caller can claim any number of hops, which must not look like a failure of ours.
    status: 400,
    title: "The work has passed too many queues and calls",
    detail: `${callerHops} hops are more than ${maxHops}: find who sends in circles, or raise maxHops.`,
    retryable: false,
  });
}
