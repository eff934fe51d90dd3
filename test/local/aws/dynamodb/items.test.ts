import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, failure, invalid, key, refusal, type SdkItem } from "./setup.ts";

const stack = eachTestWithStack();
beforeEach(() => createThings(stack.client));

const put = (Item: SdkItem, other: Partial<PutItemCommandInput> = {}) =>
  stack.client.send(new PutItemCommand({ TableName: "things", Item, ...other }));
const update = (other: Partial<UpdateItemCommandInput>) =>
  stack.client.send(new UpdateItemCommand({ TableName: "things", Key: key(), ...other }));
const remove = (other: object = {}) =>
  stack.client.send(new DeleteItemCommand({ TableName: "things", Key: key(), ...other }));
const get = (other: object = {}) =>
  stack.client.send(new GetItemCommand({ TableName: "things", Key: key(), ...other }));

describe("an item", () => {
  test("comes back as it was put, with every type of attribute", async () => {
    const Item: SdkItem = {
      ...key(),
      text: { S: "" },
      number: { N: "-12.5" },
      binary: { B: new Uint8Array([0, 255]) },
      yes: { BOOL: true },
      nothing: { NULL: true },
      texts: { SS: ["a", "b"] },
      numbers: { NS: ["1", "2"] },
      binaries: { BS: [new Uint8Array([1])] },
      list: { L: [{ S: "x" }, { M: { deep: { N: "1" } } }] },
      map: { M: { "a.b": { S: "dot" } } },
      constructor: { S: "a name as any other" },
    };
    await put(Item);
    expect((await get()).Item).toEqual(Item);
  });

  test("keeps an attribute named __proto__", async () => {
    await stack.post(
      "PutItem",
      JSON.parse('{"TableName":"things","Item":{"pk":{"S":"p"},"sk":{"S":"s"},"__proto__":{"N":"01"}}}'),
    );
    await update({ UpdateExpression: "SET a = :v", ExpressionAttributeValues: { ":v": { S: "x" } } });
    const { body } = await stack.post("GetItem", { TableName: "things", Key: key() });
    expect(JSON.stringify(body)).toContain('"__proto__":{"N":"1"}');
    expect(await refusal(remove({ ConditionExpression: "attribute_exists(toString)" }))).toContain(
      "ConditionalCheckFailedException",
    );
  });

  test("is absent from the reply when it does not exist", async () => {
    expect(await get()).not.toHaveProperty("Item");
  });

  test("can be read in parts", async () => {
    await put({
      ...key(),
      a: { M: { b: { S: "1" }, c: { S: "2" } } },
      l: { L: [{ N: "0" }, { N: "1" }, { N: "2" }] },
    });
    const { Item } = await get({
      ProjectionExpression: "a.b, l[2], l[0], #x",
      ExpressionAttributeNames: { "#x": "none" },
    });
    expect(Item).toEqual({ a: { M: { b: { S: "1" } } }, l: { L: [{ N: "0" }, { N: "2" }] } });
  });
});

describe("return values", () => {
  const first = { ...key(), a: { S: "old" }, m: { M: { x: { N: "1" }, y: { N: "2" } } } };
  const change = {
    UpdateExpression: "SET a = :v, m.x = :n REMOVE m.y",
    ExpressionAttributeValues: { ":v": { S: "new" }, ":n": { N: "3" } },
  };
  const cases: [string, SdkItem][] = [
    ["ALL_OLD", first],
    ["UPDATED_OLD", { a: { S: "old" }, m: { M: { x: { N: "1" }, y: { N: "2" } } } }],
    ["ALL_NEW", { ...key(), a: { S: "new" }, m: { M: { x: { N: "3" } } } }],
    ["UPDATED_NEW", { a: { S: "new" }, m: { M: { x: { N: "3" } } } }],
  ];
  test.each(cases)("of an update: %s", async (ReturnValues, expected) => {
    await put(first);
    const { Attributes } = await update({ ...change, ReturnValues: ReturnValues as "ALL_OLD" });
    expect(Attributes).toEqual(expected);
  });

  test("are absent when there is nothing to return", async () => {
    expect(await put(key(), { ReturnValues: "ALL_OLD" })).not.toHaveProperty("Attributes");
    expect(await update({ UpdateExpression: "REMOVE a", ReturnValues: "UPDATED_NEW" })).not.toHaveProperty(
      "Attributes",
    );
    expect(await update({ UpdateExpression: "REMOVE a" })).not.toHaveProperty("Attributes");
    await remove();
    expect(await remove({ ReturnValues: "ALL_OLD" })).not.toHaveProperty("Attributes");
    const { body } = await stack.post("DeleteItem", {
      TableName: "things",
      Key: key(),
      ReturnValues: "ALL_OLD",
    });
    expect(body).toEqual({});
  });

  test("of a put and a deletion show the item before", async () => {
    await put(first);
    expect((await put({ ...key(), b: { S: "x" } }, { ReturnValues: "ALL_OLD" })).Attributes).toEqual(first);
    expect((await remove({ ReturnValues: "ALL_OLD" })).Attributes).toEqual({ ...key(), b: { S: "x" } });
  });

  test("of a put and a deletion can be no others", async () => {
    const message = "1 validation error detected: ReturnValues can only be ALL_OLD or NONE";
    expect(await invalid(put(key(), { ReturnValues: "ALL_NEW" }))).toBe(message);
    expect(await invalid(remove({ ReturnValues: "UPDATED_NEW" }))).toBe(message);
  });
});

describe("a condition that fails", () => {
  const ifAbsent = { ConditionExpression: "attribute_not_exists(pk)" };

  test("leaves the item as it is", async () => {
    await put({ ...key(), a: { S: "1" } });
    expect(await refusal(put({ ...key(), a: { S: "2" } }, ifAbsent))).toBe(
      "ConditionalCheckFailedException: The conditional request failed",
    );
    expect((await get()).Item?.a).toEqual({ S: "1" });
  });

  test("shows the item when asked to", async () => {
    const item = { ...key(), a: { S: "1" } };
    await put(item);
    const shown = { ...ifAbsent, ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const };
    expect((await failure(put(key(), shown))).Item).toEqual(item);
    expect((await failure(update(shown))).Item).toEqual(item);
    expect((await failure(remove(shown))).Item).toEqual(item);
    expect((await failure(put(key(), ifAbsent))).Item).toBeUndefined();
  });

  test("has no item to show when there is none", async () => {
    const shown = {
      ConditionExpression: "attribute_exists(pk)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    };
    expect((await failure(remove(shown))).Item).toBeUndefined();
  });
});

test("an update without an expression creates the item with its key", async () => {
  await update({});
  expect((await get()).Item).toEqual(key());
});

describe("consumed capacity", () => {
  const sized = (bytes: number) => ({ ...key(), v: { S: "x".repeat(bytes - 7) } });
  const wanted = { ReturnConsumedCapacity: "TOTAL" as const };

  test("of a write is a unit for each KB of the larger of old and new", async () => {
    const units = async (call: Promise<{ ConsumedCapacity?: { CapacityUnits?: number } }>) =>
      (await call).ConsumedCapacity?.CapacityUnits;
    expect(await units(put(sized(1024), wanted))).toBe(1);
    expect(await units(put(sized(1025), wanted))).toBe(2);
    expect(await units(put(key(), wanted))).toBe(2);
    expect(await units(put(sized(3000), wanted))).toBe(3);
    expect(await units(update({ UpdateExpression: "REMOVE v", ...wanted }))).toBe(3);
    expect(await units(remove(wanted))).toBe(1);
    expect(await units(remove(wanted))).toBe(1);
  });

  test("of a read is a unit for each 4 KB, and half of it without consistency", async () => {
    const units = async (other: object) =>
      (await get({ ...wanted, ...other })).ConsumedCapacity?.CapacityUnits;
    expect(await units({})).toBe(0.5);
    await put(sized(4097));
    expect(await units({})).toBe(1);
    expect(await units({ ConsistentRead: true })).toBe(2);
  });

  test("names the table in full for INDEXES and is absent for NONE", async () => {
    expect((await put(key(), { ReturnConsumedCapacity: "INDEXES" })).ConsumedCapacity).toEqual({
      TableName: "things",
      CapacityUnits: 1,
      Table: { CapacityUnits: 1 },
    });
    expect(await put(key(), { ReturnConsumedCapacity: "NONE" })).not.toHaveProperty("ConsumedCapacity");
  });
});

describe("the size of an item", () => {
  const limit = 400 * 1024;

  test("counts UTF-8 bytes of names and values, and 400 KB are just allowed", async () => {
    const overhead = 6 + Buffer.byteLength("ñ");
    const full = { ...key(), ñ: { S: "é".repeat((limit - overhead) / 2) } };
    await put(full);
    expect(await invalid(put({ ...full, b: { S: "" } }))).toBe(
      "Item size has exceeded the maximum allowed size",
    );
    expect(
      await invalid(
        update({ UpdateExpression: "SET b = :v", ExpressionAttributeValues: { ":v": { S: "" } } }),
      ),
    ).toBe("Item size to update has exceeded the maximum allowed size");
  });

  const numbers: [string, number][] = [
    ["0", 1],
    ["100", 2],
    ["1010", 3],
    ["12345678901234567890123456789012345678", 20],
    ["0.0000001", 2],
    ["1E125", 2],
    ["1.5", 3],
    ["3.14159", 5],
    ["100.5", 4],
    ["-42", 3],
  ];
  test.each(numbers)("counts the number %s as %i bytes", async (N, bytes) => {
    const padded = (total: number) => ({ ...key(), n: { N }, v: { S: "x".repeat(total - 8 - bytes) } });
    await put(padded(limit));
    expect(await invalid(put(padded(limit + 1)))).toContain("Item size has exceeded");
  });
});

describe("a key", () => {
  const prefix = "One or more parameter values were invalid: ";
  const cases: [string, SdkItem, string][] = [
    ["without its range", { pk: { S: "p" } }, "The provided key element does not match the schema"],
    ["of another type", { ...key(), sk: { N: "1" } }, "The provided key element does not match the schema"],
    [
      "with more attributes",
      { ...key(), a: { S: "x" } },
      "The provided key element does not match the schema",
    ],
    [
      "with an empty part",
      key(""),
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
    ],
    [
      "with too long a hash",
      key("é".repeat(1025)),
      `${prefix}Size of hashkey has exceeded the maximum size limit of2048 bytes`,
    ],
    [
      "with too long a range",
      key("p", "x".repeat(1025)),
      `${prefix}Aggregated size of all range keys has exceeded the size limit of 1024 bytes`,
    ],
  ];
  test.each(cases)("%s is refused", async (_, Key, message) => {
    expect(await invalid(get({ Key }))).toBe(message);
    expect(await invalid(update({ Key }))).toBe(message);
    expect(await invalid(remove({ Key }))).toBe(message);
  });

  test("may be as long as 2048 and 1024 bytes", async () => {
    await put(key("é".repeat(1024), "x".repeat(1024)));
  });

  test("must be in an item that is put, in its type", async () => {
    expect(await invalid(put({ pk: { S: "p" } }))).toBe(`${prefix}Missing the key sk in the item`);
    expect(await invalid(put({ ...key(), sk: { N: "1" } }))).toBe(
      `${prefix}Type mismatch for key sk expected: S actual: N`,
    );
  });

  test("cannot be updated", async () => {
    const values = { ExpressionAttributeValues: { ":v": { S: "x" } } };
    expect(await invalid(update({ UpdateExpression: "SET sk = :v", ...values }))).toBe(
      `${prefix}Cannot update attribute sk. This attribute is part of the key`,
    );
  });
});

describe("the members of a request", () => {
  const constraint = "failed to satisfy constraint: Member must";
  test("that are missing or of other words are all named in one message", async () => {
    const { body } = await stack.post("UpdateItem", {
      TableName: "",
      ReturnConsumedCapacity: "SOME",
      ReturnValues: "SOME",
    });
    expect(body.__type).toBe("com.amazon.coral.validate#ValidationException");
    expect(body.message).toBe(
      `4 validation errors detected: Value 'SOME' at 'returnConsumedCapacity' ${constraint} satisfy enum value set: [INDEXES, TOTAL, NONE]; ` +
        `Value '' at 'tableName' ${constraint} have length greater than or equal to 1; ` +
        `Value 'SOME' at 'returnValues' ${constraint} satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]; ` +
        `Value null at 'key' ${constraint} not be null`,
    );
  });

  test("may name a table that does not exist", async () => {
    expect(await refusal(put(key(), { TableName: "other" }))).toBe(
      "ResourceNotFoundException: Requested resource not found",
    );
  });
});
