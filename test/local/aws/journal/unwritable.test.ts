import { afterAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Journal, JournalRecord } from "#local/aws/index.ts";
import { memoryJournal } from "#local/aws/index.ts";
import { live, lives, passesTime, type Step, take } from "./random-life.ts";
import { arn, books, type Engines, freshEngines, removeFolders, stateOf, urlOf } from "./setup.ts";

afterAll(removeFolders);

/** A journal that can be made to fail; it has room for few large values in memory. */
function failingJournal() {
  const { values } = memoryJournal({ memoryBytes: 2000 });
  const records: JournalRecord[] = [];
  const journal: Journal & { fails: boolean } = {
    fails: false,
    records: () => records,
    close: () => {},
    append(record: JournalRecord) {
      if (journal.fails) throw new Error("no space left");
      records.push(record);
    },
    ...(values && { values }),
  };
  return journal;
}

/** All that the engines hold; a queue may keep what it remembers of old sends until it looks at it. */
function stateNow(engines: Engines): string {
  const firstSend = /\["[^"]+",\{"messageId":"[^"]+","sequenceNumber":"\d+","at":(\d+)\}\],?/g;
  const isOld = (at: string) => Number(at) + 5 * 60_000 <= engines.clock.now();
  return stateOf(engines).replace(firstSend, (text, at: string) => (isOld(at) ? "" : text));
}

test("what the journal cannot take changes nothing, and afterwards all goes on as if it had not been asked", async () => {
  const step = fc.tuple(fc.nat(), fc.nat(3), fc.nat(3), fc.nat(3));
  const life = fc.asyncProperty(
    lives(40),
    fc.array(step, { minLength: 20, maxLength: 20 }),
    async (steps, more) => {
      const journal = failingJournal();
      const [engines, undisturbed] = [freshEngines(journal), freshEngines(failingJournal())];
      await live(engines, steps);
      await live(undisturbed, steps);
      // A look settles what is over.
      const settled = async () => {
        for (const queue of ["jobs", "dead", "orders.fifo"])
          for (const { attempt } of [engines, undisturbed])
            await attempt("sqs", "GetQueueAttributes", { QueueUrl: urlOf(queue), AttributeNames: ["All"] });
        return stateNow(engines);
      };
      for (const one of more as Step[]) {
        const before = await settled();
        if (!passesTime(one)) {
          journal.fails = true;
          await take(engines, one);
          journal.fails = false;
        }
        expect(stateNow(engines)).toBe(before);
        expect(await take(engines, one)).toEqual(await take(undisturbed, one));
      }
      engines.clock.advance(2 * 60 * 60_000);
      undisturbed.clock.advance(2 * 60 * 60_000);
      await settled();
      expect(stateNow(engines)).toBe(stateNow(undisturbed));
    },
  );
  await fc.assert(life, { numRuns: 25 });
});

/** A queue with a dead-letter queue that takes what was received twice, over a journal that can fail. */
async function redrivenQueue() {
  const journal = failingJournal();
  const engines = freshEngines(journal);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount: 2 });
  await engines.call("sqs", "CreateQueue", { QueueName: "dead" });
  await engines.call("sqs", "CreateQueue", { QueueName: "jobs", Attributes: { RedrivePolicy } });
  return { journal, engines };
}

test("a receive that the journal cannot take leaves messages where they were, those too that are to be buried", async () => {
  const { journal, engines } = await redrivenQueue();
  const { call, clock } = engines;
  const receive = (more = {}) =>
    call("sqs", "ReceiveMessage", { QueueUrl: urlOf("jobs"), MaxNumberOfMessages: 10, ...more });
  for (const MessageBody of ["poison", "venom"])
    await call("sqs", "SendMessage", { QueueUrl: urlOf("jobs"), MessageBody });
  for (let time = 0; time < 2; time++) {
    await receive({ VisibilityTimeout: 0 });
    clock.advance(1);
  }
  await call("sqs", "SendMessage", { QueueUrl: urlOf("jobs"), MessageBody: "fresh" });
  await call("sqs", "GetQueueAttributes", { QueueUrl: urlOf("jobs") });
  const before = stateNow(engines);
  journal.fails = true;
  await expect(receive()).rejects.toThrow("no space left");
  expect(stateNow(engines)).toBe(before);
  journal.fails = false;
  expect(await receive()).toMatchObject({ Messages: [{ Body: "fresh" }] });
  expect(
    await call("sqs", "ReceiveMessage", { QueueUrl: urlOf("dead"), MaxNumberOfMessages: 10 }),
  ).toMatchObject({
    Messages: [{ Body: "poison" }, { Body: "venom" }],
  });
});

test("a receive that waits hears of the journal's failure, and the sender who woke it does not", async () => {
  const { journal, engines } = await redrivenQueue();
  const { call } = engines;
  const waiting = call("sqs", "ReceiveMessage", { QueueUrl: urlOf("jobs"), WaitTimeSeconds: 20 });
  const { append } = journal;
  journal.append = (record) => {
    append(record);
    journal.fails = true;
  };
  await call("sqs", "SendMessage", { QueueUrl: urlOf("jobs"), MessageBody: "one" });
  await expect(waiting).rejects.toThrow("no space left");
});

/** Two tasks of the clock: a move of messages, and an item that expires. The journal may fail for minutes. */
async function tasksOfTheClock(fails: boolean) {
  const { journal, engines } = await redrivenQueue();
  const { call, clock } = engines;
  await call("sqs", "SendMessage", { QueueUrl: urlOf("dead"), MessageBody: "one" });
  await call("sqs", "StartMessageMoveTask", { SourceArn: arn("dead"), DestinationArn: arn("jobs") });
  const TableName = "books";
  const [id] = books.AttributeDefinitions;
  const { GlobalSecondaryIndexes: _, ...definition } = books;
  await call("dynamodb", "CreateTable", { ...definition, AttributeDefinitions: [id] });
  const TimeToLiveSpecification = { Enabled: true, AttributeName: "ends" };
  await call("dynamodb", "UpdateTimeToLive", { TableName, TimeToLiveSpecification });
  const ends = { N: String(clock.now() / 1000 + 10) };
  await call("dynamodb", "PutItem", { TableName, Item: { id: { S: "1" }, ends } });
  const seen = async () => {
    const { Count } = (await call("dynamodb", "Scan", { TableName })) as { Count: number };
    const counts = { QueueUrl: urlOf("jobs"), AttributeNames: ["ApproximateNumberOfMessages"] };
    const { Attributes } = (await call("sqs", "GetQueueAttributes", counts)) as {
      Attributes: Record<string, string>;
    };
    return [Count, Attributes.ApproximateNumberOfMessages];
  };
  journal.fails = fails;
  clock.advance(5 * 60_000);
  const during = await seen();
  journal.fails = false;
  clock.advance(60_000);
  const after = await seen();
  const sent = await call("sqs", "SendMessage", { QueueUrl: urlOf("jobs"), MessageBody: "two" });
  return { during, after, sent };
}

test("a move of messages and a deletion of what has expired are tried again, and take no ids meanwhile", async () => {
  const [late, normal] = [await tasksOfTheClock(true), await tasksOfTheClock(false)];
  expect([late.during, normal.during]).toEqual([
    [1, "0"],
    [0, "1"],
  ]);
  expect([late.after, late.sent]).toEqual([normal.after, normal.sent]);
});
