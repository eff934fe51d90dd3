import {
  type AttributeValue,
  PutItemCommand,
  type PutItemCommandInput,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, failure, invalid, key, type SdkItem } from "./setup.ts";

const stack = eachTestWithStack();

const item: SdkItem = {
  ...key(),
  n: { N: "10" },
  big: { N: "12345678901234567890123456789012345678" },
  s: { S: "banana" },
  accent: { S: "é" },
  b: { B: new Uint8Array([1, 2, 3]) },
  yes: { BOOL: true },
  nothing: { NULL: true },
  ss: { SS: ["a", "b"] },
  ns: { NS: ["2", "1.50"] },
  bs: { BS: [new Uint8Array([9])] },
  l: { L: [{ S: "x" }, { L: [{ N: "1" }] }] },
  m: { M: { a: { N: "1" }, "b.c": { S: "dot" } } },
};

beforeEach(async () => {
  await createThings(stack.client);
  await stack.client.send(new PutItemCommand({ TableName: "things", Item: item }));
});

// The update changes nothing, so that the condition is all that is tried.
const check = (
  ConditionExpression: string,
  ExpressionAttributeValues?: Record<string, AttributeValue>,
  ExpressionAttributeNames?: Record<string, string>,
) =>
  stack.client.send(
    new UpdateItemCommand({
      TableName: "things",
      Key: key(),
      ConditionExpression,
      ExpressionAttributeValues,
      ExpressionAttributeNames,
    }),
  );

async function holds(...given: Parameters<typeof check>): Promise<boolean> {
  const { name } = await check(...given).then(
    () => ({ name: "held" }),
    (error: Error) => error,
  );
  if (name === "held" || name === "ConditionalCheckFailedException") return name === "held";
  throw await failure(check(...given));
}

describe("a condition", () => {
  const v = (value: AttributeValue) => ({ ":v": value });
  const cases: [boolean, string, Record<string, AttributeValue>?][] = [
    [true, "n = :v", v({ N: "10.0" })],
    [false, "n = :v", v({ S: "10" })],
    [true, "n > :v", v({ N: "9" })],
    [false, "n > :v", v({ N: "10" })],
    [true, "n >= :v", v({ N: "10" })],
    [false, "n < :v", v({ N: "10" })],
    [true, "n <= :v", v({ N: "10" })],
    [true, "n <> :v", v({ S: "10" })],
    [true, "big < :v", v({ N: "12345678901234567890123456789012345679" })],
    [false, "big = :v", v({ N: "12345678901234567890123456789012345679" })],
    [true, ":v < n", v({ N: "9" })],
    [false, "s < :v", v({ N: "99" })],
    [true, "s BETWEEN :v AND :w", { ":v": { S: "apple" }, ":w": { S: "cherry" } }],
    [false, "s BETWEEN :v AND :w", { ":v": { S: "c" }, ":w": { S: "d" } }],
    [true, "n IN (:v, :w)", { ":v": { N: "1" }, ":w": { N: "10" } }],
    [false, "absent IN (:v)", v({ N: "1" })],
    [true, "attribute_exists(m.a)"],
    [false, "attribute_exists(m.z)"],
    [true, "attribute_not_exists(l[2])"],
    [true, "attribute_exists(l[1][0])"],
    [true, "attribute_type(nothing, :v)", v({ S: "NULL" })],
    [false, "attribute_type(absent, :v)", v({ S: "S" })],
    [true, "begins_with(s, :v)", v({ S: "ban" })],
    [true, "begins_with(b, :v)", v({ B: new Uint8Array([1, 2]) })],
    [false, "begins_with(n, :v)", v({ S: "1" })],
    [true, "contains(s, :v)", v({ S: "nan" })],
    [true, "contains(ss, :v)", v({ S: "b" })],
    [true, "contains(ns, :v)", v({ N: "1.5" })],
    [true, "contains(bs, :v)", v({ B: new Uint8Array([9]) })],
    [true, "contains(b, :v)", v({ B: new Uint8Array([2, 3]) })],
    [true, "contains(l, :v)", v({ L: [{ N: "1.0" }] })],
    [false, "contains(m, :v)", v({ S: "a" })],
    [true, "size(s) = :v", v({ N: "6" })],
    [true, "size(accent) = :v", v({ N: "2" })],
    [true, "size(b) = :v AND size(l) < :v AND size(m) < :v AND size(ss) < :v", v({ N: "3" })],
    [false, "size(absent) < :v", v({ N: "3" })],
    [false, "size(n) < :v", v({ N: "300" })],
    [true, "ns = :v", v({ NS: ["1.5", "2.0"] })],
    [true, "m = :v", v({ M: { "b.c": { S: "dot" }, a: { N: "1.0" } } })],
    [true, "yes = :v AND nothing <> :v", v({ BOOL: true })],
    [false, "absent = nothing_else"],
    [true, "absent <> nothing_else"],
    [false, "absent = :v", v({ S: "" })],
    [true, "NOT absent = :v", v({ S: "" })],
    [true, "(n) = (:v)", v({ N: "10" })],
  ];
  test.each(cases.map(([expected, expression, values]) => ({ expected, expression, values })))(
    "$expected: $expression",
    async ({ expected, expression, values }) => {
      expect(await holds(expression, values)).toBe(expected);
    },
  );

  test("reaches a name with a dot through an alias", async () => {
    expect(await holds("m.#x = :v", { ":v": { S: "dot" } }, { "#x": "b.c" })).toBe(true);
  });

  test("binds NOT more tightly than AND, and AND more tightly than OR", async () => {
    const yes = "attribute_exists(n)";
    const no = "attribute_not_exists(n)";
    expect(await holds(`${yes} OR ${no} AND ${no}`)).toBe(true);
    expect(await holds(`(${yes} OR ${no}) AND ${no}`)).toBe(false);
    expect(await holds(`NOT ${no} AND ${yes}`)).toBe(true);
    expect(await holds(`NOT (${no} OR ${yes})`)).toBe(false);
    expect(await holds(`not ${no} and ${yes} or ${no}`)).toBe(true);
  });

  test("sorts text by its UTF-8 bytes", async () => {
    expect(await holds(":a < :b", { ":a": { S: "\u{ff5e}" }, ":b": { S: "\u{1f600}" } })).toBe(true);
  });
});

describe("AWS's words for a faulty condition", () => {
  const syntax = (token: string, near: string) => `Syntax error; token: "${token}", near: "${near}"`;
  const operand = (name: string, type: string) =>
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
  const cases: [string, string][] = [
    ["", "The expression can not be empty;"],
    ["n = :v AND", syntax("<EOF>", "AND")],
    ["attribute_exists(", syntax("<EOF>", "(")],
    ["!!! n", syntax("!", "!!")],
    ["n = = :v", syntax("=", "= = :v")],
    ["n", syntax("<EOF>", "n")],
    ["n IN ()", syntax(")", "()")],
    ["((n = :v))", "The expression has redundant parentheses;"],
    [`${"(".repeat(1500)}n = :v${")".repeat(1500)}`, "The expression has redundant parentheses;"],
    ["exists(n)", "Invalid function name; function: exists"],
    ["size(n)", "The function is not allowed to be used this way in an expression; function: size"],
    [
      "contains(n, :v) = :v",
      "The function is not allowed to be used this way in an expression; function: contains",
    ],
    ["status = :v", "Attribute name is a reserved keyword; reserved keyword: status"],
    ["#x = :v", "An expression attribute name used in the document path is not defined; attribute name: #x"],
    ["n = :x", "An expression attribute value used in expression is not defined; attribute value: :x"],
    [
      "contains(n)",
      "Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1",
    ],
    [
      "n = n",
      "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [n]",
    ],
    [
      "attribute_exists(:v)",
      "Operator or function requires a document path; operator or function: attribute_exists",
    ],
    ["begins_with(s, :n)", operand("begins_with", "N")],
    ["size(:n) > :n", operand("size", "N")],
    ["n < :t", operand("<", "BOOL")],
    ["n BETWEEN :t AND :t", operand("BETWEEN", "BOOL")],
    [
      "attribute_type(n, :v)",
      "Invalid attribute type name found; type: x, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
    ],
    ["attribute_type(n, :n)", operand("attribute_type", "N")],
    [
      "n BETWEEN :v AND :n",
      "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {S:x}, upper bound operand: AttributeValue: {N:1}",
    ],
    [
      "s BETWEEN :v AND :a",
      "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:x}, upper bound operand: AttributeValue: {S:a}",
    ],
    [
      `n IN (${Array.from({ length: 101 }, () => ":n").join(",")})`,
      "The IN operator is provided with too many operands; number of operands: 101",
    ],
    [
      Array.from({ length: 151 }, () => "n=:n").join(" OR "),
      "The expression contains too many operators; operator count: 301",
    ],
    [
      `${"x".repeat(4092)} = :v`,
      "Expression size has exceeded the maximum allowed size; expression size: 4097",
    ],
  ];
  const values = { ":v": { S: "x" }, ":a": { S: "a" }, ":n": { N: "1" }, ":t": { BOOL: true } };
  test.each(cases)("%.40s", async (expression, message) => {
    expect(await invalid(check(expression, values))).toBe(
      `1 validation error detected: Invalid ConditionExpression: ${message}`,
    );
  });

  test("the first clause at fault is the one reported", async () => {
    expect(await invalid(check("n = :missing AND begins_with(s, :n)", { ":n": { N: "1" } }))).toContain(
      "attribute value: :missing",
    );
    expect(await invalid(check("begins_with(s, :n) AND n = :missing", { ":n": { N: "1" } }))).toContain(
      "operand type: N",
    );
  });
});

describe("the names and values of a request", () => {
  const put = (other: Partial<PutItemCommandInput>) =>
    stack.client.send(new PutItemCommand({ TableName: "things", Item: key(), ...other }));
  const condition = { ConditionExpression: "attribute_exists(n)" };
  const cases: [Partial<PutItemCommandInput>, string][] = [
    [
      { ...condition, ExpressionAttributeNames: { "#x": "x", "#y": "y" } },
      "Value provided in ExpressionAttributeNames unused in expressions: keys: {#x, #y}",
    ],
    [
      { ...condition, ExpressionAttributeValues: { ":x": { S: "x" } } },
      "Value provided in ExpressionAttributeValues unused in expressions: keys: {:x}",
    ],
    [{ ...condition, ExpressionAttributeNames: {} }, "ExpressionAttributeNames must not be empty"],
    [{ ...condition, ExpressionAttributeValues: {} }, "ExpressionAttributeValues must not be empty"],
    [
      { ...condition, ExpressionAttributeNames: { x: "x" } },
      'ExpressionAttributeNames contains invalid key: Syntax error; key: "x"',
    ],
    [
      { ...condition, ExpressionAttributeValues: { "x:": { S: "x" } } },
      'ExpressionAttributeValues contains invalid key: Syntax error; key: "x:"',
    ],
    [
      { ExpressionAttributeNames: { "#x": "x" } },
      "ExpressionAttributeNames can only be specified when using expressions",
    ],
    [
      { ExpressionAttributeValues: { ":x": { S: "x" } } },
      "ExpressionAttributeValues can only be specified when using expressions",
    ],
  ];
  test.each(cases)("%j", async (other, message) => {
    expect(await invalid(put(other))).toBe(`1 validation error detected: ${message}`);
  });
});
