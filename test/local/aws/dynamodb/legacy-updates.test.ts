import {
  type AttributeValue,
  type AttributeValueUpdate,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, invalid, key, refusal, type SdkItem } from "./setup.ts";

const stack = eachTestWithStack();
beforeEach(() => createThings(stack.client));

const send = (AttributeUpdates: Record<string, AttributeValueUpdate>, more: object = {}) =>
  stack.client.send(new UpdateItemCommand({ TableName: "things", Key: key(), AttributeUpdates, ...more }));
const put = (item: SdkItem) =>
  stack.client.send(new PutItemCommand({ TableName: "things", Item: { ...key(), ...item } }));

async function stored(): Promise<SdkItem | undefined> {
  const { Item } = await stack.client.send(new GetItemCommand({ TableName: "things", Key: key() }));
  if (!Item) return undefined;
  const { pk: _, sk: __, ...rest } = Item;
  return rest;
}

const counted = "1 validation error detected: ";
const invalidParameter = `${counted}One or more parameter values were invalid: `;

describe("AttributeUpdates", () => {
  test("puts by default, and creates the item", async () => {
    await send({ a: { Value: { S: "1" } }, "b.c": { Action: "PUT", Value: { L: [] } } });
    expect(await stored()).toEqual({ a: { S: "1" }, "b.c": { L: [] } });
  });

  test.each<[string, AttributeValue | undefined, AttributeValue, AttributeValue]>([
    ["a number", { N: "7" }, { N: "-3.5" }, { N: "3.5" }],
    ["a number to nothing", undefined, { N: "2" }, { N: "2" }],
    ["members of a set", { SS: ["a", "c"] }, { SS: ["c", "b"] }, { SS: ["a", "b", "c"] }],
    [
      "elements of a list",
      { L: [{ N: "1" }] },
      { L: [{ N: "1" }, { S: "x" }] },
      { L: [{ N: "1" }, { N: "1" }, { S: "x" }] },
    ],
    ["a list to nothing", undefined, { L: [{ N: "1" }] }, { L: [{ N: "1" }] }],
  ])("adds %s", async (_, before, Value, after) => {
    await put(before ? { a: before } : {});
    await send({ a: { Action: "ADD", Value } });
    expect(await stored()).toEqual({ a: after });
  });

  test("deletes an attribute, and members of a set", async () => {
    await put({ a: { S: "1" }, b: { NS: ["1", "2", "3"] }, c: { SS: ["x"] }, d: { S: "1" } });
    const { Attributes } = await send(
      {
        a: { Action: "DELETE" },
        b: { Action: "DELETE", Value: { NS: ["2", "4"] } },
        c: { Action: "DELETE", Value: { SS: ["x"] } },
      },
      { ReturnValues: "UPDATED_OLD" },
    );
    expect(Attributes).toEqual({ a: { S: "1" }, b: { NS: ["1", "2", "3"] }, c: { SS: ["x"] } });
    expect(await stored()).toEqual({ b: { NS: ["1", "3"] }, d: { S: "1" } });
  });

  test("creates an item with no update at all, and none with deletions alone", async () => {
    await send({ a: { Action: "DELETE" }, b: { Action: "DELETE", Value: { SS: ["x"] } } });
    expect(await stored()).toBeUndefined();
    await send({});
    expect(await stored()).toEqual({});
  });

  test("waits for Expected", async () => {
    await put({ a: { N: "1" } });
    const add = { a: { Action: "ADD", Value: { N: "1" } } } as const;
    const once = () => send(add, { Expected: { a: { Value: { N: "1" } } } });
    await once();
    expect(await refusal(once())).toContain("ConditionalCheckFailedException");
    expect(await stored()).toEqual({ a: { N: "2" } });
  });

  test.each<[string, AttributeValueUpdate]>([
    ["adds a number to a set", { Action: "ADD", Value: { N: "1" } }],
    ["adds texts to numbers", { Action: "ADD", Value: { SS: ["x"] } }],
    ["adds a list to a set", { Action: "ADD", Value: { L: [] } }],
    ["deletes texts from numbers", { Action: "DELETE", Value: { SS: ["x"] } }],
  ])("is refused when it %s", async (_, update) => {
    await put({ a: { NS: ["1"] } });
    expect(await invalid(send({ a: update }))).toBe("Type mismatch for attribute to update");
  });

  test.each<[string, AttributeValueUpdate, string]>([
    ["nothing is given to put", {}, "Only DELETE action is allowed when no attribute value is specified"],
    [
      "nothing is given to add",
      { Action: "ADD" },
      "Only DELETE action is allowed when no attribute value is specified",
    ],
    [
      "text is to be added",
      { Action: "ADD", Value: { S: "x" } },
      "ADD action is not supported for the type S",
    ],
    [
      "a list is to be deleted from",
      { Action: "DELETE", Value: { L: [] } },
      "DELETE action with value is not supported for the type L",
    ],
    ["a set is empty", { Action: "PUT", Value: { SS: [] } }, "An string set  may not be empty"],
  ])("is refused when %s", async (_, update, message) => {
    expect(await invalid(send({ a: update }))).toBe(`${invalidParameter}${message}`);
  });

  test("is refused for the key, and for another action", async () => {
    expect(await invalid(send({ sk: { Value: { S: "x" } } }))).toBe(
      "One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key",
    );
    const { body } = await stack.post("UpdateItem", {
      TableName: "things",
      Key: key(),
      AttributeUpdates: { a: { Action: "SET", Value: { S: "x" } } },
    });
    expect(body.message).toBe(
      `${counted}Value 'SET' at 'attributeUpdates.a.member.action' failed to satisfy constraint: ` +
        "Member must satisfy enum value set: [ADD, DELETE, PUT]",
    );
  });
});
