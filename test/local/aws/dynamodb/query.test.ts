import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createThings, eachTestWithStack, invalid, key, refusal, type SdkItem, things } from "./setup.ts";

const stack = eachTestWithStack();
beforeEach(() => createThings(stack.client));

const put = (Item: SdkItem, TableName = "things") =>
  stack.client.send(new PutItemCommand({ TableName, Item }));
const query = (input: Partial<QueryCommandInput>) =>
  stack.client.send(
    new QueryCommand({
      TableName: "things",
      KeyConditionExpression: "pk = :p",
      ExpressionAttributeValues: { ":p": { S: "p" } },
      ...input,
    }),
  );
/** A query on the partition `p` with a condition on the range key. */
const within = (condition: string, values: Record<string, AttributeValue>, other: object = {}) =>
  query({
    KeyConditionExpression: `pk = :p AND ${condition}`,
    ExpressionAttributeValues: { ":p": { S: "p" }, ...values },
    ...other,
  });
const sorts = (reply: { Items?: SdkItem[] }) => reply.Items?.map(({ sk }) => sk?.S ?? sk?.N);

describe("a query", () => {
  beforeEach(async () => {
    for (const sk of ["b", "a", "ba", "c", "bb"]) await put({ ...key("p", sk), v: { N: String(sk.length) } });
    await put(key("other", "a"));
  });
  const v = (S: string) => ({ ":v": { S } });

  const ranges: [string, string, Record<string, AttributeValue>, string[]][] = [
    ["=", "sk = :v", v("b"), ["b"]],
    ["<", "sk < :v", v("b"), ["a"]],
    ["<=", "sk <= :v", v("b"), ["a", "b"]],
    [">", "sk > :v", v("ba"), ["bb", "c"]],
    [">=", "sk >= :v", v("ba"), ["ba", "bb", "c"]],
    ["value first", ":v <= sk", v("bb"), ["bb", "c"]],
    ["BETWEEN", "sk BETWEEN :v AND :w", { ...v("b"), ":w": { S: "bb" } }, ["b", "ba", "bb"]],
    ["begins_with", "begins_with(sk, :v)", v("b"), ["b", "ba", "bb"]],
    ["begins_with and no match", "begins_with(sk, :v)", v("zz"), []],
    ["parentheses", "(sk = :v)", v("c"), ["c"]],
  ];
  test.each(ranges)("by %s finds its range in order", async (_, condition, values, expected) => {
    expect(sorts(await within(condition, values))).toEqual(expected);
    const backward = await within(condition, values, { ScanIndexForward: false });
    expect(sorts(backward)).toEqual([...expected].reverse());
  });

  test("goes page by page, in either direction, and says so when a page is full", async () => {
    for (const ScanIndexForward of [true, false]) {
      const pages: unknown[] = [];
      let ExclusiveStartKey: SdkItem | undefined;
      do {
        const page = await query({ Limit: 2, ScanIndexForward, ExclusiveStartKey });
        pages.push(sorts(page));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      const expected = [["a", "b"], ["ba", "bb"], ["c"]];
      const reversed = [["c", "bb"], ["ba", "b"], ["a"]];
      expect(pages).toEqual(ScanIndexForward ? expected : reversed);
    }
    expect((await query({ Limit: 5 })).LastEvaluatedKey).toEqual(key("p", "c"));
  });

  test("goes on after a key that has been deleted", async () => {
    expect(sorts(await query({ ExclusiveStartKey: key("p", "aa") }))).toEqual(["b", "ba", "bb", "c"]);
  });

  test("filters after the limit, and counts what it looked at", async () => {
    const reply = await query({
      FilterExpression: "v = :two",
      ExpressionAttributeValues: { ":p": { S: "p" }, ":two": { N: "2" } },
      Limit: 3,
    });
    expect([sorts(reply), reply.Count, reply.ScannedCount]).toEqual([["ba"], 1, 3]);
    expect(reply.LastEvaluatedKey).toEqual(key("p", "ba"));
  });

  test("can count alone, or show parts of items", async () => {
    const count = await query({ Select: "COUNT" });
    expect([count.Count, count.Items]).toEqual([5, undefined]);
    expect((await query({ ProjectionExpression: "v", Limit: 1 })).Items).toEqual([{ v: { N: "1" } }]);
  });

  test("costs what it reads, before the filter, at least one smallest read", async () => {
    const units = async (input: Partial<QueryCommandInput>) =>
      (await query({ ReturnConsumedCapacity: "INDEXES", ...input })).ConsumedCapacity;
    expect(await units({})).toEqual({
      TableName: "things",
      CapacityUnits: 0.5,
      Table: { CapacityUnits: 0.5 },
    });
    expect((await units({ ConsistentRead: true }))?.CapacityUnits).toBe(1);
    await put({ ...key("p", "z"), big: { S: "x".repeat(5000) } });
    expect((await units({ ProjectionExpression: "sk" }))?.CapacityUnits).toBe(1);
  });
});

test("a page ends when it has read a megabyte", async () => {
  for (let index = 0; index < 12; index++)
    await put({ ...key("p", `k${index + 10}`), big: { S: "x".repeat(99_990) } });
  const first = await query({});
  expect(first.Items).toHaveLength(11);
  expect(first.LastEvaluatedKey).toEqual(key("p", "k20"));
  const second = await query({ ExclusiveStartKey: first.LastEvaluatedKey });
  expect([sorts(second), second.LastEvaluatedKey]).toEqual([["k21"], undefined]);
});

describe("AWS's words for a faulty query", () => {
  const v = { ":v": { S: "v" } };
  const invalidCondition = "Invalid KeyConditionExpression: ";
  const cases: [string, Partial<QueryCommandInput>, string][] = [
    [
      "no condition",
      { KeyConditionExpression: undefined, ExpressionAttributeValues: undefined },
      "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
    ],
    [
      "no hash key",
      { KeyConditionExpression: "sk = :v", ExpressionAttributeValues: v },
      "Query condition missed key schema element: pk",
    ],
    [
      "an attribute that is no key",
      { KeyConditionExpression: "pk = :v AND a = :v", ExpressionAttributeValues: v },
      "Query condition missed key schema element: sk",
    ],
    [
      "more conditions than keys",
      { KeyConditionExpression: "pk = :v AND sk > :v AND a = :v", ExpressionAttributeValues: v },
      "The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)",
    ],
    [
      "two conditions on one key",
      { KeyConditionExpression: "pk = :v AND sk > :v AND sk < :v", ExpressionAttributeValues: v },
      `${invalidCondition}KeyConditionExpressions must only contain one condition per key`,
    ],
    [
      "a range of hash keys",
      { KeyConditionExpression: "pk > :v", ExpressionAttributeValues: v },
      "Query key condition not supported",
    ],
    [
      "OR",
      { KeyConditionExpression: "pk = :v OR sk = :v", ExpressionAttributeValues: v },
      "Invalid operator used in KeyConditionExpression: OR",
    ],
    [
      "a function of other use",
      { KeyConditionExpression: "pk = :v AND contains(sk, :v)", ExpressionAttributeValues: v },
      "Invalid operator used in KeyConditionExpression: contains",
    ],
    [
      "a nested attribute",
      { KeyConditionExpression: "pk = :v AND sk.x = :v", ExpressionAttributeValues: v },
      `${invalidCondition}KeyConditionExpressions cannot have conditions on nested attributes`,
    ],
    [
      "a value of another type",
      { ExpressionAttributeValues: { ":p": { N: "1" } } },
      "One or more parameter values were invalid: Condition parameter type does not match schema type",
    ],
    [
      "a value that no key can begin with",
      {
        KeyConditionExpression: "pk = :v AND begins_with(sk, :n)",
        ExpressionAttributeValues: { ...v, ":n": { N: "1" } },
      },
      `${invalidCondition}Incorrect operand type for operator or function; operator or function: begins_with, operand type: N`,
    ],
    [
      "an empty key",
      { ExpressionAttributeValues: { ":p": { S: "" } } },
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
    ],
    [
      "a filter on a key",
      { FilterExpression: "size(sk) > :p OR sk = :p" },
      "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk",
    ],
    [
      "a limit of nothing",
      { Limit: 0 },
      "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      "an unknown selection",
      { Select: "SOME" as "COUNT" },
      "1 validation error detected: Value 'SOME' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]",
    ],
    [
      "all attributes and some",
      { Select: "ALL_ATTRIBUTES", ProjectionExpression: "a" },
      "One or more parameter values were invalid: Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES",
    ],
    [
      "projected attributes of a table",
      { Select: "ALL_PROJECTED_ATTRIBUTES" },
      "One or more parameter values were invalid: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
    ],
    [
      "some attributes and none",
      { Select: "SPECIFIC_ATTRIBUTES" },
      "1 validation error detected: Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    ],
    [
      "a starting key without its range",
      { ExclusiveStartKey: { pk: { S: "p" } } },
      "The provided starting key is invalid: The provided key element does not match the schema",
    ],
    [
      "a starting key of another partition",
      { ExclusiveStartKey: key("q") },
      "The provided starting key is outside query boundaries based on provided conditions",
    ],
    ["an unknown index", { IndexName: "other" }, "The table does not have the specified index: other"],
    [
      "overlapping projections",
      { ProjectionExpression: "a, a.b" },
      "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]",
    ],
  ];
  test.each(cases)("%s", async (_, input, message) => {
    expect(await invalid(query(input))).toBe(message);
  });

  test("a starting key outside the range", async () => {
    expect(await invalid(within("sk > :v", v, { ExclusiveStartKey: key("p", "a") }))).toBe(
      "The provided starting key does not match the range key predicate",
    );
  });

  test("a faulty expression comes before a missing table", async () => {
    expect(await refusal(query({ TableName: "other", KeyConditionExpression: "pk = :x" }))).toContain(
      "ValidationException",
    );
    expect(await refusal(query({ TableName: "other" }))).toBe(
      "ResourceNotFoundException: Requested resource not found",
    );
  });
});

describe("the order of range keys", () => {
  const text = fc.array(fc.constantFrom("a", "b", "é", "\u{e000}", "\u{ffff}", "\u{1f600}"), {
    minLength: 1,
    maxLength: 4,
  });
  const number = fc.tuple(fc.bigInt(-(10n ** 37n), 10n ** 37n), fc.integer({ min: 0, max: 20 }));

  async function load(
    client: DynamoDBClient,
    TableName: string,
    type: "S" | "N" | "B",
    keys: AttributeValue[],
  ) {
    const AttributeDefinitions = [
      { AttributeName: "pk", AttributeType: "S" as const },
      { AttributeName: "sk", AttributeType: type },
    ];
    await client.send(new CreateTableCommand({ ...things, TableName, AttributeDefinitions }));
    for (let start = 0; start < keys.length; start += 25) {
      const requests = keys
        .slice(start, start + 25)
        .map((sk) => ({ PutRequest: { Item: { pk: { S: "p" }, sk } } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    }
    const { Items = [] } = await query({ TableName });
    return Items.map(({ sk }) => sk);
  }

  let made = 0;
  const name = () => `random${++made}`;

  test("is that of UTF-8 bytes for text", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          text.map((letters) => letters.join("")),
          { maxLength: 40 },
        ),
        async (keys) => {
          const found = await load(
            stack.client,
            name(),
            "S",
            keys.map((S) => ({ S })),
          );
          const expected = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
          expect(found).toEqual(expected.map((S) => ({ S })));
        },
      ),
      { numRuns: 20 },
    );
  });

  test("is that of the values for numbers", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(number, {
          maxLength: 40,
          selector: ([digits, scale]) => digits * 10n ** BigInt(20 - scale),
        }),
        async (keys) => {
          const found = await load(
            stack.client,
            name(),
            "N",
            keys.map(([digits, scale]) => ({ N: `${digits}e-${scale}` })),
          );
          const values = keys.map(([digits, scale]) => digits * 10n ** BigInt(20 - scale));
          const sorted = [...values].sort((a, b) => (a < b ? -1 : 1));
          expect(found.map((sk) => exact(sk?.N ?? ""))).toEqual(sorted);
        },
      ),
      { numRuns: 20 },
    );
  });

  test("is that of the bytes for binary", async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(bytes, { maxLength: 40, selector: (value) => value.join() }),
        async (keys) => {
          const found = await load(
            stack.client,
            name(),
            "B",
            keys.map((B) => ({ B })),
          );
          expect(found.map((sk) => sk?.B?.join())).toEqual(
            [...keys].sort(Buffer.compare).map((value) => value.join()),
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  function exact(canonical: string): bigint {
    const [whole = "", fraction = ""] = canonical.replace("-", "").split(".");
    const magnitude = BigInt(whole + fraction.padEnd(20, "0"));
    return canonical.startsWith("-") ? -magnitude : magnitude;
  }
});
