import { invalidParameter, receiptHandleIsInvalid } from "./errors.ts";
import type { Message } from "./message.ts";
import type { Queue } from "./queue.ts";

const idLength = 36;

/** The handle of a message's latest receive. */
export const makeReceiptHandle = (queue: Queue, { sent, receiveCount }: Message): string =>
  `${queue.handlePrefix}-${sent.id}-${receiveCount}`;

/**
 * The message whose latest receive gave out `handle`; undefined when it is gone or was received again since.
 * @throws AwsError ReceiptHandleIsInvalid for a text that this queue never gave out.
 */
export function messageByHandle(queue: Queue, handle: string): Message | undefined {
  const idStart = queue.handlePrefix.length + 1;
  const message = queue.contents.get(handle.slice(idStart, idStart + idLength));
  if (message?.handle === handle) return message;
  if (!handle.startsWith(`${queue.handlePrefix}-`) || !/^-\d+$/.test(handle.slice(idStart + idLength)))
    throw receiptHandleIsInvalid(handle);
  return undefined;
}

/** The error of a FIFO queue for a handle whose visibility timeout is over. */
export const handleHasExpired = (handle: string) =>
  invalidParameter("ReceiptHandle", handle, "The receipt handle has expired.");
