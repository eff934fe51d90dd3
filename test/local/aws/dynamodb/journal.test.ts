import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ExecuteStatementCommand,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "@jest/globals";
import { createThings, failure, key, type Stack, startStack, things } from "./setup.ts";

const TableName = "things";

/** Everything that a client can see. */
async function state({ client }: Stack) {
  const { TableNames = [] } = await client.send(new ListTablesCommand());
  const tables = TableNames.map(async (name) => {
    const named = { TableName: name };
    const table = await client.send(new DescribeTableCommand(named));
    const ttl = await client.send(new DescribeTimeToLiveCommand(named));
    const backups = await client.send(new DescribeContinuousBackupsCommand(named));
    const items = await client.send(new ScanCommand(named));
    const indexes = (table.Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) =>
      client.send(new ScanCommand({ ...named, IndexName })),
    );
    const replies = [table, ttl, backups, items, ...(await Promise.all(indexes))];
    return replies.map(({ $metadata: _, ...rest }) => rest);
  });
  return Promise.all(tables);
}

/** Makes every kind of change. */
async function live({ client, clock }: Stack): Promise<void> {
  const values = { ":v": { N: "1.50" } };
  await createThings(client);
  await createThings(client, { TableName: "dropped" });
  await client.send(
    new UpdateTableCommand({
      TableName,
      AttributeDefinitions: [...things.AttributeDefinitions, { AttributeName: "a", AttributeType: "N" }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: "by-a",
            KeySchema: [{ AttributeName: "a", KeyType: "HASH" }],
            Projection: { ProjectionType: "ALL" },
          },
        },
      ],
    }),
  );
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: "t" },
    }),
  );
  await client.send(
    new UpdateContinuousBackupsCommand({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  );
  const Item = { ...key(), a: { N: "01" }, b: { B: new Uint8Array([1, 2]) }, s: { NS: ["2", "1"] } };
  await client.send(new PutItemCommand({ TableName, Item }));
  const update = { TableName, Key: key(), UpdateExpression: "ADD a :v", ExpressionAttributeValues: values };
  await client.send(new UpdateItemCommand(update));
  await client.send(new PutItemCommand({ TableName: "dropped", Item: key() }));
  await client.send(new DeleteTableCommand({ TableName: "dropped" }));
  await client.send(
    new BatchWriteItemCommand({
      RequestItems: { [TableName]: ["x", "y"].map((sk) => ({ PutRequest: { Item: key("q", sk) } })) },
    }),
  );
  await client.send(new DeleteItemCommand({ TableName, Key: key("q", "x") }));
  await client.send(
    new TransactWriteItemsCommand({
      ClientRequestToken: "token",
      TransactItems: [
        { Put: { TableName, Item: key("r", "1") } },
        { Delete: { TableName, Key: key("q", "y") } },
      ],
    }),
  );
  await client.send(
    new ExecuteStatementCommand({
      Statement: `INSERT INTO "things" VALUE {'pk': ?, 'sk': ?, 't': ?}`,
      Parameters: [{ S: "t" }, { S: "t" }, { N: String(clock.now() / 1000 + 10) }],
    }),
  );
}

test("a replay brings back the state exactly, tokens and timers included", async () => {
  const first = await startStack();
  await live(first);
  const second = await startStack(first.records);
  expect(await state(second)).toEqual(await state(first));
  expect(second.records).toEqual([]);
  const other = new TransactWriteItemsCommand({
    ClientRequestToken: "token",
    TransactItems: [{ Put: { TableName, Item: key("r", "2") } }],
  });
  expect((await failure(second.client.send(other))).name).toBe("IdempotentParameterMismatchException");
  for (const { clock } of [first, second]) clock.advance(120_000);
  expect(second.records).toHaveLength(1);
  expect(await state(second)).toEqual(await state(first));
  await first.close();
  await second.close();
});

test("each change is one record, and what changes nothing is none", async () => {
  const stack = await startStack();
  await createThings(stack.client);
  const before = stack.records.length;
  const count = () => stack.records.length - before;
  const requests = ["x", "y"].map((sk) => ({ PutRequest: { Item: key("q", sk) } }));
  await stack.client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
  expect(count()).toBe(1);
  await stack.client.send(new DeleteItemCommand({ TableName, Key: key("absent") }));
  const refused = { TableName, Item: key("q", "x"), ConditionExpression: "attribute_not_exists(pk)" };
  await failure(stack.client.send(new PutItemCommand(refused)));
  expect(count()).toBe(1);
  expect(stack.records.at(-1)).toEqual({
    service: "dynamodb",
    at: stack.clock.now(),
    change: {
      kind: "items",
      writes: [
        { table: TableName, put: key("q", "x") },
        { table: TableName, put: key("q", "y") },
      ],
    },
  });
  await stack.close();
});
