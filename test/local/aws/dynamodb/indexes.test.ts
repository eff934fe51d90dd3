import {
  type AttributeDefinition,
  DeleteItemCommand,
  DescribeTableCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, invalid, key, type SdkItem, things } from "./setup.ts";

const stack = eachTestWithStack();

const attributes: AttributeDefinition[] = [
  ...things.AttributeDefinitions,
  { AttributeName: "color", AttributeType: "S" },
  { AttributeName: "size", AttributeType: "N" },
];
const byColor = {
  IndexName: "by-color",
  KeySchema: [
    { AttributeName: "color", KeyType: "HASH" as const },
    { AttributeName: "size", KeyType: "RANGE" as const },
  ],
  Projection: { ProjectionType: "ALL" as const },
};
const bySize = {
  IndexName: "by-size",
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" as const },
    { AttributeName: "size", KeyType: "RANGE" as const },
  ],
  Projection: { ProjectionType: "KEYS_ONLY" as const },
};

beforeEach(() =>
  createThings(stack.client, {
    AttributeDefinitions: attributes,
    GlobalSecondaryIndexes: [byColor],
    LocalSecondaryIndexes: [bySize],
  }),
);

const thing = (sk: string, color: string, size: number): SdkItem => ({
  ...key("p", sk),
  color: { S: color },
  size: { N: String(size) },
  note: { S: "n" },
});
const put = (Item: SdkItem) =>
  stack.client.send(new PutItemCommand({ TableName: "things", Item, ReturnConsumedCapacity: "INDEXES" }));
const red = (other: Partial<QueryCommandInput> = {}) =>
  stack.client.send(
    new QueryCommand({
      TableName: "things",
      IndexName: "by-color",
      KeyConditionExpression: "color = :c",
      ExpressionAttributeValues: { ":c": { S: "red" } },
      ...other,
    }),
  );
const local = (other: Partial<QueryCommandInput> = {}) =>
  stack.client.send(
    new QueryCommand({
      TableName: "things",
      IndexName: "by-size",
      KeyConditionExpression: "pk = :p",
      ExpressionAttributeValues: { ":p": { S: "p" } },
      ...other,
    }),
  );
const sorts = (items: SdkItem[] | undefined) => items?.map(({ sk }) => sk?.S);

describe("an index", () => {
  test("holds the items that have its keys, in its order, and follows their changes", async () => {
    for (const item of [thing("a", "red", 3), thing("b", "red", 1), thing("c", "blue", 2), key("p", "d")])
      await put(item);
    expect(sorts((await red()).Items)).toEqual(["b", "a"]);
    const change = (sk: string, UpdateExpression: string, values?: SdkItem) =>
      stack.client.send(
        new UpdateItemCommand({
          TableName: "things",
          Key: key("p", sk),
          UpdateExpression,
          ExpressionAttributeValues: values,
        }),
      );
    await change("c", "SET color = :c", { ":c": { S: "red" } });
    await change("b", "REMOVE color");
    expect(sorts((await red()).Items)).toEqual(["c", "a"]);
    await stack.client.send(new DeleteItemCommand({ TableName: "things", Key: key("p", "a") }));
    expect(sorts((await red()).Items)).toEqual(["c"]);
  });

  test("goes page by page through items with equal keys", async () => {
    for (const sk of ["a", "b", "c"]) await put(thing(sk, "red", 1));
    const found: unknown[] = [];
    let ExclusiveStartKey: SdkItem | undefined;
    do {
      const page = await red({ Limit: 1, ExclusiveStartKey });
      found.push(...(sorts(page.Items) ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    expect(found).toEqual(["a", "b", "c"]);
    const scanned = await stack.client.send(
      new ScanCommand({ TableName: "things", IndexName: "by-color", Limit: 2 }),
    );
    expect(scanned.LastEvaluatedKey).toEqual({ ...key("p", "b"), color: { S: "red" }, size: { N: "1" } });
  });

  test("shows what it projects, and a local one fetches the rest", async () => {
    await put(thing("a", "red", 1));
    const keys = { ...key("p", "a"), size: { N: "1" } };
    expect((await local()).Items).toEqual([keys]);
    expect((await local({ Select: "ALL_ATTRIBUTES" })).Items).toEqual([thing("a", "red", 1)]);
    expect((await local({ ProjectionExpression: "note" })).Items).toEqual([{ note: { S: "n" } }]);
  });

  test("is written at a price of its own", async () => {
    const { ConsumedCapacity } = await put(thing("a", "red", 1));
    expect(ConsumedCapacity).toEqual({
      TableName: "things",
      CapacityUnits: 3,
      Table: { CapacityUnits: 1 },
      GlobalSecondaryIndexes: { "by-color": { CapacityUnits: 1 } },
      LocalSecondaryIndexes: { "by-size": { CapacityUnits: 1 } },
    });
    expect((await put(thing("a", "blue", 1))).ConsumedCapacity?.GlobalSecondaryIndexes).toEqual({
      "by-color": { CapacityUnits: 2 },
    });
  });

  test("is described with what it holds, before and after every write", async () => {
    const described = async () => {
      const { Table } = await stack.client.send(new DescribeTableCommand({ TableName: "things" }));
      const indexes = [...(Table?.GlobalSecondaryIndexes ?? []), ...(Table?.LocalSecondaryIndexes ?? [])];
      return indexes.map(({ ItemCount, IndexSizeBytes }) => [ItemCount, IndexSizeBytes]);
    };
    await put(thing("a", "red", 1));
    expect(await described()).toEqual([
      [1, 25],
      [1, 12],
    ]);
    await put(thing("a", "yellow", 1));
    await put(thing("bb", "red", 1));
    expect(await described()).toEqual([
      [2, 54],
      [2, 25],
    ]);
    await stack.client.send(new DeleteItemCommand({ TableName: "things", Key: key("p", "a") }));
    expect(await described()).toEqual([
      [1, 26],
      [1, 13],
    ]);
  });

  test("can be added to a table with items, and taken away", async () => {
    await put(thing("a", "red", 1));
    const update = (change: object) =>
      stack.client.send(
        new UpdateTableCommand({
          TableName: "things",
          AttributeDefinitions: attributes,
          GlobalSecondaryIndexUpdates: [change],
        }),
      );
    await update({ Create: { ...byColor, IndexName: "second" } });
    expect((await red({ IndexName: "second" })).Count).toBe(1);
    const { Table } = await stack.client.send(new DescribeTableCommand({ TableName: "things" }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName, ItemCount }) => [IndexName, ItemCount])).toEqual([
      ["by-color", 1],
      ["second", 1],
    ]);
    await update({ Delete: { IndexName: "second" } });
    expect(await invalid(red({ IndexName: "second" }))).toBe(
      "The table does not have the specified index: second",
    );
  });
});

describe("AWS's words about indexes", () => {
  test("a consistent read", async () => {
    expect(await invalid(red({ ConsistentRead: true }))).toBe(
      "Consistent reads are not supported on global secondary indexes",
    );
  });

  test("keys of another type, or empty", async () => {
    expect(await invalid(put({ ...key(), color: { N: "1" } }))).toBe(
      "One or more parameter values were invalid: Type mismatch for Index Key color Expected: S Actual: N IndexName: by-color",
    );
    expect(await invalid(put({ ...key(), color: { S: "" } }))).toBe(
      "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-color, IndexKey: color",
    );
    const update = {
      TableName: "things",
      Key: key(),
      UpdateExpression: "SET color = :c",
      ExpressionAttributeValues: { ":c": { S: "" } },
    };
    expect(await invalid(stack.client.send(new UpdateItemCommand(update)))).toBe(
      "One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.",
    );
  });

  const definitions: [string, object, string][] = [
    ["the same name twice", { GlobalSecondaryIndexes: [byColor, byColor] }, "Duplicate index name: by-color"],
    ["an empty list", { GlobalSecondaryIndexes: [] }, "List of GlobalSecondaryIndexes is empty"],
    [
      "attributes beside ALL",
      {
        GlobalSecondaryIndexes: [
          { ...byColor, Projection: { ProjectionType: "ALL", NonKeyAttributes: ["x"] } },
        ],
      },
      "ProjectionType is ALL, but NonKeyAttributes is specified",
    ],
    [
      "a local index with a hash key of its own",
      { LocalSecondaryIndexes: [{ ...bySize, KeySchema: byColor.KeySchema }] },
      "Index KeySchema does not have the same leading hash key as table KeySchema for index: by-size. index hash key: color, table hash key: pk",
    ],
  ];
  test.each(definitions)("%s", async (_, other, message) => {
    const input = { TableName: "second", AttributeDefinitions: attributes, ...other };
    expect(await invalid(createThings(stack.client, input))).toBe(
      `One or more parameter values were invalid: ${message}`,
    );
  });
});
