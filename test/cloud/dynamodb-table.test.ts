import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Item, Key, Table } from "#cloud/cloud.ts";
import { dynamoTable } from "#cloud/dynamodb-table.ts";
import { startWire, type Wire } from "./wire.ts";

let wire: Wire;
let table: Table;
beforeEach(async () => {
  wire = await startWire();
  table = dynamoTable("table", wire.clients.dynamodb, wire.retry);
});
afterEach(() => wire.close());

const key = (n: number): Key => ({ pk: "P", sk: `K#${String(n).padStart(3, "0")}` });
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Puts `count` items, each with `bytes` of text. */
async function fill(count: number, bytes = 1) {
  const text = "x".repeat(bytes);
  for (const n of numbers(count)) await table.put({ ...key(n), n, text });
}

const callsOf = (operation: string) => wire.calls.filter((call) => call === `dynamodb ${operation}`).length;
const sortKeys = (items: readonly Item[]) => items.map(({ sk }) => sk);
const sortKeysOf = (...ns: number[]) => ns.map((n) => key(n).sk);

describe("an item", () => {
  test("comes back as it was put: nested values, a number set, bytes; undefined is left out", async () => {
    const item = {
      ...key(1),
      text: "é\u{1f600}",
      number: 1.5,
      flag: false,
      nothing: null,
      list: [1, "two", { three: [3] }],
      map: { a: { b: [] } },
      numbers: new Set([1, 2, 30]),
      bytes: new Uint8Array([0, 255, 1]),
    };
    await table.put({ ...item, gone: undefined, map: { ...item.map, gone: undefined } });
    expect(await table.get(key(1))).toEqual(item);
    expect(await table.get(key(1))).not.toHaveProperty("gone");
  });

  test("that does not exist is undefined", async () => {
    expect(await table.get(key(1))).toBeUndefined();
  });
});

describe("many items", () => {
  test("are read in batches of a hundred keys, the ones that exist", async () => {
    await fill(205);
    wire.calls.length = 0;
    const items = await table.getMany(numbers(250).map(key));
    expect(sortKeys(items).sort()).toEqual(sortKeysOf(...numbers(205)));
    expect(callsOf("BatchGetItem")).toBe(3);
  });

  test("of more than 16 MB are asked for again until none is left out", async () => {
    await fill(50, 390_000);
    wire.calls.length = 0;
    const items = await table.getMany(numbers(50).map(key));
    expect(sortKeys(items).sort()).toEqual(sortKeysOf(...numbers(50)));
    expect(callsOf("BatchGetItem")).toBe(2);
  });

  test("of no keys need no call", async () => {
    expect(await table.getMany([])).toEqual([]);
    expect(callsOf("BatchGetItem")).toBe(0);
  });
});

describe("a conditional write that does not apply", () => {
  const first = { ...key(1), owner: "first" };
  beforeEach(() => table.put(first));

  test("of put shows the item that stands in the way and changes nothing", async () => {
    const put = table.put({ ...key(1), owner: "second" }, { kind: "absent", attribute: "pk" });
    expect(await put).toEqual({ applied: false, found: first });
    expect(await table.get(key(1))).toEqual(first);
  });

  test("of update and remove does so too", async () => {
    const mine = { kind: "compare", attribute: "owner", operator: "=", value: "second" } as const;
    expect(await table.update(key(1), { set: { a: 1 } }, mine)).toEqual({ applied: false, found: first });
    expect(await table.remove(key(1), mine)).toEqual({ applied: false, found: first });
    expect(await table.get(key(1))).toEqual(first);
  });

  test("on an item that does not exist finds nothing", async () => {
    const exists = { kind: "present", attribute: "pk" } as const;
    expect(await table.update(key(2), { set: { a: 1 } }, exists)).toEqual({
      applied: false,
      found: undefined,
    });
    expect(await table.remove(key(2), exists)).toEqual({ applied: false, found: undefined });
    expect(await table.get(key(2))).toBeUndefined();
  });
});

describe("an update", () => {
  test("makes every kind of change in one write and returns the whole new item", async () => {
    await table.put({ ...key(1), kept: 1, count: 1, open: new Set([1, 2]), old: 1 });
    const written = await table.update(key(1), {
      set: { status: "DONE", gone: undefined },
      setIfAbsent: { kept: 2, size: 3 },
      add: { count: 2, fresh: 5, seen: new Set([7]) },
      take: { open: new Set([2]) },
      remove: ["old"],
    });
    const item = {
      ...key(1),
      status: "DONE",
      kept: 1,
      size: 3,
      count: 3,
      fresh: 5,
      seen: new Set([7]),
      open: new Set([1]),
    };
    expect(written).toEqual({ applied: true, item });
    expect(await table.get(key(1))).toEqual(item);
    expect(callsOf("UpdateItem")).toBe(1);
  });

  test("leaves undefined out of the values that it sets, at any depth", async () => {
    const { item } = (await table.update(key(1), { set: { map: { a: 1, gone: undefined } } })) as {
      item: Item;
    };
    expect(item).toEqual({ ...key(1), map: { a: 1 } });
    expect(item.map).not.toHaveProperty("gone");
  });

  test("that takes the last element out of a set leaves no attribute", async () => {
    await table.put({ ...key(1), open: new Set([1]) });
    await table.update(key(1), { take: { open: new Set([1]) } });
    expect(await table.get(key(1))).toEqual(key(1));
  });
});

test("a removed item is gone", async () => {
  await fill(2);
  expect(await table.remove(key(1))).toMatchObject({ applied: true });
  expect(sortKeys(await table.query("P"))).toEqual(sortKeysOf(0));
});

describe("a query", () => {
  test("reads a whole partition in order, over the 1 MB that one call returns, and no other partition", async () => {
    await fill(7, 300_000);
    await table.put({ pk: "Q", sk: "K#000" });
    wire.calls.length = 0;
    expect(sortKeys(await table.query("P"))).toEqual(sortKeysOf(...numbers(7)));
    expect(callsOf("Query")).toBe(2);
  });

  test("stops at its limit, also when that lies behind the first 1 MB", async () => {
    await fill(8, 300_000);
    expect(sortKeys(await table.query("P", { limit: 6 }))).toEqual(sortKeysOf(...numbers(6)));
    wire.calls.length = 0;
    expect(sortKeys(await table.query("P", { limit: 2 }))).toEqual(sortKeysOf(0, 1));
    expect(callsOf("Query")).toBe(1);
  });

  test("goes on after a sort key, forwards and backwards, whether or not that item exists", async () => {
    await fill(4);
    expect(sortKeys(await table.query("P", { after: key(1).sk }))).toEqual(sortKeysOf(2, 3));
    expect(sortKeys(await table.query("P", { after: key(2).sk, descending: true }))).toEqual(
      sortKeysOf(1, 0),
    );
    expect(sortKeys(await table.query("P", { after: "K#001!", limit: 1 }))).toEqual(sortKeysOf(2));
  });

  test("reads the sort keys with a prefix, from the end when descending", async () => {
    await fill(3);
    await table.put({ pk: "P", sk: "J#1" });
    await table.put({ pk: "P", sk: "L#1" });
    expect(sortKeys(await table.query("P", { prefix: "K#" }))).toEqual(sortKeysOf(0, 1, 2));
    expect(sortKeys(await table.query("P", { prefix: "K#", descending: true, limit: 2 }))).toEqual(
      sortKeysOf(2, 1),
    );
    expect(sortKeys(await table.query("P", { prefix: "K#", after: key(0).sk }))).toEqual(sortKeysOf(1, 2));
    expect(await table.query("P", { prefix: "M#" })).toEqual([]);
  });
});
