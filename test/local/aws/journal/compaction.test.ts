import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compactJournal, fileJournal } from "#local/aws/index.ts";
import { observe } from "./observe.ts";
import { live, lives } from "./random-life.ts";
import {
  accountId,
  arn,
  book,
  books,
  folder,
  long,
  removeFolders,
  startEngines,
  stateOf,
  urlOf,
} from "./setup.ts";

afterAll(removeFolders);

const pathOf = (directory: string) => join(directory, "journal.ndjson");
const sizeOf = (directory: string) => statSync(pathOf(directory)).size;

function copyOf(directory: string): string {
  const copy = folder();
  cpSync(pathOf(directory), pathOf(copy));
  return copy;
}

test("after a compaction at any moment the services are the same as without", async () => {
  const life = fc.asyncProperty(
    lives(60),
    fc.integer({ min: 0, max: 5_000_000 }),
    async (steps, keepMilliseconds) => {
      const directory = folder();
      const engines = startEngines(directory, undefined, { memoryBytes: 2000 });
      await live(engines, steps);
      engines.journal.close();
      const now = engines.clock.now();
      const compacted = copyOf(directory);
      compactJournal(compacted, { now, keepMilliseconds, accountId });
      const [after, same] = [startEngines(compacted, now), startEngines(directory, now)];
      expect(await observe(after)).toEqual(await observe(same));
      for (const { journal } of [after, same]) journal.close();
    },
  );
  await fc.assert(life, { numRuns: 40 });
});

test("what was just received, buried, purged, deleted, repeated or delayed is so after a compaction too", async () => {
  const directory = folder();
  const engines = startEngines(directory);
  const { call, clock, journal } = engines;
  const redrivePolicy = (queue: string) =>
    JSON.stringify({ deadLetterTargetArn: arn(queue), maxReceiveCount: 2 });
  const create = (QueueName: string, Attributes = {}) =>
    call("sqs", "CreateQueue", { QueueName, Attributes });
  const send = (queue: string, MessageBody: string, more = {}) =>
    call("sqs", "SendMessage", { QueueUrl: urlOf(queue), MessageBody, ...more });
  const receive = (queue: string, VisibilityTimeout: number, MaxNumberOfMessages = 1) =>
    call("sqs", "ReceiveMessage", { QueueUrl: urlOf(queue), VisibilityTimeout, MaxNumberOfMessages });
  for (const queue of ["dead", "failed", "gone", "purged"]) await create(queue);
  await create("jobs", { RedrivePolicy: redrivePolicy("dead") });
  await create("tasks", { RedrivePolicy: redrivePolicy("failed") });
  await create("orders.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" });
  for (const queue of ["jobs", "tasks"]) {
    for (const body of ["poison", "venom", "toxin"]) await send(queue, body);
    for (let time = 0; time < 3; time++) {
      clock.advance(1);
      await receive(queue, 0, 10);
    }
  }
  await send("dead", "sent to the dead-letter queue");
  await call("sqs", "StartMessageMoveTask", { SourceArn: arn("failed"), MaxNumberOfMessagesPerSecond: 1 });
  for (const body of ["first", "second"]) await send("jobs", body);
  await send("jobs", long("later", 2000), { DelaySeconds: 300 });
  await receive("jobs", 200, 1);
  for (const body of ["10", "11"]) await send("orders.fifo", body, { MessageGroupId: "group-0" });
  await receive("orders.fifo", 30);
  await send("purged", "one");
  await call("sqs", "PurgeQueue", { QueueUrl: urlOf("purged") });
  await call("sqs", "DeleteQueue", { QueueUrl: urlOf("gone") });
  clock.advance(1000);
  journal.close();
  const now = clock.now();
  const compacted = copyOf(directory);
  compactJournal(compacted, { now, keepMilliseconds: 0, accountId });
  expect(readFileSync(pathOf(compacted), "utf8")).not.toMatch(/"kind":"(receive|send|purge)"/);
  const [after, same] = [startEngines(compacted, now), startEngines(directory, now)];
  const seen = await observe(same);
  expect(JSON.stringify(seen)).toContain("DeadLetterQueueSourceArn");
  expect(JSON.stringify(seen)).toContain("wait 60 seconds after deleting");
  expect(JSON.stringify(seen)).toContain("allowed every 60 seconds");
  expect(await observe(after)).toEqual(seen);
  for (const engine of [after, same]) engine.journal.close();
});

/** A folder with ten versions of one large item, a minute apart. */
async function rewrittenItem() {
  const directory = folder();
  const engines = startEngines(directory);
  const { call, clock, journal } = engines;
  await call("dynamodb", "CreateTable", books);
  for (let version = 0; version < 10; version++) {
    clock.advance(60_000);
    await call("dynamodb", "PutItem", { TableName: "books", Item: book("1", long(`${version}`, 5000)) });
  }
  const state = stateOf(engines);
  journal.close();
  return { directory, now: clock.now(), state };
}

describe("a compaction", () => {
  test("leaves what is in force, and every change of the time that it keeps", async () => {
    const { directory, now, state } = await rewrittenItem();
    const [all, part] = [copyOf(directory), copyOf(directory)];
    compactJournal(all, { now, keepMilliseconds: 0, accountId });
    expect(sizeOf(all)).toBeLessThan(sizeOf(directory) / 8);
    compactJournal(part, { now, keepMilliseconds: 3 * 60_000, accountId });
    expect(sizeOf(part) / sizeOf(directory)).toBeCloseTo(0.4, 1);
    for (const compacted of [all, part]) {
      const engines = startEngines(compacted, now);
      expect(stateOf(engines)).toBe(state);
      engines.journal.close();
    }
  });

  test("comes by itself at a start with a large file of which more than half is out of date", async () => {
    const { directory, now, state } = await rewrittenItem();
    const before = sizeOf(directory);
    const start = (options: Parameters<typeof fileJournal>[1]) => {
      const engines = startEngines(directory, now, options);
      expect(stateOf(engines)).toBe(state);
      return engines;
    };
    start({ keepMilliseconds: 0, compactFromBytes: before + 1 }).journal.close();
    start({ keepMilliseconds: 6 * 60_000, compactFromBytes: before }).journal.close();
    expect(sizeOf(directory)).toBe(before);
    const engines = start({ keepMilliseconds: 0, compactFromBytes: before, memoryBytes: 0 });
    expect(sizeOf(directory)).toBeLessThan(before / 8);
    await engines.call("dynamodb", "PutItem", { TableName: "books", Item: book("2", long("more")) });
    const goneOn = stateOf(engines);
    engines.journal.close();
    const next = startEngines(directory, now);
    expect(stateOf(next)).toBe(goneOn);
    next.journal.close();
  });

  test("does not come where most of the file is in force", async () => {
    const directory = folder();
    const first = startEngines(directory);
    await first.call("dynamodb", "CreateTable", books);
    for (let id = 0; id < 5; id++)
      await first.call("dynamodb", "PutItem", {
        TableName: "books",
        Item: book(`${id}`, long("book", 5000)),
      });
    first.journal.close();
    const before = sizeOf(directory);
    startEngines(directory, undefined, { keepMilliseconds: 0, compactFromBytes: 1 }).journal.close();
    expect(sizeOf(directory)).toBe(before);
  });

  test("that was killed leaves the old file, whatever it had written of the new one", async () => {
    const { directory, now, state } = await rewrittenItem();
    const compacted = copyOf(directory);
    compactJournal(compacted, { now, keepMilliseconds: 60_000, accountId });
    const whole = readFileSync(pathOf(compacted));
    const before = readFileSync(pathOf(directory));
    const unfinished = `${pathOf(directory)}.new`;
    for (let length = 0; length <= whole.length; length += 997) {
      writeFileSync(unfinished, whole.subarray(0, length));
      const engines = startEngines(directory, now);
      expect(stateOf(engines)).toBe(state);
      engines.journal.close();
      expect(existsSync(unfinished)).toBe(false);
    }
    expect(readFileSync(pathOf(directory)).equals(before)).toBe(true);
  });

  test("drops an unfinished last change, as a start does", async () => {
    const { directory, now, state } = await rewrittenItem();
    writeFileSync(pathOf(directory), '{"crc":"0', { flag: "a" });
    compactJournal(directory, { now, keepMilliseconds: 60_000, accountId });
    const engines = startEngines(directory, now);
    expect(stateOf(engines)).toBe(state);
    engines.journal.close();
  });

  test("of a folder in use, or of a damaged file, is refused and changes nothing", async () => {
    const { directory, now } = await rewrittenItem();
    const journal = fileJournal(directory);
    expect(() => compactJournal(directory, { now, accountId })).toThrow("is in use by process");
    journal.close();
    const bytes = readFileSync(pathOf(directory));
    bytes[2000] = 0;
    writeFileSync(pathOf(directory), bytes);
    expect(() => compactJournal(directory, { now, keepMilliseconds: 0, accountId })).toThrow("was changed");
    expect(readFileSync(pathOf(directory)).equals(bytes)).toBe(true);
  });

  test("keeps messages that were received where they were, with their handles", async () => {
    const directory = folder();
    const engines = startEngines(directory);
    const QueueUrl = urlOf("jobs");
    await engines.call("sqs", "CreateQueue", { QueueName: "jobs" });
    await engines.call("sqs", "SendMessage", { QueueUrl, MessageBody: long("body", 2000) });
    const { Messages } = (await engines.call("sqs", "ReceiveMessage", { QueueUrl })) as {
      Messages: { ReceiptHandle: string }[];
    };
    engines.journal.close();
    const now = engines.clock.now() + 1;
    compactJournal(directory, { now, keepMilliseconds: 0, accountId });
    const after = startEngines(directory, now);
    const counts = {
      QueueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    };
    expect(await after.call("sqs", "GetQueueAttributes", counts)).toEqual({
      Attributes: { ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesNotVisible: "1" },
    });
    await after.call("sqs", "DeleteMessage", { QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle });
    expect(await after.call("sqs", "GetQueueAttributes", counts)).toEqual({
      Attributes: { ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesNotVisible: "0" },
    });
    after.journal.close();
  });
});
