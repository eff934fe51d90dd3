import {
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "@jest/globals";
import type { Capability } from "./capabilities.ts";
import type { Ground } from "./start-ground.ts";

const item = (sk: string) => ({ pk: { S: "proof" }, sk: { S: sk } });

const put = ({ clients, resources }: Ground, sk: string, guarded = false) =>
  clients.dynamodb.send(
    new PutItemCommand({
      TableName: resources.tableName,
      Item: item(sk),
      ...(guarded && {
        ConditionExpression: "attribute_not_exists(pk)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    }),
  );

const read = async ({ clients, resources }: Ground, sk: string) => {
  const Key = item(sk);
  const command = new GetItemCommand({ TableName: resources.tableName, Key, ConsistentRead: true });
  return (await clients.dynamodb.send(command)).Item;
};

async function proveOldValues(ground: Ground) {
  await put(ground, "one");
  await expect(put(ground, "one", true)).rejects.toMatchObject({
    name: "ConditionalCheckFailedException",
    Item: item("one"),
  });
}

async function proveTransactions(ground: Ground) {
  const TableName = ground.resources.tableName;
  const write = (sk: string) => ({
    Put: { TableName, Item: item(sk), ConditionExpression: "attribute_not_exists(pk)" },
  });
  const transact = (...names: string[]) =>
    ground.clients.dynamodb.send(new TransactWriteItemsCommand({ TransactItems: names.map(write) }));
  await transact("one");
  await expect(transact("two", "one")).rejects.toMatchObject({
    name: "TransactionCanceledException",
    CancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed" }],
  });
  const TransactItems = ["one", "two"].map((sk) => ({ Get: { TableName, Key: item(sk) } }));
  const { Responses } = await ground.clients.dynamodb.send(new TransactGetItemsCommand({ TransactItems }));
  expect(Responses?.map(({ Item }) => Item)).toEqual([item("one"), undefined]);
}

async function provePartiQl(ground: Ground) {
  const Statement = `INSERT INTO "${ground.resources.tableName}" VALUE {'pk': ?, 'sk': ?}`;
  const Parameters = [{ S: "proof" }, { S: "one" }];
  const insert = () => ground.clients.dynamodb.send(new ExecuteStatementCommand({ Statement, Parameters }));
  await insert();
  expect(await read(ground, "one")).toEqual(item("one"));
  await expect(insert()).rejects.toMatchObject({ name: "DuplicateItemException" });
}

async function proveTimeToLive({ clients: { dynamodb }, resources: { tableName: TableName } }: Ground) {
  const TimeToLiveSpecification = { AttributeName: "expiresAt", Enabled: true };
  await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
  expect(TimeToLiveDescription?.TimeToLiveStatus).toMatch(/^ENABL(ED|ING)$/);
}

async function provePointInTimeRecovery({
  clients: { dynamodb },
  resources: { tableName: TableName },
}: Ground) {
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await dynamodb.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
  const answer = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
  const description = answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
  expect(description?.PointInTimeRecoveryStatus).toBe("ENABLED");
}

/** What DynamoDB does beyond plain reads and writes. */
export const dynamoDbCapabilities = {
  oldValues: { what: "old values on failed conditions", prove: proveOldValues },
  transactions: { what: "transactions, with the reasons of a cancelled one", prove: proveTransactions },
  partiQl: { what: "PartiQL `INSERT`", prove: provePartiQl },
  timeToLive: { what: "TTL settings", prove: proveTimeToLive },
  pointInTimeRecovery: { what: "continuous backups switched on", prove: provePointInTimeRecovery },
} satisfies Record<string, Capability>;
