import middy from "@middy/core";
import { batch } from "./batch.ts";
import type { QueueEvent, QueueResult } from "./queue-event.ts";
import type { QueueHandler, QueueOptions } from "./queue-options.ts";

/** An ordinary Middy handler for SQS events. */
export type QueueLambda = middy.MiddyfiedHandler<QueueEvent, QueueResult>;

/** Wraps a handler of single queue records into the stack; `batch` is the same without Middy. */
export function queue<Message = unknown>(
  options: QueueOptions<Message>,
  handler: QueueHandler<Message>,
): QueueLambda {
  return middy<QueueEvent, QueueResult>(batch(options, handler), { timeoutEarlyInMillis: 0 });
}
