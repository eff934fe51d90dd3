import { afterAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Journal, memoryJournal } from "#local/aws/index.ts";
import { LargeValue } from "../../../../local/aws/journal/large-value.ts";
import { createSpillFile, slotSize } from "../../../../local/aws/journal/spill-file.ts";
import { observe } from "./observe.ts";
import { live, lives } from "./random-life.ts";
import { book, books, folder, freshEngines, long, removeFolders, startEngines, urlOf } from "./setup.ts";

afterAll(removeFolders);

/** A journal that counts what large values take of memory. */
function countingJournal(memoryBytes: number) {
  const journal = memoryJournal({ memoryBytes });
  const { values } = journal;
  if (!values) throw new Error("A journal in memory keeps large values.");
  const counts = { memory: 0, outside: 0 };
  const counted: Journal = {
    ...journal,
    values: {
      read: values.read,
      claim(bytes) {
        const room = values.claim(bytes);
        if (room) counts.memory += bytes;
        return room;
      },
      giveBack(bytes) {
        counts.memory -= bytes;
        values.giveBack(bytes);
      },
      putAside(text) {
        counts.outside++;
        return values.putAside(text);
      },
      free(span) {
        counts.outside--;
        values.free(span);
      },
    },
  };
  return { journal: counted, counts };
}

describe("large values", () => {
  test("make no difference to clients, whether memory has room for all, some or none of them", async () => {
    const life = fc.asyncProperty(lives(60), async (steps) => {
      const plain = freshEngines({ append: () => {}, records: () => [], close: () => {} });
      const seen = await live(plain, steps);
      const later = await observe(plain);
      for (const memoryBytes of [0, 3000, 1_000_000]) {
        const engines = freshEngines(memoryJournal({ memoryBytes }));
        expect(await live(engines, steps)).toEqual(seen);
        expect(await observe(engines)).toEqual(later);
        engines.journal.close();
      }
    });
    await fc.assert(life, { numRuns: 15 });
  });

  test("give their room back when they are replaced, deleted, received, purged, dropped or expired", async () => {
    const life = fc.asyncProperty(
      lives(60),
      fc.constantFrom(0, 3000, 1_000_000),
      async (steps, memoryBytes) => {
        const { journal, counts } = countingJournal(memoryBytes);
        const { attempt, clock, call } = freshEngines(journal);
        await live({ attempt, clock, call, journal, services: [] }, steps);
        for (const TableName of ["books", "other"]) await attempt("dynamodb", "DeleteTable", { TableName });
        clock.advance(20 * 24 * 60 * 60_000);
        for (const queue of ["jobs", "orders.fifo"])
          await attempt("sqs", "DeleteQueue", { QueueUrl: urlOf(queue) });
        await attempt("sqs", "PurgeQueue", { QueueUrl: urlOf("dead") });
        expect(counts).toEqual({ memory: 0, outside: 0 });
        journal.close();
      },
    );
    await fc.assert(life, { numRuns: 15 });
  });

  test("leave memory for a file that does not grow while they are overwritten", async () => {
    const spill = createSpillFile();
    const memory = memoryJournal({ memoryBytes: 10_000 }).values;
    if (!memory) throw new Error("A journal in memory keeps large values.");
    const home = { ...memory, putAside: spill.write, read: spill.read, free: spill.free };
    const { call } = freshEngines({ append: () => {}, records: () => [], close: () => {}, values: home });
    await call("dynamodb", "CreateTable", books);
    const round = async (version: number) => {
      for (let id = 0; id < 20; id++)
        await call("dynamodb", "PutItem", {
          TableName: "books",
          Item: book(`${id}`, long(`${version}`, 4000 + version)),
        });
      return spill.size();
    };
    const first = await round(0);
    expect(first).toBeGreaterThan(17 * 4000);
    for (let version = 1; version < 10; version++) await round(version);
    // While one is written its older version is still there.
    expect(spill.size()).toBeLessThanOrEqual(first + slotSize(4100));
    spill.close();
  });

  test("that stand in the file are not parsed at a start, and come into memory when they are used", async () => {
    const directory = folder();
    const first = startEngines(directory);
    await first.call("dynamodb", "CreateTable", books);
    for (let id = 0; id < 5; id++)
      await first.call("dynamodb", "PutItem", { TableName: "books", Item: book(`${id}`, long("title")) });
    first.journal.close();
    const second = startEngines(directory);
    const { values } = second.journal;
    const reads: number[] = [];
    if (!values) throw new Error("A journal in a file keeps large values.");
    const { read } = values;
    values.read = (span) => {
      reads.push(span.offset);
      return read(span);
    };
    const description = await second.call("dynamodb", "DescribeTable", { TableName: "books" });
    expect(description).toMatchObject({ Table: { ItemCount: 5 } });
    expect(reads).toHaveLength(0);
    const Key = { id: { S: "3" } };
    for (let time = 0; time < 2; time++)
      expect(await second.call("dynamodb", "GetItem", { TableName: "books", Key })).toEqual({
        Item: book("3", long("title")),
      });
    expect(reads).toHaveLength(1);
    second.journal.close();
  });

  test("stay in memory when there is no disk to go to", () => {
    const home = { ...memoryJournal({ memoryBytes: 0 }).values, putAside: () => undefined };
    const large = LargeValue.of(home as Parameters<typeof LargeValue.of>[0], { text: long("x") }, 600);
    expect(large.value).toEqual({ text: long("x") });
  });
});

describe("a slot", () => {
  test("is at most a quarter larger than its text, and the same for texts of about one length", () => {
    const lengths = Array.from({ length: 10_000 }, (_, step) => 512 + 47 * step);
    const wrong = lengths.filter((length) => {
      const slot = slotSize(length);
      return slot < length || slot > length * 1.25 || slotSize(slot) !== slot;
    });
    expect(wrong).toEqual([]);
  });

  test("gives back any text that was written, and only that", () => {
    const spill = createSpillFile();
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", minLength: 1, maxLength: 3000 })), (texts) => {
        const json = texts.map((text) => JSON.stringify(text));
        const spans = json.map((text) => spill.write(text));
        expect(spans.map((span) => spill.read(span))).toEqual(json);
        for (const span of spans) spill.free(span);
      }),
    );
    spill.close();
  });
});
