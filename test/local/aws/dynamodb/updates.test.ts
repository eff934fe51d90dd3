import {
  type AttributeValue,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, invalid, key, type SdkItem } from "./setup.ts";

const stack = eachTestWithStack();
beforeEach(() => createThings(stack.client));

const send = (
  UpdateExpression: string,
  ExpressionAttributeValues?: Record<string, AttributeValue>,
  ExpressionAttributeNames?: Record<string, string>,
) =>
  stack.client.send(
    new UpdateItemCommand({
      TableName: "things",
      Key: key(),
      UpdateExpression,
      ExpressionAttributeValues,
      ExpressionAttributeNames,
    }),
  );

async function updated(before: SdkItem, ...given: Parameters<typeof send>): Promise<SdkItem> {
  await stack.client.send(new PutItemCommand({ TableName: "things", Item: { ...key(), ...before } }));
  await send(...given);
  const { Item } = await stack.client.send(new GetItemCommand({ TableName: "things", Key: key() }));
  const { pk, sk, ...rest } = Item ?? {};
  expect({ pk, sk }).toEqual(key());
  return rest;
}

const texts = (...values: string[]): AttributeValue => ({ L: values.map((S) => ({ S })) });

describe("SET", () => {
  test("writes attributes, map entries and list elements", async () => {
    const before = { m: { M: { keep: { N: "1" } } }, l: texts("a", "b") };
    const after = await updated(
      before,
      "SET a = :v, m.#x = :v, l[1] = :v, l[9] = :w, l[7] = :v",
      {
        ":v": { S: "v" },
        ":w": { S: "w" },
      },
      { "#x": "x.y" },
    );
    expect(after).toEqual({
      a: { S: "v" },
      m: { M: { keep: { N: "1" }, "x.y": { S: "v" } } },
      l: texts("a", "v", "v", "w"),
    });
  });

  test("reads every value before it writes any", async () => {
    const after = await updated({ a: { S: "1" }, b: { S: "2" } }, "SET a = b, b = a");
    expect(after).toEqual({ a: { S: "2" }, b: { S: "1" } });
  });

  test("adds and subtracts exactly", async () => {
    const after = await updated(
      { a: { N: "0.1" }, big: { N: "12345678901234567890123456789012345678" } },
      "SET a = a + :v, b = :v - a, big = big + :one, c = (big - :one)",
      { ":v": { N: "0.2" }, ":one": { N: "1" } },
    );
    expect(after).toEqual({
      a: { N: "0.3" },
      b: { N: "0.1" },
      big: { N: "12345678901234567890123456789012345679" },
      c: { N: "12345678901234567890123456789012345677" },
    });
  });

  test("falls back where an attribute does not exist", async () => {
    const after = await updated(
      { a: { N: "1" } },
      "SET a = if_not_exists(a, :v), b = if_not_exists(b, :v) + :v, c = if_not_exists(c, a)",
      { ":v": { N: "5" } },
    );
    expect(after).toEqual({ a: { N: "1" }, b: { N: "10" }, c: { N: "1" } });
  });

  test("joins lists at either end", async () => {
    const after = await updated(
      { l: texts("b") },
      "SET l = list_append(l, :c), f = list_append(:c, l), n = list_append(if_not_exists(n, :e), :c)",
      { ":c": texts("c"), ":e": { L: [] } },
    );
    expect(after).toEqual({ l: texts("b", "c"), f: texts("c", "b"), n: texts("c") });
  });
});

describe("REMOVE", () => {
  test("creates no item, nor does DELETE", async () => {
    await send("REMOVE a DELETE b :b", { ":b": { SS: ["x"] } });
    const read = new GetItemCommand({ TableName: "things", Key: key() });
    expect((await stack.client.send(read)).Item).toBeUndefined();
    await send("REMOVE a ADD b :b", { ":b": { SS: ["x"] } });
    expect((await stack.client.send(read)).Item).toEqual({ ...key(), b: { SS: ["x"] } });
  });

  test("takes out attributes, map entries and list elements by their old places", async () => {
    const before = {
      a: { S: "1" },
      m: { M: { x: { S: "1" }, y: { S: "2" } } },
      l: texts("a", "b", "c", "d"),
    };
    const after = await updated(before, "REMOVE a, m.x, l[1], l[2], l[9], absent SET l[0] = :v", {
      ":v": { S: "A" },
    });
    expect(after).toEqual({ m: { M: { y: { S: "2" } } }, l: texts("A", "d") });
  });
});

describe("ADD and DELETE", () => {
  test("count with numbers, from zero when there is absent", async () => {
    const after = await updated({ a: { N: "1.5" } }, "ADD a :v, b :v", { ":v": { N: "-2" } });
    expect(after).toEqual({ a: { N: "-0.5" }, b: { N: "-2" } });
  });

  test("unite and subtract sets, whose members stay sorted", async () => {
    const after = await updated(
      { n: { NS: ["10", "9"] }, s: { SS: ["b"] }, gone: { SS: ["x"] } },
      "ADD n :n, s :s, fresh :s DELETE gone :x, absent :x",
      { ":n": { NS: ["9.0", "100"] }, ":s": { SS: ["c", "a"] }, ":x": { SS: ["x", "y"] } },
    );
    expect(after).toEqual({
      n: { NS: ["9", "10", "100"] },
      s: { SS: ["a", "b", "c"] },
      fresh: { SS: ["a", "c"] },
    });
  });

  test("move a member from one set to another in one update", async () => {
    const after = await updated({ failed: { NS: ["1", "2"] } }, "ADD done :n DELETE failed :n", {
      ":n": { NS: ["2"] },
    });
    expect(after).toEqual({ failed: { NS: ["1"] }, done: { NS: ["2"] } });
  });
});

describe("AWS's words for a faulty update", () => {
  const cases: [string, string][] = [
    ["INVALID SYNTAX HERE", 'Syntax error; token: "INVALID", near: "INVALID SYNTAX"'],
    ["SET a = :s +", 'Syntax error; token: "<EOF>", near: "+"'],
    ["SET a = :n + :n + :n", 'Syntax error; token: "+", near: ":n + :n"'],
    ["SET", 'Syntax error; token: "<EOF>", near: "SET"'],
    ["SET a = :s SET b = :s", 'The "SET" section can only be used once in an update expression;'],
    ["SET data = :s", "Attribute name is a reserved keyword; reserved keyword: data"],
    ["SET a = size(b)", "Invalid function name; function: size"],
    [
      "SET a = if_not_exists(a)",
      "Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1",
    ],
    [
      "SET a = if_not_exists(:s, :s)",
      "Operator or function requires a document path; operator or function: if_not_exists",
    ],
    [
      "SET a = list_append(a, :s)",
      "Incorrect operand type for operator or function; operator or function: list_append, operand type: S",
    ],
    [
      "SET a = a + :s",
      "Incorrect operand type for operator or function; operator or function: +, operand type: S",
    ],
    ["ADD a :s", "Incorrect operand type for operator or function; operator: ADD, operand type: STRING"],
    [
      "DELETE a :n",
      "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER",
    ],
    [
      "SET a = :s, a.b = :s",
      "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]",
    ],
    [
      "SET a.b = :s REMOVE a[1]",
      "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [1]]",
    ],
    [
      "SET a = :missing",
      "An expression attribute value used in expression is not defined; attribute value: :missing",
    ],
    [
      "SET #a = :s",
      "An expression attribute name used in the document path is not defined; attribute name: #a",
    ],
  ];
  test.each(cases)("%s", async (expression, message) => {
    expect(await invalid(send(expression, { ":s": { S: "x" }, ":n": { N: "1" } }))).toBe(
      `1 validation error detected: Invalid UpdateExpression: ${message}`,
    );
  });

  const unfit: [string, string][] = [
    ["SET a = absent", "The provided expression refers to an attribute that does not exist in the item"],
    ["SET absent.x = :n", "The document path provided in the update expression is invalid for update"],
    ["SET s[0] = :n", "The document path provided in the update expression is invalid for update"],
    ["REMOVE absent.x", "The document path provided in the update expression is invalid for update"],
    ["SET a = s + :n", "An operand in the update expression has an incorrect data type"],
    ["SET a = list_append(s, s)", "An operand in the update expression has an incorrect data type"],
    ["ADD s :n", "An operand in the update expression has an incorrect data type"],
  ];
  test.each(unfit)("on an item that it does not fit: %s", async (expression, message) => {
    const values = expression.includes(":n") ? { ":n": { N: "1" } } : undefined;
    expect(await invalid(updated({ s: { S: "x" } }, expression, values))).toBe(message);
  });
});

test("a list index far beyond the end costs no more than any other", async () => {
  const after = await updated({ l: texts("a") }, "SET l[4000000000] = :v", { ":v": { S: "z" } });
  expect(after).toEqual({ l: texts("a", "z") });
});
