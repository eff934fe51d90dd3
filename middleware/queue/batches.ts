// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const mostEntries = 10;

/** The most bytes that one message, and one batch of messages, may have: 1 MiB. */
export const largestBatch = 1_048_576;

/** Something that takes room in a batch. */
export interface Sized {
  readonly bytes: number;
}

/** Cuts a list into batches of at most ten entries and 1 MiB, in order. */
export function inBatches<Entry extends Sized>(entries: readonly Entry[]): Entry[][] {
  const batches: Entry[][] = [];
  let current: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (current.length === mostEntries || (current.length > 0 && bytes + entry.bytes > largestBatch)) {
      batches.push(current);
      current = [];
      bytes = 0;
    }
    current.push(entry);
    bytes += entry.bytes;
  }
  if (current.length > 0) batches.push(current);
  return batches;
}
