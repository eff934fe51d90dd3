import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { AwsClients } from "./aws-clients.ts";
import type { Change, Item, Key, QueryOptions, Table, Written } from "./cloud.ts";
import type { Condition } from "./condition.ts";
import { conditionExpression, Placeholders, updateExpression } from "./expressions.ts";
import type { Retry } from "./retry.ts";

type Dynamo = Awaited<ReturnType<AwsClients["dynamodb"]>>;

const keysPerBatch = 100;

/** A key in the wire's form: two texts, so the general conversion is not needed for the most frequent value of all. */
const wireKey = ({ pk, sk }: Key): Record<string, AttributeValue> => ({ pk: { S: pk }, sk: { S: sk } });

/** The one table, over the AWS SDK. Reads are strongly consistent. */
export function dynamoTable(tableName: string, connect: AwsClients["dynamodb"], retry: Retry): Table {
  const common = { TableName: tableName };
  return {
    async get(key) {
      const { sdk, client } = await connect();
      const input = { ...common, Key: wireKey(key), ConsistentRead: true };
      const { Item: item } = await retry(() => client.send(new sdk.GetItemCommand(input)));
      return item && (sdk.unmarshall(item) as Item);
    },
    async getMany(keys) {
      const dynamo = await connect();
      const batches = Array.from({ length: Math.ceil(keys.length / keysPerBatch) }, (_, index) =>
        keys.slice(index * keysPerBatch, (index + 1) * keysPerBatch),
      );
      return (await Promise.all(batches.map((batch) => getBatch(dynamo, tableName, batch, retry)))).flat();
    },
    async put(item, condition) {
      const { sdk, client } = await connect();
      const input = {
        ...common,
        Item: sdk.marshall(item, withoutUndefined),
        ...guarded(sdk, condition),
      };
      return conditional({ sdk, client }, item, () =>
        retry(() => client.send(new sdk.PutItemCommand(input))),
      );
    },
    async update(key, change, condition) {
      const dynamo = await connect();
      return update(dynamo, { tableName, key, change, condition }, retry);
    },
    async remove(key, condition) {
      const { sdk, client } = await connect();
      const input = { ...common, Key: wireKey(key), ...guarded(sdk, condition) };
      return conditional({ sdk, client }, key, () =>
        retry(() => client.send(new sdk.DeleteItemCommand(input))),
      );
    },
    async query(pk, options = {}) {
      return query(await connect(), { tableName, pk, options }, retry);
    },
  };
}

/** The condition of a write as the SDK takes it, asking for the item that stands in the way. */
function guarded(sdk: Dynamo["sdk"], condition: Condition | undefined) {
  if (!condition) return {};
  const placeholders = new Placeholders();
  const ConditionExpression = conditionExpression(condition, placeholders);
  return { ConditionExpression, ...bound(sdk, placeholders), ...oldOnFailure };
}

const withoutUndefined = { removeUndefinedValues: true };
const oldOnFailure = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const };

function bound(sdk: Dynamo["sdk"], { names, values }: Placeholders) {
  return {
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && {
      ExpressionAttributeValues: sdk.marshall(values, withoutUndefined),
    }),
  };
}

/** Turns a failed condition into an answer; every other error goes on. */
async function conditional(
  { sdk }: Dynamo,
  item: Item | Key,
  write: () => Promise<unknown>,
): Promise<Written> {
  try {
    await write();
    return { applied: true, item: item as Item };
  } catch (error) {
    if (!(error instanceof sdk.ConditionalCheckFailedException)) throw error;
    return { applied: false, found: error.Item && (sdk.unmarshall(error.Item) as Item) };
  }
}

interface Update {
  tableName: string;
  key: Key;
  change: Change;
  condition: Condition | undefined;
}

async function update(
  { sdk, client }: Dynamo,
  { tableName, key, change, condition }: Update,
  retry: Retry,
): Promise<Written> {
  const placeholders = new Placeholders();
  const UpdateExpression = updateExpression(change, placeholders);
  const ConditionExpression = condition && conditionExpression(condition, placeholders);
  const command = new sdk.UpdateItemCommand({
    TableName: tableName,
    Key: wireKey(key),
    UpdateExpression,
    ...(ConditionExpression && { ConditionExpression, ...oldOnFailure }),
    ...bound(sdk, placeholders),
    ReturnValues: change.blind ? "NONE" : "ALL_NEW",
  });
  try {
    const { Attributes } = await retry(() => client.send(command));
    return { applied: true, item: Attributes ? (sdk.unmarshall(Attributes) as Item) : { ...key } };
  } catch (error) {
    if (!(error instanceof sdk.ConditionalCheckFailedException)) throw error;
    return { applied: false, found: error.Item && (sdk.unmarshall(error.Item) as Item) };
  }
}

async function getBatch(
  { sdk, client }: Dynamo,
  tableName: string,
  batch: readonly Key[],
  retry: Retry,
): Promise<Item[]> {
  const items: Item[] = [];
  let open = batch.map((key) => wireKey(key));
  while (open.length > 0) {
    const request = { RequestItems: { [tableName]: { Keys: open, ConsistentRead: true } } };
    const answer = await retry(() => client.send(new sdk.BatchGetItemCommand(request)));
    items.push(...(answer.Responses?.[tableName] ?? []).map((item) => sdk.unmarshall(item) as Item));
    open = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  return items;
}

interface PartitionQuery {
  tableName: string;
  pk: string;
  options: QueryOptions;
}

async function query(
  { sdk, client }: Dynamo,
  { tableName, pk, options }: PartitionQuery,
  retry: Retry,
): Promise<Item[]> {
  const { prefix, after, descending = false, limit } = options;
  const items: Item[] = [];
  let start = after === undefined ? undefined : wireKey({ pk, sk: after });
  do {
    const command = new sdk.QueryCommand({
      TableName: tableName,
      KeyConditionExpression: prefix ? "pk = :pk AND begins_with(sk, :prefix)" : "pk = :pk",
      ExpressionAttributeValues: sdk.marshall(prefix ? { ":pk": pk, ":prefix": prefix } : { ":pk": pk }),
      ScanIndexForward: !descending,
      ConsistentRead: true,
      ...(limit !== undefined && { Limit: limit - items.length }),
      ...(start && { ExclusiveStartKey: start }),
    });
    const answer = await retry(() => client.send(command));
    items.push(...(answer.Items ?? []).map((item) => sdk.unmarshall(item) as Item));
    start = answer.LastEvaluatedKey;
  } while (start && (limit === undefined || items.length < limit));
  return items;
}
