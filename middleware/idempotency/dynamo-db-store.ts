import { type DynamoDbClient, type StoredItem, unlessRefused } from "../conditional-write.ts";
import { checkOptions, requireOption } from "../options.ts";
import type { IdempotencyRecord, IdempotencyStore } from "./idempotency-store.ts";

/** Options of the store in a DynamoDB table. */
export interface DynamoDbStoreOptions {
  tableName: string;
  client: DynamoDbClient;
  /** The table's partition key, where it is the only key; by default `id`. */
  keyAttribute?: string;
  /** The whole primary key of a hash of 64 hexadecimal digits, for a table with keys of its own. */
  key?: (hash: string) => Readonly<Record<string, string>>;
  /** The attribute of the table's time to live, in seconds; by default `expiresAt`. */
  ttlAttribute?: string;
}

type Commands = typeof import("./dynamo-db-commands.ts");
type Send = <Kind extends keyof Commands>(kind: Kind, input: object) => Promise<void>;

const optionNames: readonly string[] = ["tableName", "client", "keyAttribute", "key", "ttlAttribute"];
// An item may have 400 KB with the names of its attributes
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
const maxResultBytes = 395 * 1_024;

/**
 * Makes a store in a DynamoDB table that all containers share. Each step is one conditional write; nothing is read.
 * The AWS SDK's commands are loaded at the first call. Time to live deletes late, so conditions look at the clock.
 */
export function dynamoDbStore(options: DynamoDbStoreOptions): IdempotencyStore {
  const { keyOf, ttlAttribute } = checked(options);
  const send = sender(options);
  const names = { "#status": "status", "#token": "token" };
  const mine = "#status = :inProgress AND #token = :token";
  const mineValues = (token: string) => ({ ":inProgress": { S: "in-progress" }, ":token": { S: token } });
  return {
    maxResultBytes,
    async begin(record, now) {
      const key = keyOf(record.key);
      const itemInTheWay = await unlessRefused(
        send("PutItemCommand", {
          Item: { ...key, ...itemOf(record, ttlAttribute) },
          ConditionExpression:
            "attribute_not_exists(#key) OR (#status = :completed AND #ttl <= :seconds) OR (#status = :inProgress AND #lockedUntil <= :now)",
          ExpressionAttributeNames: {
            "#key": Object.keys(key)[0],
            "#status": "status",
            "#ttl": ttlAttribute,
            "#lockedUntil": "lockedUntil",
          },
          ExpressionAttributeValues: {
            ":completed": { S: "completed" },
            ":inProgress": { S: "in-progress" },
            ":seconds": { N: String(Math.floor(now / 1_000)) },
            ":now": { N: String(now) },
          },
        }),
      );
      const earlier = itemInTheWay && recordOf(record.key, itemInTheWay, ttlAttribute);
      return earlier?.token === record.token ? undefined : earlier;
    },
    async complete({ key, token, expiresAt, result = "" }) {
      const itemInTheWay = await unlessRefused(
        send("UpdateItemCommand", {
          Key: keyOf(key),
          UpdateExpression: "SET #status = :completed, #result = :result, #ttl = :ttl",
          ConditionExpression: mine,
          ExpressionAttributeNames: { ...names, "#result": "result", "#ttl": ttlAttribute },
          ExpressionAttributeValues: {
            ...mineValues(token),
            ":completed": { S: "completed" },
            ":result": { S: result },
            ":ttl": { N: seconds(expiresAt) },
          },
        }),
      );
      // A write that was sent again after its answer was lost meets itself.
      return itemInTheWay === undefined || itemInTheWay.token?.S === token;
    },
    async abandon(key, token) {
      await unlessRefused(
        send("DeleteItemCommand", {
          Key: keyOf(key),
          ConditionExpression: mine,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: mineValues(token),
        }),
      );
    },
  };
}

function checked(options: DynamoDbStoreOptions) {
  const { tableName, client, keyAttribute = "id", key, ttlAttribute = "expiresAt" } = options;
  const require = (holds: boolean, reason: string) => requireOption(holds, "dynamoDbStore", reason);
  checkOptions("dynamoDbStore", options, optionNames);
  require(typeof tableName === "string" && tableName !== "", "tableName must name the table.");
  require(typeof client?.send === "function", "client must be a DynamoDBClient of the AWS SDK.");
  require(key === undefined || options.keyAttribute === undefined, "give keyAttribute or key, not both.");
  require(key === undefined || typeof key === "function", "key must be a function of the hash.");
  const attributes = key ?? ((hash: string) => ({ [keyAttribute]: hash }));
  const keyOf = (hash: string): StoredItem =>
    Object.fromEntries(Object.entries(attributes(hash)).map(([name, text]) => [name, { S: text }]));
  return { keyOf, ttlAttribute };
}

function sender({ client, tableName }: DynamoDbStoreOptions): Send {
  let commands: Commands | undefined;
  return async (kind, input) => {
    commands ??= await import("./dynamo-db-commands.ts");
    const Command = commands[kind] as new (input: object) => object;
    const whole = { TableName: tableName, ReturnValuesOnConditionCheckFailure: "ALL_OLD", ...input };
    await client.send(new Command(whole) as never);
  };
}

function itemOf(record: IdempotencyRecord, ttlAttribute: string): StoredItem {
  return {
    status: { S: record.status },
    payloadHash: { S: record.payloadHash },
    token: { S: record.token },
    lockedUntil: { N: String(record.lockedUntil) },
    [ttlAttribute]: { N: seconds(record.expiresAt) },
  };
}

/** @throws Error where the item is none of ours. */
function recordOf(key: string, item: StoredItem, ttlAttribute: string): IdempotencyRecord {
  const { status, payloadHash, token, lockedUntil, result } = item;
  if (status?.S !== "in-progress" && status?.S !== "completed") {
    throw new Error(
      "dynamoDbStore(): the item in the way is no idempotency record; give the store keys of its own.",
    );
  }
  return {
    key,
    status: status.S,
    payloadHash: payloadHash?.S ?? "",
    token: token?.S ?? "",
    lockedUntil: Number(lockedUntil?.N),
    expiresAt: Number(item[ttlAttribute]?.N) * 1_000,
    ...(result?.S !== undefined && { result: result.S }),
  };
}

// Rounded up, so that nothing ends before its time.
function seconds(milliseconds: number): string {
  return String(Math.ceil(milliseconds / 1_000));
}
