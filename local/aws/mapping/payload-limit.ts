import { type ReceivedMessage, sqsRecord } from "./sqs-event.ts";

/**
 * The most bytes that an event of messages may have: a batch ends before it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
 */
export const mostEventBytes = 6 * 1024 * 1024;

// The last record has no comma.
const around = Buffer.byteLength('{"Records":[]}') - 1;
// JSON writes a character in at most six bytes; the rest of a record without attributes of its own is far smaller.
const mostBytesPerCharacter = 6;
const mostBytesBesideBody = 4096;

/** The bytes that a message adds to the event, with its comma. */
export const recordBytes = (message: ReceivedMessage, queueArn: string): number =>
  Buffer.byteLength(JSON.stringify(sqsRecord(message, queueArn))) + 1;

/** Splits what was received into batches whose events are small enough, in order. */
export function splitByPayload(batch: readonly ReceivedMessage[], queueArn: string): ReceivedMessage[][] {
  if (isSmall(batch)) return [[...batch]];
  const parts: ReceivedMessage[][] = [];
  let left = 0;
  for (const message of batch) {
    const bytes = recordBytes(message, queueArn);
    const part = parts.at(-1);
    if (part && bytes <= left) part.push(message);
    else parts.push([message]);
    left = (part && bytes <= left ? left : mostEventBytes - around) - bytes;
  }
  return parts;
}

/** Spares small batches the measuring. */
function isSmall(batch: readonly ReceivedMessage[]): boolean {
  let most = around;
  for (const { Body, MessageAttributes } of batch) {
    if (MessageAttributes) return false;
    most += mostBytesPerCharacter * Body.length + mostBytesBesideBody;
  }
  return most <= mostEventBytes;
}
