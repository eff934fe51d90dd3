import { createDynamoDb } from "../dynamodb.ts";
import { createSqs } from "../sqs.ts";
import { createSsm } from "../ssm.ts";
import { fileJournal } from "./file-journal.ts";
import { restore } from "./restore.ts";

/** What a journal is compacted with. */
export interface CompactOptions {
  /** The time, in milliseconds since the epoch. */
  now: number;
  /** How far back each moment can be restored afterwards, in milliseconds; a day when absent. */
  keepMilliseconds?: number;
  /** Of the stack that wrote it; `us-east-1` when absent. */
  region?: string;
  /** Of the stack that wrote it; `000000000000` when absent. */
  accountId?: string;
}

/**
 * Compacts the journal in a folder that no stack uses: what lies further back than it keeps becomes the state of that
 * moment. A stack that starts from it afterwards is the same.
 * @throws Error when the folder is in use, or the journal was damaged.
 */
export function compactJournal(directory: string, options: CompactOptions): void {
  const { now, keepMilliseconds, region = "us-east-1", accountId = "000000000000" } = options;
  const journal = fileJournal(directory, {
    memoryBytes: 0,
    ...(keepMilliseconds !== undefined && { keepMilliseconds }),
  });
  try {
    const clock = { now: () => now, schedule: () => ({ cancel: () => {} }) };
    const engine = { clock, journal, region, accountId, baseUrl: () => "" };
    restore(journal, [createDynamoDb(engine), createSqs(engine), createSsm(engine)], now, "always");
  } finally {
    journal.close();
  }
}
