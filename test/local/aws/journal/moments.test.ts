import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { compactJournal, fileJournal, type Journal, memoryJournal } from "#local/aws/index.ts";
import {
  accountId,
  book,
  books,
  type Engines,
  folder,
  freshEngines,
  long,
  removeFolders,
  startEngines,
} from "./setup.ts";

afterAll(removeFolders);

const scan = ({ call }: Engines) => call("dynamodb", "Scan", { TableName: "books" });

/** A folder with a life of twenty changes, a minute apart, and what the table held after each. */
async function life() {
  const directory = folder();
  const engines = startEngines(directory);
  await engines.call("dynamodb", "CreateTable", books);
  const moments: { at: number; items: unknown }[] = [];
  for (let step = 0; step < 20; step++) {
    engines.clock.advance(60_000);
    const id = `${step % 4}`;
    if (step % 5 === 4)
      await engines.call("dynamodb", "DeleteItem", { TableName: "books", Key: { id: { S: id } } });
    else
      await engines.call("dynamodb", "PutItem", {
        TableName: "books",
        Item: book(id, long(`${step}`, step % 3 ? 2000 : 10)),
      });
    moments.push({ at: engines.clock.now(), items: await scan(engines) });
  }
  engines.journal.close();
  return { directory, moments, now: engines.clock.now() };
}

/** What the table held at that moment, by fresh engines that know nothing else. */
async function itemsAt(journal: Journal, until: number) {
  const engines = freshEngines({ append: () => {}, records: () => [], close: () => {} }, until);
  for (const { service: name, change, at, values } of journal.records({ until }))
    engines.services.find((service) => service.name === name)?.replay(change, at, values);
  return scan(engines);
}

test("the records up to a moment give exactly its state, while the stack goes on too", async () => {
  const { directory, moments, now } = await life();
  const engines = startEngines(directory, now);
  for (const { at, items } of moments) {
    expect(await itemsAt(engines.journal, at)).toEqual(items);
    expect(await itemsAt(engines.journal, at + 59_999)).toEqual(items);
  }
  await engines.call("dynamodb", "PutItem", { TableName: "books", Item: book("new", long("new")) });
  expect(await itemsAt(engines.journal, now - 60_000)).toEqual(moments.at(-2)?.items);
  expect(await itemsAt(engines.journal, now)).toEqual(await scan(engines));
  engines.journal.close();
});

test("after a compaction every moment that it keeps is still there, and an earlier one is refused", async () => {
  const { directory, moments, now } = await life();
  const since = now - 8 * 60_000 + 10_000;
  compactJournal(directory, { now, keepMilliseconds: now - since, accountId });
  const journal = fileJournal(directory);
  const kept = moments.filter(({ at }) => at >= since);
  expect(kept).toHaveLength(8);
  for (const { at, items } of kept) expect(await itemsAt(journal, at)).toEqual(items);
  expect(await itemsAt(journal, since)).toEqual(moments.at(-9)?.items);
  const path = join(directory, "journal.ndjson");
  expect(() => journal.records({ until: since - 1 })).toThrow(
    `${path} holds no state of ${new Date(since - 1).toISOString()}: ` +
      `the earliest is that of ${new Date(since).toISOString()}.`,
  );
  journal.close();
  compactJournal(directory, { now, keepMilliseconds: 10 * 60_000, accountId });
  const again = fileJournal(directory);
  expect(() => again.records({ until: since - 1 })).toThrow("the earliest is that of");
  expect(await itemsAt(again, since)).toEqual(moments.at(-9)?.items);
  again.close();
});

test("a journal in memory has no earlier moments, and says so", () => {
  expect(() => memoryJournal().records({ until: 0 })).toThrow("start the stack with fileJournal(directory)");
  expect([...memoryJournal().records()]).toEqual([]);
});
