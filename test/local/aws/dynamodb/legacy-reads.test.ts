import {
  BatchGetItemCommand,
  type ComparisonOperator,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, invalid, key } from "./setup.ts";

const stack = eachTestWithStack();
const itemOf = (sk: string) => ({ ...key("p", sk), a: { S: sk }, b: { M: { c: { N: "1" } } } });
beforeEach(async () => {
  await createThings(stack.client);
  for (const sk of ["aa", "ab", "b"])
    await stack.client.send(new PutItemCommand({ TableName: "things", Item: itemOf(sk) }));
});

const comparing = (operator: ComparisonOperator, ...values: string[]) => ({
  ComparisonOperator: operator,
  AttributeValueList: values.map((S) => ({ S })),
});
const query = (input: Partial<QueryCommandInput>) =>
  stack.client.send(new QueryCommand({ TableName: "things", ...input }));
const pk = comparing("EQ", "p");

const invalidParameter = "One or more parameter values were invalid: ";

describe("KeyConditions", () => {
  test.each<[ComparisonOperator, string[], string[]]>([
    ["EQ", ["ab"], ["ab"]],
    ["LT", ["ab"], ["aa"]],
    ["LE", ["ab"], ["aa", "ab"]],
    ["GT", ["ab"], ["b"]],
    ["GE", ["ab"], ["ab", "b"]],
    ["BETWEEN", ["ab", "b"], ["ab", "b"]],
    ["BEGINS_WITH", ["a"], ["aa", "ab"]],
  ])("%s %j finds %j", async (operator, values, found) => {
    const { Items } = await query({ KeyConditions: { pk, sk: comparing(operator, ...values) } });
    expect(Items?.map(({ sk }) => sk?.S)).toEqual(found);
  });

  test("go with the expressions that do not replace them", async () => {
    const { Items } = await query({
      KeyConditions: { pk },
      FilterExpression: "a > :a",
      ExpressionAttributeValues: { ":a": { S: "aa" } },
      ProjectionExpression: "a",
    });
    expect(Items).toEqual([{ a: { S: "ab" } }, { a: { S: "b" } }]);
  });

  test.each<[string, QueryCommandInput["KeyConditions"], string]>([
    ["none", {}, "Conditions can be of length 1 or 2 only"],
    ["three", { pk, sk: pk, a: pk }, "Conditions can be of length 1 or 2 only"],
    ["one that misses the partition", { sk: pk }, "Query condition missed key schema element: pk"],
    ["one on another attribute", { pk, a: pk }, "Query condition missed key schema element: sk"],
    ["a range of partitions", { pk: comparing("LE", "p") }, "Query key condition not supported"],
    [
      "an operator without an order",
      { pk, sk: comparing("CONTAINS", "a") },
      "Attempted conditional constraint is not an indexable operation",
    ],
    [
      "a value of another type",
      { pk, sk: { ComparisonOperator: "EQ", AttributeValueList: [{ N: "1" }] } },
      `${invalidParameter}Condition parameter type does not match schema type`,
    ],
    [
      "too few values",
      { pk: comparing("EQ") },
      `${invalidParameter}Invalid number of argument(s) for the EQ ComparisonOperator`,
    ],
  ])("are refused when they are %s", async (_, KeyConditions, message) => {
    expect(await invalid(query({ KeyConditions }))).toBe(message);
  });

  test("are needed where there is no expression", async () => {
    expect(await invalid(query({ QueryFilter: { a: pk } }))).toBe(
      "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
    );
  });
});

describe("QueryFilter", () => {
  test("leaves out what it does not match, and counts it", async () => {
    const reply = await query({
      KeyConditions: { pk },
      QueryFilter: { a: comparing("EQ", "ab"), b: comparing("NULL") },
      ConditionalOperator: "OR",
    });
    expect(reply).toMatchObject({ Count: 1, ScannedCount: 3, Items: [{ a: { S: "ab" } }] });
  });

  test("is refused on a key", async () => {
    expect(await invalid(query({ KeyConditions: { pk }, QueryFilter: { sk: comparing("EQ", "a") } }))).toBe(
      "QueryFilter can only contain non-primary key attributes: Primary key attribute: sk",
    );
  });

  test("may be empty", async () => {
    expect(await query({ KeyConditions: { pk }, QueryFilter: {} })).toMatchObject({ Count: 3 });
  });
});

describe("AttributesToGet", () => {
  const AttributesToGet = ["a", "absent", "b.c"];
  const wanted = [{ a: { S: "aa" } }, { a: { S: "ab" } }, { a: { S: "b" } }];

  test("picks attributes by their whole names, in every read", async () => {
    const get = new GetItemCommand({ TableName: "things", Key: key("p", "aa"), AttributesToGet });
    expect((await stack.client.send(get)).Item).toEqual(wanted[0]);
    expect((await query({ KeyConditions: { pk }, AttributesToGet })).Items).toEqual(wanted);
    const scan = new ScanCommand({ TableName: "things", AttributesToGet, Select: "SPECIFIC_ATTRIBUTES" });
    expect((await stack.client.send(scan)).Items).toEqual(wanted);
    const RequestItems = { things: { Keys: [key("p", "aa")], AttributesToGet } };
    const { Responses } = await stack.client.send(new BatchGetItemCommand({ RequestItems }));
    expect(Responses).toEqual({ things: [wanted[0]] });
  });

  test("is refused when it names nothing, or a name twice", async () => {
    const get = (names: string[]) =>
      stack.client.send(new GetItemCommand({ TableName: "things", Key: key(), AttributesToGet: names }));
    const empty = "failed to satisfy constraint: Member must have length greater than or equal to 1";
    expect(await invalid(get([]))).toBe(
      `1 validation error detected: Value '[]' at 'attributesToGet' ${empty}`,
    );
    expect(await invalid(get(["a", "b", "a"]))).toBe(
      `${invalidParameter}Duplicate value in attribute name: a`,
    );
    const RequestItems = { things: { Keys: [key()], AttributesToGet: [] } };
    expect(await invalid(stack.client.send(new BatchGetItemCommand({ RequestItems })))).toBe(
      `1 validation error detected: Value '[]' at 'requestItems.things.member.attributesToGet' ${empty}`,
    );
  });

  test("is refused where something else is to be got", async () => {
    expect(await invalid(query({ KeyConditions: { pk }, AttributesToGet, Select: "COUNT" }))).toBe(
      `${invalidParameter}Cannot specify the AttributesToGet when choosing to get only the Count`,
    );
  });
});

describe("older parameters and expressions in one request", () => {
  const mixed = (older: string, expressions: string) =>
    "Can not use both expression and non-expression parameters in the same request: " +
    `Non-expression parameters: {${older}} Expression parameters: {${expressions}}`;

  test("are refused by all of their names, in AWS's order", async () => {
    const names = {
      KeyConditions: { pk },
      ConditionalOperator: "AND" as const,
      QueryFilter: { a: pk },
      AttributesToGet: ["a"],
      KeyConditionExpression: "pk = :p",
      FilterExpression: "a = :p",
      ProjectionExpression: "b",
      ExpressionAttributeValues: { ":p": { S: "p" } },
    };
    expect(await invalid(query(names))).toBe(
      mixed(
        "AttributesToGet, QueryFilter, ConditionalOperator, KeyConditions",
        "ProjectionExpression, FilterExpression, KeyConditionExpression",
      ),
    );
  });

  test("are refused before a fault of either", async () => {
    const { body } = await stack.post("UpdateItem", {
      TableName: "things",
      Key: key(),
      AttributeUpdates: { a: {} },
      Expected: { a: {} },
      ConditionalOperator: "AND",
      UpdateExpression: "SOME",
      ConditionExpression: "",
    });
    expect(body.message).toBe(
      `1 validation error detected: ${mixed(
        "AttributeUpdates, Expected, ConditionalOperator",
        "UpdateExpression, ConditionExpression",
      )}`,
    );
  });

  test("are no matter of a transaction, which has no older parameters", async () => {
    const Put = { TableName: "things", Item: key("q"), Expected: { a: {} } };
    expect((await stack.post("TransactWriteItems", { TransactItems: [{ Put }] })).status).toBe(200);
  });
});
