import {
  type AttributeValue,
  type ComparisonOperator,
  DeleteItemCommand,
  type ExpectedAttributeValue,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, invalid, key, refusal, type SdkItem } from "./setup.ts";

const stack = eachTestWithStack();
beforeEach(() => createThings(stack.client));

const attributes: SdkItem = {
  text: { S: "hello" },
  number: { N: "3" },
  bytes: { B: Buffer.from("hello") },
  texts: { SS: ["b", "a"] },
  numbers: { NS: ["1", "2"] },
  list: { L: [{ N: "4" }, { S: "x" }] },
  nothing: { NULL: true },
  flag: { BOOL: true },
};
const item = { ...key(), ...attributes };

type Expectations = Record<string, ExpectedAttributeValue>;
const put = (Expected: Expectations, more: object = {}) =>
  stack.client.send(new PutItemCommand({ TableName: "things", Item: item, Expected, ...more }));

const comparing = (ComparisonOperator: ComparisonOperator, ...AttributeValueList: AttributeValue[]) => ({
  ComparisonOperator,
  AttributeValueList,
});

/** Whether the item meets a condition: as a filter and as an expectation alike. */
async function meets(name: string, condition: ReturnType<typeof comparing>): Promise<boolean> {
  await stack.client.send(new PutItemCommand({ TableName: "things", Item: item }));
  const { Count } = await stack.client.send(
    new ScanCommand({ TableName: "things", ScanFilter: { [name]: condition } }),
  );
  const written = await put({ [name]: condition }).then(
    () => true,
    (error: Error) => error.name !== "ConditionalCheckFailedException",
  );
  expect(written).toBe(Count === 1);
  return written;
}

const invalidParameter = "One or more parameter values were invalid: ";

describe("a comparison of the older parameters", () => {
  test.each<[string, ComparisonOperator, AttributeValue[], boolean]>([
    ["text", "EQ", [{ S: "hello" }], true],
    ["texts", "EQ", [{ SS: ["a", "b"] }], true],
    ["list", "EQ", [{ L: [{ N: "4" }, { S: "x" }] }], true],
    ["flag", "EQ", [{ BOOL: false }], false],
    ["number", "EQ", [{ S: "3" }], false],
    ["absent", "EQ", [{ S: "a" }], false],
    ["number", "NE", [{ S: "3" }], true],
    ["absent", "NE", [{ S: "3" }], true],
    ["number", "NE", [{ N: "3.0" }], false],
    ["number", "LT", [{ N: "10" }], true],
    ["text", "LE", [{ S: "hello" }], true],
    ["bytes", "GT", [{ B: Buffer.from("h") }], true],
    ["number", "GE", [{ N: "4" }], false],
    ["number", "GE", [{ S: "1" }], false],
    ["nothing", "NOT_NULL", [], true],
    ["absent", "NOT_NULL", [], false],
    ["absent", "NULL", [], true],
    ["nothing", "NULL", [], false],
    ["text", "CONTAINS", [{ S: "ell" }], true],
    ["bytes", "CONTAINS", [{ B: Buffer.from("ell") }], true],
    ["numbers", "CONTAINS", [{ N: "2" }], true],
    ["list", "CONTAINS", [{ N: "4" }], true],
    ["text", "CONTAINS", [{ N: "1" }], false],
    ["text", "NOT_CONTAINS", [{ S: "ell" }], false],
    ["text", "NOT_CONTAINS", [{ N: "1" }], true],
    ["absent", "NOT_CONTAINS", [{ N: "1" }], false],
    ["text", "BEGINS_WITH", [{ S: "hell" }], true],
    ["number", "BEGINS_WITH", [{ S: "3" }], false],
    ["number", "IN", [{ N: "1" }, { N: "3" }], true],
    ["numbers", "IN", [{ N: "1" }], false],
    ["number", "BETWEEN", [{ N: "3" }, { N: "4" }], true],
    ["text", "BETWEEN", [{ S: "a" }, { S: "b" }], false],
    ["absent", "BETWEEN", [{ N: "0" }, { N: "9" }], false],
  ])("%s %s %j is %s", async (name, operator, values, met) => {
    expect(await meets(name, comparing(operator, ...values))).toBe(met);
  });

  test("takes an attribute's name as it is, dots and all", async () => {
    const dotted = { ...item, "a.b": { S: "1" } };
    await stack.client.send(new PutItemCommand({ TableName: "things", Item: dotted }));
    await put({ "a.b": comparing("EQ", { S: "1" }), "list[0]": comparing("NULL") });
  });

  test.each<[string, ReturnType<typeof comparing>, string]>([
    [
      "too few values",
      comparing("BETWEEN", { N: "1" }),
      "Invalid number of argument(s) for the BETWEEN ComparisonOperator",
    ],
    [
      "too many values",
      comparing("EQ", { N: "1" }, { N: "2" }),
      "Invalid number of argument(s) for the EQ ComparisonOperator",
    ],
    [
      "values for none",
      comparing("NULL", { N: "1" }),
      "Invalid number of argument(s) for the NULL ComparisonOperator",
    ],
    ["no values at all", comparing("IN"), "Invalid number of argument(s) for the IN ComparisonOperator"],
    [
      "values of several types",
      comparing("IN", { N: "1" }, { S: "1" }),
      "AttributeValues inside AttributeValueList must be of same type",
    ],
    [
      "an order of sets",
      comparing("LE", { SS: ["a"] }),
      "ComparisonOperator LE is not valid for SS AttributeValue type",
    ],
    [
      "a list in a list",
      comparing("CONTAINS", { L: [] }),
      "ComparisonOperator CONTAINS is not valid for L AttributeValue type",
    ],
    [
      "a number as a prefix",
      comparing("BEGINS_WITH", { N: "1" }),
      "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type",
    ],
  ])("is refused with %s", async (_, condition, message) => {
    const scan = new ScanCommand({ TableName: "things", ScanFilter: { a: condition } });
    expect(await invalid(stack.client.send(scan))).toBe(`${invalidParameter}${message}`);
    expect(await invalid(put({ a: condition }))).toBe(
      `1 validation error detected: ${invalidParameter}${message}`,
    );
  });

  test("is refused with bounds that are the wrong way round", async () => {
    const ScanFilter = { a: comparing("BETWEEN", { N: "2" }, { N: "1" }) };
    expect(await invalid(stack.client.send(new ScanCommand({ TableName: "things", ScanFilter })))).toBe(
      "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound",
    );
  });

  test("is refused with a value that is none", async () => {
    const ScanFilter = { a: comparing("EQ", { N: "x" }) };
    expect(await invalid(stack.client.send(new ScanCommand({ TableName: "things", ScanFilter })))).toBe(
      "The parameter cannot be converted to a numeric value: x",
    );
  });

  test("is refused with an operator that is none", async () => {
    const { body } = await stack.post("Scan", {
      TableName: "things",
      ScanFilter: { a: { ComparisonOperator: "eq" }, b: {} },
    });
    expect(body.message).toBe(
      "2 validation errors detected: Value 'eq' at 'scanFilter.a.member.comparisonOperator' failed to satisfy constraint: " +
        "Member must satisfy enum value set: [IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]; " +
        "Value null at 'scanFilter.b.member.comparisonOperator' failed to satisfy constraint: Member must not be null",
    );
  });
});

describe("Expected", () => {
  beforeEach(() => stack.client.send(new PutItemCommand({ TableName: "things", Item: item })));

  const failed = "ConditionalCheckFailedException: The conditional request failed";
  test("asks for a value, or for none", async () => {
    await put({ number: { Value: { N: "3" } }, absent: { Exists: false } });
    await put({ number: { Value: { N: "3" }, Exists: true } });
    expect(await refusal(put({ number: { Value: { N: "4" } } }))).toBe(failed);
    expect(await refusal(put({ number: { Value: { N: "4" }, Exists: true } }))).toBe(failed);
    expect(await refusal(put({ absent: { Value: { N: "3" } } }))).toBe(failed);
    expect(await refusal(put({ number: { Exists: false } }))).toBe(failed);
  });

  test("takes the one value of an operator in either form", async () => {
    await put({ number: { ComparisonOperator: "GT", Value: { N: "2" } } });
    expect(await refusal(put({ number: { ComparisonOperator: "GT", Value: { N: "3" } } }))).toBe(failed);
  });

  test("asks for all, or with OR for one of several", async () => {
    const one = { number: { Value: { N: "4" } }, text: { Value: { S: "hello" } } };
    expect(await refusal(put(one))).toBe(failed);
    expect(await refusal(put(one, { ConditionalOperator: "AND" }))).toBe(failed);
    await put(one, { ConditionalOperator: "OR" });
    const none = { number: { Value: { N: "4" } }, text: { Exists: false } };
    expect(await refusal(put(none, { ConditionalOperator: "OR" }))).toBe(failed);
  });

  test("asks for nothing when it is empty", async () => {
    await put({});
  });

  test("holds for a deletion, and shows the item that failed it", async () => {
    const remove = (value: string, more: object = {}) =>
      stack.client.send(
        new DeleteItemCommand({
          TableName: "things",
          Key: key(),
          Expected: { text: { Value: { S: value } } },
          ...more,
        }),
      );
    await expect(remove("other", { ReturnValuesOnConditionCheckFailure: "ALL_OLD" })).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
      Item: key(),
    });
    await remove("hello");
  });

  test.each<[string, ExpectedAttributeValue, string]>([
    ["nothing", {}, "Value must be provided when Exists is null for Attribute: a"],
    ["existence alone", { Exists: true }, "Value must be provided when Exists is true for Attribute: a"],
    [
      "a value that is not to exist",
      { Exists: false, Value: { S: "a" } },
      "Value cannot be used when Exists is false for Attribute: a",
    ],
    [
      "existence beside an operator",
      { Exists: false, ComparisonOperator: "EQ", Value: { S: "a" } },
      "Exists and ComparisonOperator cannot be used together for Attribute: a",
    ],
    [
      "values in both forms",
      { Value: { S: "a" }, AttributeValueList: [{ S: "a" }], ComparisonOperator: "EQ" },
      "Value and AttributeValueList cannot be used together for Attribute: a",
    ],
    [
      "an operator alone",
      { ComparisonOperator: "EQ" },
      "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a",
    ],
    [
      "values alone",
      { AttributeValueList: [{ S: "a" }] },
      "AttributeValueList can only be used with a ComparisonOperator for Attribute: a",
    ],
  ])("is refused with %s", async (_, expected, message) => {
    expect(await invalid(put({ a: expected }))).toBe(
      `1 validation error detected: ${invalidParameter}${message}`,
    );
  });
});

describe("ConditionalOperator", () => {
  test("needs two conditions to join", async () => {
    const scan = (more: object) =>
      stack.client.send(new ScanCommand({ TableName: "things", ConditionalOperator: "AND", ...more }));
    const without = "ConditionalOperator cannot be used without Filter or Expected";
    expect(await invalid(scan({}))).toBe(without);
    expect(await invalid(scan({ ScanFilter: {} }))).toBe(without);
    expect(await invalid(scan({ ScanFilter: { a: comparing("NULL") } }))).toBe(
      "ConditionalOperator can only be used when Filter or Expected has two or more elements",
    );
    expect(await invalid(put({}, { ConditionalOperator: "OR" }))).toContain(without);
  });

  test("is AND or OR", async () => {
    const { body } = await stack.post("Scan", { TableName: "things", ConditionalOperator: "and" });
    expect(body.message).toBe(
      "1 validation error detected: Value 'and' at 'conditionalOperator' failed to satisfy constraint: " +
        "Member must satisfy enum value set: [OR, AND]",
    );
  });
});
