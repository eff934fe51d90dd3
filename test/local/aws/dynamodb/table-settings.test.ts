import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  type ItemCollectionMetrics,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, invalid, key, things } from "./setup.ts";

const stack = eachTestWithStack();
const described = async () =>
  (await stack.client.send(new DescribeTableCommand({ TableName: "things" }))).Table;
const create = (more: Partial<CreateTableCommandInput>) =>
  stack.client.send(new CreateTableCommand({ ...things, ...more }));
const prefix = "One or more parameter values were invalid: ";
const local = {
  IndexName: "local",
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" as const },
    { AttributeName: "l", KeyType: "RANGE" as const },
  ],
  Projection: { ProjectionType: "ALL" as const },
};
const attributes = [...things.AttributeDefinitions, { AttributeName: "l", AttributeType: "S" as const }];

describe("a table", () => {
  test("satisfies the waiters of the client at once", async () => {
    await createThings(stack.client);
    const waiter = { client: stack.client, maxWaitTime: 5, minDelay: 1, maxDelay: 1 };
    expect((await waitUntilTableExists(waiter, { TableName: "things" })).state).toBe("SUCCESS");
    await stack.client.send(new DeleteTableCommand({ TableName: "things" }));
    expect((await waitUntilTableNotExists(waiter, { TableName: "things" })).state).toBe("SUCCESS");
  });

  test("shows its encryption and its bounds on demand", async () => {
    const OnDemandThroughput = { MaxReadRequestUnits: 10, MaxWriteRequestUnits: 5 };
    await create({ SSESpecification: { Enabled: true }, OnDemandThroughput });
    const table = await described();
    expect(table?.OnDemandThroughput).toEqual(OnDemandThroughput);
    expect(table?.SSEDescription?.KMSMasterKeyArn).toMatch(/^arn:aws:kms:us-east-1:/);
  });

  test("keeps the definitions of the attributes that its keys use, and no others", async () => {
    await createThings(stack.client);
    const update = (change: object, AttributeDefinitions?: (typeof attributes)[number][]) =>
      stack.client.send(
        new UpdateTableCommand({
          TableName: "things",
          AttributeDefinitions,
          GlobalSecondaryIndexUpdates: [change],
        }),
      );
    const KeySchema = [{ AttributeName: "l", KeyType: "HASH" as const }];
    await update({ Create: { ...local, KeySchema } }, attributes.slice(-1));
    expect((await described())?.AttributeDefinitions).toEqual(attributes);
    await update({ Delete: { IndexName: "local" } });
    expect((await described())?.AttributeDefinitions).toEqual(things.AttributeDefinitions);
  });
});

describe("a table is refused", () => {
  test("with all faults of its indexes in one message, the global ones first", async () => {
    const short = (name: string) => ({ ...local, IndexName: name });
    const message = await invalid(
      create({ LocalSecondaryIndexes: [short("aa")], GlobalSecondaryIndexes: [short("zz")] }),
    );
    const violation = (name: string, kind: string) =>
      `Value '${name}' at '${kind}SecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3`;
    expect(message).toBe(
      `2 validation errors detected: ${violation("zz", "global")}; ${violation("aa", "local")}`,
    );
  });

  test.each<[string, Partial<CreateTableCommandInput>, string]>([
    [
      "an index that includes no attributes",
      {
        AttributeDefinitions: attributes,
        LocalSecondaryIndexes: [{ ...local, Projection: { ProjectionType: "INCLUDE" } }],
      },
      `${prefix}ProjectionType is INCLUDE, but NonKeyAttributes is not specified`,
    ],
    [
      "a stream that is off, with a view",
      { StreamSpecification: { StreamEnabled: false, StreamViewType: "NEW_IMAGE" } },
      `${prefix}Table is being created with a stream disabled, UpdateViewType should not be specified`,
    ],
    [
      "a resource policy",
      { ResourcePolicy: "{}" },
      "The stand-in does not offer ResourcePolicy: leave it out of the request.",
    ],
  ])("with %s", async (_, more, message) => {
    expect(await invalid(create(more))).toBe(message);
  });
});

describe("the metrics of item collections", () => {
  const wanted = { ReturnItemCollectionMetrics: "SIZE" as const };
  const metrics: ItemCollectionMetrics = {
    ItemCollectionKey: { pk: { S: "p" } },
    SizeEstimateRangeGB: [0, 1],
  };

  test("come with the writes to a table with local indexes", async () => {
    await create({ AttributeDefinitions: attributes, LocalSecondaryIndexes: [local] });
    const put = { TableName: "things", Item: key() };
    const { client } = stack;
    expect((await client.send(new PutItemCommand({ ...put, ...wanted }))).ItemCollectionMetrics).toEqual(
      metrics,
    );
    const update = { TableName: "things", Key: key(), UpdateExpression: "REMOVE a", ...wanted };
    expect((await client.send(new UpdateItemCommand(update))).ItemCollectionMetrics).toEqual(metrics);
    const batch = { RequestItems: { things: [{ PutRequest: { Item: key() } }] }, ...wanted };
    expect((await client.send(new BatchWriteItemCommand(batch))).ItemCollectionMetrics).toEqual({
      things: [metrics],
    });
    const transaction = { TransactItems: [{ Put: put }], ...wanted };
    expect((await client.send(new TransactWriteItemsCommand(transaction))).ItemCollectionMetrics).toEqual({
      things: [metrics],
    });
    expect((await client.send(new PutItemCommand(put))).ItemCollectionMetrics).toBeUndefined();
  });

  test("do not come from a table without", async () => {
    await createThings(stack.client);
    const reply = await stack.client.send(
      new PutItemCommand({ TableName: "things", Item: key(), ...wanted }),
    );
    expect(reply.ItemCollectionMetrics).toBeUndefined();
  });
});
