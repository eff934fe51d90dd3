import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import {
  book,
  books,
  type Engines,
  folder,
  long,
  removeFolders,
  startEngines,
  stateOf,
  urlOf,
} from "./setup.ts";

afterAll(removeFolders);

/** Changes of all three services, large and small, one record each. */
const changes: ((engines: Engines) => Promise<unknown>)[] = [
  ({ call }) => call("dynamodb", "CreateTable", books),
  ({ call }) => call("dynamodb", "PutItem", { TableName: "books", Item: book("1", "short") }),
  ({ call }) => call("dynamodb", "PutItem", { TableName: "books", Item: book("2", long("Ü€😀", 520)) }),
  ({ call }) => call("sqs", "CreateQueue", { QueueName: "jobs" }),
  ({ call }) => call("sqs", "SendMessage", { QueueUrl: urlOf("jobs"), MessageBody: long("message", 520) }),
  ({ call }) => call("sqs", "ReceiveMessage", { QueueUrl: urlOf("jobs") }),
  ({ call }) => call("ssm", "PutParameter", { Name: "/key", Value: long("parameter", 90), Type: "String" }),
  ({ call }) =>
    call("dynamodb", "TransactWriteItems", {
      ClientRequestToken: "token",
      TransactItems: [
        { Put: { TableName: "books", Item: book("3", long("three", 520)) } },
        { Delete: { TableName: "books", Key: { id: { S: "2" } } } },
      ],
    }),
];

/** A journal with all changes, and where it ended and what the state was after each. */
async function wholeJournal() {
  const directory = folder();
  const path = join(directory, "journal.ndjson");
  const engines = startEngines(directory);
  const stages = [{ end: 0, state: stateOf(engines) }];
  for (const change of changes) {
    await change(engines);
    stages.push({ end: readFileSync(path).length, state: stateOf(engines) });
  }
  engines.journal.close();
  expect(new Set(stages.map(({ end }) => end)).size).toBe(changes.length + 1);
  expect(new Set(stages.map(({ state }) => state)).size).toBe(changes.length + 1);
  return { bytes: readFileSync(path), stages };
}

test("a journal cut off at any byte starts with the whole changes before it, and goes on", async () => {
  const { bytes, stages } = await wholeJournal();
  const directory = folder();
  const path = join(directory, "journal.ndjson");
  const wrong: string[] = [];
  for (let offset = 0; offset <= bytes.length; offset++) {
    writeFileSync(path, bytes.subarray(0, offset));
    const first = startEngines(directory);
    const expected = stages.findLast(({ end }) => end <= offset)?.state;
    if (stateOf(first) !== expected) wrong.push(`state after a cut at byte ${offset}`);
    await first.call("ssm", "PutParameter", { Name: "/more", Value: "1", Type: "String" });
    const goingOn = stateOf(first);
    first.journal.close();
    // What is left of the unfinished change differs little from byte to byte.
    if (offset % 25 !== 0 && !stages.some(({ end }) => Math.abs(end - offset) < 3)) continue;
    const second = startEngines(directory);
    if (stateOf(second) !== goingOn) wrong.push(`going on after a cut at byte ${offset}`);
    second.journal.close();
  }
  expect(wrong).toEqual([]);
});
