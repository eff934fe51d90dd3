import { AwsError } from "../aws-error.ts";
import type { Outcome } from "./environment.ts";
import type { InvokeError } from "./protocol.ts";

// Synchronous invocations: gettingstarted-limits in the developer guide; the exact figure is in AWS's own error.
const largestPayload = 6_291_556;

/** An event as JSON. @throws AwsError RequestTooLargeException */
export function serialize(event: unknown): string {
  const text = JSON.stringify(event) ?? "null";
  if (text.length <= largestPayload && Buffer.byteLength(text) <= largestPayload) return text;
  const message = `Request must be smaller than ${largestPayload} bytes for the InvokeFunction operation`;
  throw new AwsError("RequestTooLargeException", message, 413);
}

/** What an invocation came to; an answer that is too large is an error. */
export function resultOf(outcome: Outcome): { payload?: unknown; error?: InvokeError } {
  if ("error" in outcome) return outcome;
  if (Buffer.byteLength(outcome.payload) <= largestPayload)
    return { payload: JSON.parse(outcome.payload) as unknown };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${largestPayload} bytes).`;
  return { error: { errorType: "Function.ResponseSizeTooLarge", errorMessage } };
}
