import { hash } from "node:crypto";
import type { AwsError } from "../aws-error.ts";
import { type Input, optionalInteger, optionalString } from "../wire-input.ts";
import { charactersMessage, hasOnlyAllowedCharacters } from "./characters.ts";
import { md5OfAttributes, md5OfText } from "./checksums.ts";
import { invalidParameter, missingParameter, sqsError } from "./errors.ts";
import type { MessageAttribute, SentMessage } from "./message.ts";
import { readMessageAttributes, readTrace, sizeOfAttributes } from "./message-attributes.ts";
import { notForThisQueue, readFifoOnlyId, readId } from "./message-ids.ts";
import type { Queue } from "./queue.ts";
import { requiredString } from "./required-string.ts";

/** A message that has passed all checks; it has no id yet. */
export interface PreparedMessage {
  message: Omit<SentMessage, "id">;
  /** Milliseconds. */
  delay: number;
  /** Bytes of body and attributes. */
  size: number;
}

const longestDelay = 900;

function readDelay(queue: Queue, input: Input): number {
  const seconds = optionalInteger(input, "DelaySeconds");
  if (seconds === undefined) return queue.settings.delay;
  if (seconds < 0 || seconds > longestDelay)
    throw invalidParameter("DelaySeconds", seconds, `DelaySeconds must be >= 0 and <= ${longestDelay}.`);
  if (!queue.fifo) return seconds * 1000;
  if (seconds > 0) throw invalidParameter("DelaySeconds", seconds, notForThisQueue);
  return queue.settings.delay;
}

function readBody(input: Input): string {
  const body = requiredString(input, "MessageBody");
  if (!hasOnlyAllowedCharacters(body)) throw sqsError("InvalidMessageContents", charactersMessage);
  return body;
}

/** What a FIFO queue misses in a message: its group, or any way to tell a repeated send; undefined when nothing. */
export function missingOrdering(queue: Queue, input: Input): AwsError | undefined {
  if (!queue.fifo) return undefined;
  if (optionalString(input, "MessageGroupId") === undefined) return missingParameter("MessageGroupId");
  if (queue.attributes.ContentBasedDeduplication === "true") return undefined;
  if (optionalString(input, "MessageDeduplicationId") !== undefined) return undefined;
  return sqsError(
    "InvalidParameterValue",
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}

function readOrdering(queue: Queue, input: Input, body: string) {
  const missing = missingOrdering(queue, input);
  if (missing) throw missing;
  const groupId = readId(input, "MessageGroupId");
  const deduplicationId = readFifoOnlyId(queue, input, "MessageDeduplicationId");
  return queue.fifo ? { groupId, deduplicationId: deduplicationId ?? hash("sha256", body) } : { groupId };
}

function withChecksum(attributes: Record<string, MessageAttribute> | undefined) {
  const attributesMd5 = md5OfAttributes(attributes);
  return attributes && attributesMd5 ? { attributes, attributesMd5 } : undefined;
}

/**
 * Checks one message of a SendMessage or an entry of a SendMessageBatch.
 * @throws AwsError the first rule that it breaks.
 */
export function prepareMessage(queue: Queue, input: Input, at: number): PreparedMessage {
  const body = readBody(input);
  const delay = readDelay(queue, input);
  const ordering = readOrdering(queue, input, body);
  const attributes = readMessageAttributes(input);
  const trace = readTrace(input);
  const size = Buffer.byteLength(body) + sizeOfAttributes(attributes);
  if (size > queue.settings.maximumSize)
    throw sqsError(
      "InvalidParameterValue",
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.settings.maximumSize} bytes.`,
    );
  const message = {
    body,
    md5: md5OfText(body),
    ...withChecksum(attributes),
    ...(trace && { trace }),
    ...ordering,
    sentAt: at,
  };
  return { message, delay, size };
}
