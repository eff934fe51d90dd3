import { AwsError } from "../aws-error.ts";
import { type Input, objectList, optionalString } from "../wire-input.ts";
import { queryCode, sqsError } from "./errors.ts";

const mostEntries = 10;

/** One entry of a batch request. */
export interface BatchEntry {
  id: string;
  input: Input;
}

/** An entry that failed, as the reply names it. */
export interface FailedEntry {
  Id: string;
  Code: string;
  Message: string;
  SenderFault: boolean;
}

function checkIds(ids: string[]) {
  if (!ids.every((id) => /^[\w-]{1,80}$/.test(id)))
    throw sqsError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw sqsError("BatchEntryIdsNotDistinct", `Id ${repeated} repeated.`);
}

/**
 * The entries of a batch request, after the checks that refuse the batch as a whole.
 * @param entryName the entry's type in the API reference, for the message about an empty batch.
 */
export function readBatch(input: Input, entryName: string): BatchEntry[] {
  const entries = objectList(input, "Entries");
  if (entries.length === 0)
    throw sqsError("EmptyBatchRequest", `There should be at least one ${entryName} in the request.`);
  if (entries.length > mostEntries)
    throw sqsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${mostEntries}. You have sent ${entries.length}.`,
    );
  const batch = entries.map((entry) => ({ id: optionalString(entry, "Id") ?? "", input: entry }));
  checkIds(batch.map(({ id }) => id));
  return batch;
}

/** Runs `one` for each entry; what it throws as AwsError becomes a failed entry. */
export function eachEntry<Result>(batch: BatchEntry[], one: (entry: BatchEntry) => Result) {
  const done: { id: string; result: Result }[] = [];
  const failed: FailedEntry[] = [];
  for (const entry of batch)
    try {
      done.push({ id: entry.id, result: one(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({
        Id: entry.id,
        Code: queryCode(error.code),
        Message: error.message,
        SenderFault: true,
      });
    }
  return { done, failed };
}

/** A batch's reply; AWS leaves an empty list out. */
export const batchReply = (successful: object[], failed: FailedEntry[]) => ({
  ...(successful.length > 0 && { Successful: successful }),
  ...(failed.length > 0 && { Failed: failed }),
});
