import { type Input, optionalString } from "../wire-input.ts";
import { invalidParameter } from "./errors.ts";
import type { Queue } from "./queue.ts";

type IdName = "MessageGroupId" | "MessageDeduplicationId" | "ReceiveRequestAttemptId";

const pattern = /^[\x21-\x7e]{1,128}$/;

/** Why a queue refuses a parameter of the other kind of queue. */
export const notForThisQueue = "The request include parameter that is not valid for this queue type.";

/**
 * An id that a client may give; undefined when it gave none.
 * @throws AwsError InvalidParameterValue unless it has 1 to 128 letters, digits and punctuation marks.
 */
export function readId(input: Input, name: IdName): string | undefined {
  const id = optionalString(input, name);
  if (id === undefined || pattern.test(id)) return id;
  throw invalidParameter(
    name,
    id,
    `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

/** An id that only FIFO queues take. @throws AwsError InvalidParameterValue on any other queue. */
export function readFifoOnlyId(queue: Queue, input: Input, name: IdName): string | undefined {
  const id = readId(input, name);
  if (id === undefined || queue.fifo) return id;
  throw invalidParameter(name, id, notForThisQueue);
}
