import middy from "@middy/core";
import type { Schema } from "../schema/schema.ts";
import { batch } from "./batch.ts";
import type { QueueEvent, QueueResult } from "./queue-event.ts";
import type { MessageOf, QueueHandler, QueueOptions } from "./queue-options.ts";

/** An ordinary Middy handler for SQS events. */
export type QueueLambda = middy.MiddyfiedHandler<QueueEvent, QueueResult>;

/** Wraps a handler of single queue records into the stack; `batch` is the same without Middy. */
export function queue(handler: QueueHandler): QueueLambda;
export function queue<const Message extends Schema | undefined = undefined>(
  options: QueueOptions<Message>,
  handler: QueueHandler<MessageOf<Message>>,
): QueueLambda;
export function queue(
  first: QueueOptions<Schema | undefined> | QueueHandler,
  second?: QueueHandler<never>,
): QueueLambda {
  const run = typeof first === "function" ? batch(first) : batch(first, second as QueueHandler);
  return middy<QueueEvent, QueueResult>(run, { timeoutEarlyInMillis: 0 });
}
