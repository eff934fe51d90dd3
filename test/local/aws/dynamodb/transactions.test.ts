import {
  GetItemCommand,
  PutItemCommand,
  type TransactGetItem,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, failure, invalid, key, refusal, type SdkItem } from "./setup.ts";

const stack = eachTestWithStack();
beforeEach(() => createThings(stack.client));

const write = (TransactItems: TransactWriteItem[], other: object = {}) =>
  stack.client.send(new TransactWriteItemsCommand({ TransactItems, ...other }));
const read = (TransactItems: TransactGetItem[], other: object = {}) =>
  stack.client.send(new TransactGetItemsCommand({ TransactItems, ...other }));
const put = (sk: string, other: SdkItem = {}, more: object = {}): TransactWriteItem => ({
  Put: { TableName: "things", Item: { ...key("p", sk), ...other }, ...more },
});
const get = (sk: string, more: object = {}): TransactGetItem => ({
  Get: { TableName: "things", Key: key("p", sk), ...more },
});
const stored = async (sk: string) =>
  (await stack.client.send(new GetItemCommand({ TableName: "things", Key: key("p", sk) }))).Item;
const ifAbsent = { ConditionExpression: "attribute_not_exists(pk)" };

describe("a transaction of writes", () => {
  test("puts, updates, deletes and checks together, in one change", async () => {
    await write([put("a"), put("b")]);
    const before = stack.records.length;
    await write([
      put("c"),
      {
        Update: {
          TableName: "things",
          Key: key("p", "a"),
          UpdateExpression: "ADD n :n",
          ExpressionAttributeValues: { ":n": { N: "1" } },
        },
      },
      { Delete: { TableName: "things", Key: key("p", "b") } },
      {
        ConditionCheck: {
          TableName: "things",
          Key: key("p", "absent"),
          ConditionExpression: "attribute_not_exists(pk)",
        },
      },
    ]);
    expect([await stored("a"), await stored("b"), await stored("c"), await stored("absent")]).toEqual([
      { ...key("p", "a"), n: { N: "1" } },
      undefined,
      key("p", "c"),
      undefined,
    ]);
    expect(stack.records.length - before).toBe(1);
  });

  test("does nothing when one part fails, and names the reason of each", async () => {
    await write([put("a", { v: { S: "old" } })]);
    const error = await failure(
      write([
        put("b", {}, ifAbsent),
        put("a", {}, { ...ifAbsent, ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
      ]),
    );
    expect(error.message).toBe(
      "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]",
    );
    expect(error.CancellationReasons).toEqual([
      { Code: "None" },
      {
        Code: "ConditionalCheckFailed",
        Message: "The conditional request failed",
        Item: { ...key("p", "a"), v: { S: "old" } },
      },
    ]);
    expect(await stored("b")).toBeUndefined();
  });

  const reasons: [string, TransactWriteItem, string][] = [
    [
      "an item with a key of another type",
      { Put: { TableName: "things", Item: { ...key(), pk: { N: "1" } } } },
      "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N",
    ],
    [
      "a key of another type",
      { Delete: { TableName: "things", Key: { ...key(), pk: { N: "1" } } } },
      "The provided key element does not match the schema",
    ],
    [
      "an update that does not fit the item",
      {
        Update: {
          TableName: "things",
          Key: key(),
          UpdateExpression: "SET a.b = :v",
          ExpressionAttributeValues: { ":v": { S: "v" } },
        },
      },
      "The document path provided in the update expression is invalid for update",
    ],
    [
      "an update that makes the item too large",
      {
        Update: {
          TableName: "things",
          Key: key(),
          UpdateExpression: "SET a = :v",
          ExpressionAttributeValues: { ":v": { S: "x".repeat(400 * 1024) } },
        },
      },
      "Item size to update has exceeded the maximum allowed size",
    ],
  ];
  test.each(reasons)("is cancelled by %s", async (_, item, message) => {
    const error = await failure(write([item]));
    expect([error.name, error.CancellationReasons]).toEqual([
      "TransactionCanceledException",
      [{ Code: "ValidationError", Message: message }],
    ]);
  });

  const refused: [string, TransactWriteItem[], string][] = [
    [
      "nothing",
      [],
      "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "an item twice",
      [put("a"), put("a")],
      "Transaction request cannot include multiple operations on one item",
    ],
    [
      "two actions in one part",
      [{ ...put("a"), Delete: { TableName: "things", Key: key() } }],
      "TransactItems can only contain one of Check, Put, Update or Delete",
    ],
    [
      "an empty key",
      [{ Delete: { TableName: "things", Key: key("") } }],
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
    ],
    [
      "an item over 400 KB",
      [put("a", { a: { S: "x".repeat(400 * 1024) } })],
      "Item size has exceeded the maximum allowed size",
    ],
    [
      "a faulty condition, before a missing table",
      [
        { Put: { TableName: "absent", Item: key() } },
        put("a", {}, { ConditionExpression: "attribute_not_exists(" }),
      ],
      'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("',
    ],
    [
      "an update without an expression",
      [{ Update: { TableName: "things", Key: key(), UpdateExpression: undefined } }],
      "1 validation error detected: Value null at 'transactItems.1.member.update.updateExpression' failed to satisfy constraint: Member must not be null",
    ],
    [
      "more than 4 MB",
      Array.from({ length: 11 }, (_, index) => put(`${index}`, { a: { S: "x".repeat(400_000) } })),
      "The aggregate size of the items in the transaction cannot exceed 4 MB",
    ],
  ];
  test.each(refused)("is refused with %s", async (_, items, message) => {
    expect(await invalid(write(items))).toBe(message);
  });

  test("takes 100 parts and no more", async () => {
    const parts = (count: number) => Array.from({ length: count }, (_, index) => put(`${index}`));
    await write(parts(100));
    expect(await invalid(write(parts(101)))).toMatch(/at 'transactItems' .* less than or equal to 100$/);
  });

  test("names a missing table", async () => {
    expect(await refusal(write([{ Put: { TableName: "absent", Item: key() } }]))).toBe(
      "ResourceNotFoundException: Requested resource not found",
    );
  });

  test("costs two units for each KB, checks included", async () => {
    const check = {
      ConditionCheck: {
        TableName: "things",
        Key: key("p", "b"),
        ConditionExpression: "attribute_not_exists(pk)",
      },
    };
    const { ConsumedCapacity } = await write([put("a", { a: { S: "x".repeat(1024) } }), check], {
      ReturnConsumedCapacity: "INDEXES",
    });
    expect(ConsumedCapacity).toEqual([
      {
        TableName: "things",
        CapacityUnits: 6,
        WriteCapacityUnits: 6,
        Table: { CapacityUnits: 6, WriteCapacityUnits: 6 },
      },
    ]);
  });

  test("sent again under its token within ten minutes is done once", async () => {
    const count = (ClientRequestToken: string, by: string) =>
      write(
        [
          {
            Update: {
              TableName: "things",
              Key: key("p", "n"),
              UpdateExpression: "ADD n :n",
              ExpressionAttributeValues: { ":n": { N: by } },
            },
          },
        ],
        { ClientRequestToken, ReturnConsumedCapacity: "TOTAL" },
      );
    await count("token", "1");
    const again = await count("token", "1");
    expect(again.ConsumedCapacity).toEqual([{ TableName: "things", CapacityUnits: 2, ReadCapacityUnits: 2 }]);
    expect((await stored("n"))?.n).toEqual({ N: "1" });
    expect((await failure(count("token", "2"))).name).toBe("IdempotentParameterMismatchException");
    stack.clock.advance(10 * 60_000);
    await count("token", "2");
    expect((await stored("n"))?.n).toEqual({ N: "3" });
  });
});

describe("a transaction of reads", () => {
  test("answers in the order asked, in parts if wanted", async () => {
    await write([put("a", { v: { S: "1" } }), put("b")]);
    const { Responses, ConsumedCapacity } = await read(
      [
        get("b"),
        get("absent"),
        get("a", { ProjectionExpression: "v" }),
        get("c", { ProjectionExpression: "v" }),
      ],
      { ReturnConsumedCapacity: "TOTAL" },
    );
    expect(Responses).toEqual([{ Item: key("p", "b") }, {}, { Item: { v: { S: "1" } } }, {}]);
    expect(ConsumedCapacity).toEqual([{ TableName: "things", CapacityUnits: 8, ReadCapacityUnits: 8 }]);
  });

  test("is cancelled by a key that does not fit", async () => {
    const error = await failure(read([get("a"), { Get: { TableName: "things", Key: { pk: { S: "p" } } } }]));
    expect([error.name, error.CancellationReasons]).toEqual([
      "TransactionCanceledException",
      [
        { Code: "None" },
        { Code: "ValidationError", Message: "The provided key element does not match the schema" },
      ],
    ]);
  });

  test("is refused when faulty", async () => {
    expect(await invalid(read([get("a"), get("a")]))).toBe(
      "Transaction request cannot include multiple operations on one item",
    );
    expect(await invalid(read([get("a", { ProjectionExpression: "!!!" })]))).toBe(
      'Invalid ProjectionExpression: Syntax error; token: "!", near: "!!"',
    );
    expect(await refusal(read([get("a", { TableName: "absent" })]))).toBe(
      "ResourceNotFoundException: Requested resource not found",
    );
  });

  test("reads no more than 4 MB", async () => {
    const names = Array.from({ length: 11 }, (_, index) => `${index}`);
    for (const sk of names)
      await stack.client.send(
        new PutItemCommand({ TableName: "things", Item: { ...key("p", sk), a: { S: "x".repeat(400_000) } } }),
      );
    expect(await invalid(read(names.map((sk) => get(sk))))).toContain("4 MB");
  });
});
