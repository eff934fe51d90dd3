import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createSqs,
  createSsm,
  type FileJournalOptions,
  fileJournal,
  type Journal,
  type Service,
  type VirtualClock,
  virtualClock,
} from "#local/aws/index.ts";
import { createDynamoDb } from "../../../../local/aws/dynamodb.ts";
import { restore } from "../../../../local/aws/journal/restore.ts";

const folders: string[] = [];

/** A new empty folder. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "journal-"));
  folders.push(made);
  return made;
}

/** Removes the folders that the test file has made. */
export function removeFolders(): void {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
}

export const accountId = "123456789012";
export const arn = (queue: string) => `arn:aws:sqs:us-east-1:${accountId}:${queue}`;
export const urlOf = (queue: string) => `http://127.0.0.1/${accountId}/${queue}`;

/** The three services over one journal, without a wire. */
export interface Engines {
  clock: VirtualClock;
  journal: Journal;
  services: Service[];
  call(service: string, operation: string, input: Record<string, unknown>): Promise<unknown>;
  /** The name of the error that a call ends with, or its answer. */
  attempt(service: string, operation: string, input: Record<string, unknown>): Promise<unknown>;
}

/** Fresh services at that time; nothing is replayed. */
export function freshEngines(journal: Journal, now?: number): Engines {
  const clock = virtualClock(now);
  const options = { clock, journal, region: "us-east-1", accountId, baseUrl: () => "http://127.0.0.1" };
  const services: Service[] = [createDynamoDb(options), createSqs(options), createSsm(options)];
  const call: Engines["call"] = async (name, operation, input) =>
    services.find((service) => service.name === name)?.call(operation, structuredClone(input));
  return {
    clock,
    journal,
    services,
    call,
    attempt: (...request) => call(...request).catch((error: Error) => `${error.name}: ${error.message}`),
  };
}

/** The services with what the journal in a folder holds. */
export function startEngines(directory: string, now?: number, options: FileJournalOptions = {}): Engines {
  const engines = freshEngines(fileJournal(directory, options), now);
  try {
    restore(engines.journal, engines.services, engines.clock.now());
  } catch (error) {
    engines.journal.close();
    throw error;
  }
  return engines;
}

/** All that the services hold, as text. */
export function stateOf({ services }: Pick<Engines, "services">): string {
  const lines = services.flatMap((service) =>
    [...(service.snapshot?.() ?? [])].map(({ change, values = [], at }) =>
      JSON.stringify([service.name, at, change, values.map((value) => value.text())]),
    ),
  );
  return lines.join("\n");
}

export const long = (text: string, length = 600) => text.padEnd(length, "0123456789");

/** A table's definition with a text key `id` and an index on the text `group`. */
export const books = {
  TableName: "books",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [
    { AttributeName: "id", AttributeType: "S" },
    { AttributeName: "group", AttributeType: "S" },
  ],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-group",
      KeySchema: [{ AttributeName: "group", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    },
  ],
};

/** An item of that table. */
export const book = (id: string, title: string, more = {}) => ({
  id: { S: id },
  group: { S: `g${id.length}` },
  title: { S: title },
  ...more,
});
