import {
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  addNumbers,
  canonicalNumber,
  compareNumbers,
  subtractNumbers,
} from "../../../../local/aws/dynamodb/decimal.ts";
import { createThings, eachTestWithStack, invalid, key } from "./setup.ts";

/** A number as digits and a power of ten, and what it is as a multiple of the smallest power in play. */
const decimal = fc
  .record({ digits: fc.bigInt(-(10n ** 30n), 10n ** 30n), exponent: fc.integer({ min: -40, max: 40 }) })
  .map(({ digits, exponent }) => ({
    text: `${digits}e${exponent}`,
    scaled: digits * 10n ** BigInt(exponent + 40),
  }));
const scaledOf = (canonical: string): bigint => {
  const [whole = "", fraction = ""] = canonical.replace("-", "").split(".");
  const magnitude = BigInt(whole + fraction.padEnd(40, "0"));
  return canonical.startsWith("-") ? -magnitude : magnitude;
};

describe("numbers", () => {
  test("keep their value in the form they are stored in", () => {
    fc.assert(fc.property(decimal, ({ text, scaled }) => scaledOf(canonicalNumber(text)) === scaled));
  });

  test("have one stored form for each value", () => {
    fc.assert(
      fc.property(decimal, fc.nat({ max: 5 }), ({ text }, zeros) => {
        const [digits, exponent] = text.split("e");
        const padded = `${digits}${"0".repeat(zeros)}E${Number(exponent) - zeros}`;
        return canonicalNumber(padded) === canonicalNumber(text);
      }),
    );
  });

  test("compare as integers of any length do", () => {
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        const order = compareNumbers(canonicalNumber(left.text), canonicalNumber(right.text));
        const expected = left.scaled < right.scaled ? -1 : left.scaled > right.scaled ? 1 : 0;
        expect(Math.sign(order)).toBe(expected);
      }),
    );
  });

  test("add and subtract exactly, or not at all when 38 digits do not hold the result", () => {
    const fits = (value: bigint) => String(value).replace("-", "").replace(/0+$/, "").length <= 38;
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        const [a, b] = [canonicalNumber(left.text), canonicalNumber(right.text)];
        for (const [work, result] of [
          [addNumbers, left.scaled + right.scaled],
          [subtractNumbers, left.scaled - right.scaled],
        ] as const)
          if (fits(result)) expect(scaledOf(work(a, b))).toBe(result);
          else expect(() => work(a, b)).toThrow("more than 38 significant digits");
      }),
    );
  });
});

const stack = eachTestWithStack();
beforeEach(() => createThings(stack.client));
const put = (Item: object) =>
  stack.client.send(new PutItemCommand({ TableName: "things", Item: { ...key(), ...Item } }));
const stored = async () =>
  (await stack.client.send(new GetItemCommand({ TableName: "things", Key: key() }))).Item;

describe("values are stored in AWS's form", () => {
  const forms: [string, string][] = [
    ["0042.1200", "42.12"],
    ["-0", "0"],
    ["+.5", "0.5"],
    ["1.5E2", "150"],
    ["1E125", `1${"0".repeat(125)}`],
    ["1e-130", `0.${"0".repeat(129)}1`],
    ["12345678901234567890123456789012345678", "12345678901234567890123456789012345678"],
  ];
  test.each(forms)("the number %s as %.50s", async (N, expected) => {
    await put({ n: { N } });
    expect((await stored())?.n).toEqual({ N: expected });
  });

  test("sets with their members in order", async () => {
    await put({
      n: { NS: ["10", "-1", "9.50"] },
      s: { SS: ["b", "", "a"] },
      b: { BS: [new Uint8Array([2]), new Uint8Array([1])] },
    });
    expect(await stored()).toEqual({
      ...key(),
      n: { NS: ["-1", "9.5", "10"] },
      s: { SS: ["", "a", "b"] },
      b: { BS: [new Uint8Array([1]), new Uint8Array([2])] },
    });
  });
});

describe("AWS's words for a faulty value", () => {
  const invalidValues = "One or more parameter values were invalid: ";
  const cases: [object, string][] = [
    [{ N: "abc" }, "The parameter cannot be converted to a numeric value: abc"],
    [{ N: "" }, "The parameter cannot be converted to a numeric value: "],
    [{ N: " 1" }, "The parameter cannot be converted to a numeric value:  1"],
    [
      { N: "1e126" },
      "Number overflow. Attempting to store a number with magnitude larger than supported range",
    ],
    [
      { N: "1e-131" },
      "Number underflow. Attempting to store a number with magnitude smaller than supported range",
    ],
    [
      { N: "0e126" },
      "Number overflow. Attempting to store a number with magnitude larger than supported range",
    ],
    [
      { N: "1e9223372036854775808" },
      "The parameter cannot be converted to a numeric value: 1e9223372036854775808",
    ],
    [{ M: { "": { S: "x" } } }, "Empty attribute name"],
    [{ N: `1${"2".repeat(38)}` }, "Attempting to store more than 38 significant digits in a Number"],
    [{ SS: [] }, `${invalidValues}An string set  may not be empty`],
    [{ NS: [] }, `${invalidValues}An number set  may not be empty`],
    [{ BS: [] }, `${invalidValues}Binary sets should not be empty`],
    [{ SS: ["b", "a", "b"] }, `${invalidValues}Input collection ["a", "b", "b"] contains duplicates.`],
    [{ NS: ["1", "1.0"] }, `${invalidValues}Input collection contains duplicates.`],
    [
      { BS: ["AA==", "AA=="] },
      `${invalidValues}Input collection ["AA==","AA=="]of type BS contains duplicates.`,
    ],
    [{ NULL: false }, `${invalidValues}Null attribute value types must have the value of true`],
    [{}, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"],
    [
      { S: "a", N: "1" },
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    ],
    [{ L: [{ M: { x: { N: "x" } } }] }, "The parameter cannot be converted to a numeric value: x"],
  ];
  test.each(cases)("%j", async (value, message) => {
    const { body } = await stack.post("PutItem", { TableName: "things", Item: { ...key(), a: value } });
    expect([body.__type, body.message]).toEqual([
      "com.amazon.coral.validate#ValidationException",
      `1 validation error detected: ${message}`,
    ]);
  });

  const shapes: [object, string][] = [
    [{ S: 5 }, "NUMBER_VALUE cannot be converted to String"],
    [{ BOOL: "perhaps" }, "Unexpected token received from parser"],
    [{ BOOL: 1 }, "NUMBER_VALUE cannot be converted to Boolean"],
    [{ S: [] }, "Unrecognized collection type class java.lang.String"],
    [{ B: "abc" }, "Base64 encoded length is expected a multiple of 4 bytes but found: 3"],
    [{ L: {} }, "Start of structure or map found where not expected"],
  ];
  test.each(shapes)("of another JSON type: %j", async (value, message) => {
    const { body } = await stack.post("PutItem", { TableName: "things", Item: { ...key(), a: value } });
    expect([body.__type, body.message]).toEqual(["com.amazon.coral.service#SerializationException", message]);
  });

  test("differ by operation", async () => {
    const wrong = { SS: ["b", "a", "b"] };
    const batch = { RequestItems: { things: [{ PutRequest: { Item: { ...key(), a: wrong } } }] } };
    expect(await invalid(stack.client.send(new BatchWriteItemCommand(batch)))).toBe(
      `${invalidValues}Input collection [b, a, b] contains duplicates.`,
    );
    const query = {
      TableName: "things",
      KeyConditionExpression: "pk = :v",
      ExpressionAttributeValues: { ":v": wrong },
    };
    expect(await invalid(stack.client.send(new QueryCommand(query)))).toBe(
      `${invalidValues}Input collection ["a", "b", "b"] contains duplicates.`,
    );
  });

  test("are the same for a result that cannot be stored", async () => {
    const values = { ":a": { N: "9.9e125" } };
    const update = {
      TableName: "things",
      Key: key(),
      UpdateExpression: "SET n = :a + :a",
      ExpressionAttributeValues: values,
    };
    expect(await invalid(stack.client.send(new UpdateItemCommand(update)))).toMatch(/^Number overflow\./);
  });
});

test("documents nest 32 levels deep and no deeper", async () => {
  const deep = (levels: number): object => (levels === 0 ? { S: "leaf" } : { M: { n: deep(levels - 1) } });
  await put({ a: deep(31) });
  expect(await invalid(put({ a: deep(32) }))).toContain("Nesting Levels have exceeded supported limits");
});
