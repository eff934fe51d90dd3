import { type QueueRecord, queueNameOf } from "./queue-event.ts";

/** Runs one record and says whether it is done. */
export type RunRecord = (record: QueueRecord) => Promise<boolean>;

/**
 * Runs records, at most `concurrency` at once, and gives the ids of those that failed. Within a FIFO group nothing
 * may overtake a failed record, so what follows it is handed back; a message that is in the batch twice runs once.
 */
export async function runRecords(
  records: readonly QueueRecord[],
  concurrency: number,
  run: RunRecord,
): Promise<Set<string>> {
  const failed = new Set<string>();
  const groups = groupsOf(records).values();
  const work = async () => {
    for (const group of groups) await runInOrder(group, run, failed);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, records.length) }, work));
  return failed;
}

async function runInOrder(group: readonly QueueRecord[], run: RunRecord, failed: Set<string>): Promise<void> {
  let failure = false;
  for (const record of group) {
    failure ||= !(await run(record));
    if (failure) failed.add(record.messageId);
  }
}

// Only FIFO queues promise an order; on others a group id stands for a tenant.
function groupsOf(records: readonly QueueRecord[]): Map<unknown, QueueRecord[]> {
  const groups = new Map<unknown, QueueRecord[]>();
  const known = new Set<string>();
  for (const record of records) {
    if (record.messageId !== "" && known.has(record.messageId)) continue;
    known.add(record.messageId);
    const inOrder = queueNameOf(record).endsWith(".fifo");
    const key = inOrder ? (record.attributes?.MessageGroupId ?? "") : record;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return groups;
}
