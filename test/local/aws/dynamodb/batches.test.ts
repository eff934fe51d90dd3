import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, invalid, key, refusal } from "./setup.ts";

const stack = eachTestWithStack();
beforeEach(() => createThings(stack.client));

const write = (RequestItems: BatchWriteItemCommandInput["RequestItems"], other: object = {}) =>
  stack.client.send(new BatchWriteItemCommand({ RequestItems, ...other }));
const read = (RequestItems: BatchGetItemCommandInput["RequestItems"], other: object = {}) =>
  stack.client.send(new BatchGetItemCommand({ RequestItems, ...other }));
const keys = (count: number) => Array.from({ length: count }, (_, index) => key("p", `s${index}`));
const puts = (count: number) => keys(count).map((Item) => ({ PutRequest: { Item } }));

describe("a batch of writes", () => {
  test("puts and deletes up to 25 items in several tables", async () => {
    await createThings(stack.client, { TableName: "others" });
    await write({ things: puts(24) });
    const { UnprocessedItems } = await write({
      things: [{ DeleteRequest: { Key: key("p", "s0") } }, { DeleteRequest: { Key: key("p", "absent") } }],
      others: puts(23),
    });
    expect(UnprocessedItems).toEqual({});
    const { Responses } = await read({ things: { Keys: keys(24) }, others: { Keys: keys(24) } });
    expect([Responses?.things?.length, Responses?.others?.length]).toEqual([23, 23]);
  });

  test("is priced by table", async () => {
    const big = { ...key("p", "s1"), big: { S: "x".repeat(2000) } };
    const requests = { things: [{ PutRequest: { Item: key("p", "s0") } }, { PutRequest: { Item: big } }] };
    const { ConsumedCapacity } = await write(requests, { ReturnConsumedCapacity: "TOTAL" });
    expect(ConsumedCapacity).toEqual([{ TableName: "things", CapacityUnits: 3 }]);
  });

  const cases: [string, BatchWriteItemCommandInput["RequestItems"], string][] = [
    [
      "nothing",
      {},
      "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "nothing for a table",
      { things: [] },
      "1 validation error detected: Value '{things=[]}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]",
    ],
    [
      "26 items",
      { things: puts(26) },
      "1 validation error detected: Value at 'RequestItems.things.member' failed to satisfy constraint: Member must have length less than or equal to 25",
    ],
    [
      "an item twice",
      { things: [{ PutRequest: { Item: key() } }, { DeleteRequest: { Key: key() } }] },
      "Provided list of item keys contains duplicates",
    ],
    [
      "an item without its key",
      { things: [{ PutRequest: { Item: { pk: { S: "p" } } } }] },
      "The provided key element does not match the schema",
    ],
    [
      "an item over 400 KB",
      { things: [{ PutRequest: { Item: { ...key(), a: { S: "x".repeat(400 * 1024) } } } }] },
      "Item size has exceeded the maximum allowed size",
    ],
    [
      "neither a put nor a deletion",
      { things: [{}] },
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    ],
  ];
  test.each(cases)("refuses %s", async (_, requests, message) => {
    expect(await invalid(write(requests))).toBe(message);
  });

  test("refuses 26 items over several tables, and a table that is missing, and writes nothing", async () => {
    await createThings(stack.client, { TableName: "others" });
    expect(await invalid(write({ things: puts(20), others: puts(6) }))).toBe(
      "Too many items requested for the BatchWriteItem call",
    );
    expect(await refusal(write({ things: puts(1), absent: puts(1) }))).toBe(
      "ResourceNotFoundException: Requested resource not found",
    );
    const { Item } = await stack.client.send(
      new GetItemCommand({ TableName: "things", Key: key("p", "s0") }),
    );
    expect(Item).toBeUndefined();
  });
});

describe("a batch of reads", () => {
  test("finds what is there, in parts if wanted, and is priced by key", async () => {
    await write({ things: puts(2) });
    const { Responses, UnprocessedKeys, ConsumedCapacity } = await read(
      { things: { Keys: keys(3), ProjectionExpression: "sk", ConsistentRead: true } },
      { ReturnConsumedCapacity: "TOTAL" },
    );
    expect(Responses?.things).toEqual([{ sk: { S: "s0" } }, { sk: { S: "s1" } }]);
    expect(UnprocessedKeys).toEqual({});
    expect(ConsumedCapacity).toEqual([{ TableName: "things", CapacityUnits: 3 }]);
  });

  test("stops before 16 MB and hands back the keys that are left", async () => {
    for (const each of keys(42))
      await stack.client.send(
        new PutItemCommand({ TableName: "things", Item: { ...each, big: { S: "x".repeat(400_000) } } }),
      );
    const request = { Keys: keys(42), ConsistentRead: true };
    const { Responses, UnprocessedKeys } = await read({ things: request });
    expect(Responses?.things).toHaveLength(41);
    expect(UnprocessedKeys).toEqual({ things: { ...request, Keys: [key("p", "s41")] } });
  });

  const cases: [string, BatchGetItemCommandInput["RequestItems"], string][] = [
    [
      "nothing",
      {},
      "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "no keys",
      { things: { Keys: [] } },
      "1 validation error detected: Value at 'RequestItems.things.member.Keys' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "101 keys",
      { things: { Keys: keys(101) } },
      "1 validation error detected: Value at 'RequestItems.things.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100",
    ],
    ["a key twice", { things: { Keys: [key(), key()] } }, "Provided list of item keys contains duplicates"],
    [
      "a key that does not fit",
      { things: { Keys: [{ pk: { S: "p" } }] } },
      "The provided key element does not match the schema",
    ],
    [
      "a table of an impossible name",
      { "bad!name": { Keys: [key()] } },
      `1 validation error detected: Value '{"bad!name":{"Keys":[{"pk":{"S":"p"},"sk":{"S":"s"}}]}}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]`,
    ],
  ];
  test.each(cases)("refuses %s", async (_, requests, message) => {
    expect(await invalid(read(requests))).toBe(message);
  });

  test("refuses 101 keys over several tables", async () => {
    await createThings(stack.client, { TableName: "others" });
    expect(await invalid(read({ things: { Keys: keys(60) }, others: { Keys: keys(41) } }))).toBe(
      "Too many items requested for the BatchGetItem call",
    );
  });
});
