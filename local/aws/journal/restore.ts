import type { Journal, JournalRecord } from "../journal.ts";
import type { Service } from "../service.ts";
import type { FileJournal } from "./file-journal.ts";

/** When a journal is compacted on the way: where it is worth it, or in any case. */
export type Compaction = "when worth it" | "always";

/**
 * Brings fresh services to the state that the journal holds. A file may be compacted on the way: what lies further back
 * than it keeps becomes the state of that moment.
 * @param now milliseconds since the epoch.
 * @throws Error when the journal was damaged, or holds changes of a service that is not among these.
 */
export function restore(
  journal: Journal,
  services: readonly Service[],
  now: number,
  compaction: Compaction = "when worth it",
): void {
  if (!hasFile(journal)) for (const record of journal.records()) replay(services, record);
  else restoreFile(journal, services, now, compaction);
}

const hasFile = (journal: Journal): journal is FileJournal => "file" in journal;

function replay(services: readonly Service[], { service: name, change, at, values }: JournalRecord): void {
  const service = services.find((candidate) => candidate.name === name);
  if (!service) throw new Error(`The journal holds changes of ${name}, which this stack does not offer.`);
  service.replay(change, at, values);
}

function restoreFile(
  journal: FileJournal,
  services: readonly Service[],
  now: number,
  compaction: Compaction,
): void {
  const { file, keepMilliseconds, compactFromBytes } = journal;
  const due = compaction === "always" || file.size >= compactFromBytes;
  const moment = due ? now - keepMilliseconds : Number.NEGATIVE_INFINITY;
  const later = replayUntil(journal, services, moment);
  let from = later;
  if (compaction === "always") from = file.rewrite(later, moment, snapshot(services));
  else if (due && isWorthIt(journal, services, later)) from = tryRewrite(journal, services, later, moment);
  for (const { record } of file.entries(from)) replay(services, record);
}

/** Compacts the file if the disk has room for it; a start does not need it. */
function tryRewrite({ file }: FileJournal, services: readonly Service[], later: number, moment: number) {
  try {
    return file.rewrite(later, moment, snapshot(services));
  } catch (error) {
    if (error instanceof Error && "code" in error) return later;
    throw error;
  }
}

/** Replays what was applied up to that moment. @returns where the later records begin. */
function replayUntil({ file }: FileJournal, services: readonly Service[], moment: number): number {
  for (const { record, start } of file.entries()) {
    if (record.at > moment) return start;
    replay(services, record);
  }
  return file.size;
}

/** The state of the services as records. */
function* snapshot(services: readonly Service[]): Generator<JournalRecord, void> {
  for (const service of services)
    for (const record of service.snapshot?.() ?? []) yield { service: service.name, ...record };
}

/** Whether more than half of the file would go. */
function isWorthIt({ file }: FileJournal, services: readonly Service[], later: number): boolean {
  let left = file.size / 2 - (file.size - later);
  for (const { change, values = [] } of snapshot(services)) {
    if (left <= 0) break;
    left -= values.reduce((sum, { length }) => sum + length, JSON.stringify(change).length);
  }
  return left > 0;
}
