import { type DynamoDbClient, type StoredItem, unlessRefused } from "../conditional-write.ts";
import { checkOptions, requireOption } from "../options.ts";
import type { RateLimitStore, RateLimitVerdict } from "./rate-limit-store.ts";

/** Options of the store in a DynamoDB table. */
export interface DynamoDbRateLimitOptions {
  tableName: string;
  client: DynamoDbClient;
  /** The table's partition key, where it is the only key; by default `id`. */
  keyAttribute?: string;
  /** The whole primary key of a hash of 64 hexadecimal digits, for a table with keys of its own. */
  key?: (hash: string) => Readonly<Record<string, string>>;
  /** The attribute of the table's time to live, in seconds; by default `expiresAt`. */
  ttlAttribute?: string;
}

type Commands = typeof import("../idempotency/dynamo-db-commands.ts");

const optionNames: readonly string[] = ["tableName", "client", "keyAttribute", "key", "ttlAttribute"];

/**
 * Makes a store in a DynamoDB table that all containers share. A bucket is one number, the time at which it would be
 * full again (the generic cell rate algorithm, ITU-T I.371), so that taking a token is one conditional write; a
 * second one follows only where the bucket had been full.
 */
export function dynamoDbRateLimit(options: DynamoDbRateLimitOptions): RateLimitStore {
  const { tableName, client, keyAttribute = "id", ttlAttribute = "expiresAt" } = checked(options);
  const keyOf = options.key ?? ((hash: string) => ({ [keyAttribute]: hash }));
  let commands: Commands | undefined;
  const update = async (hash: string, input: object): Promise<StoredItem | undefined> => {
    commands ??= await import("../idempotency/dynamo-db-commands.ts");
    const Key = Object.fromEntries(Object.entries(keyOf(hash)).map(([name, text]) => [name, { S: text }]));
    const whole = { TableName: tableName, Key, ReturnValuesOnConditionCheckFailure: "ALL_OLD", ...input };
    return unlessRefused(client.send(new commands.UpdateItemCommand(whole as never) as never));
  };
  const take: RateLimitStore["take"] = async ({ key, burst, perSecond, now }) => {
    const costMs = 1_000 / perSecond;
    const wholeMs = burst * costMs;
    const ttl = { N: String(Math.ceil((now + wholeMs) / 1_000) + 60) };
    const names = { "#fullAt": "fullAt", "#ttl": ttlAttribute };
    const number = (value: number) => ({ N: String(Math.ceil(value)) });
    // Most takes: tokens are missing, but one is left.
    const item = await update(key, {
      UpdateExpression: "SET #fullAt = #fullAt + :cost, #ttl = :ttl",
      ConditionExpression: "#fullAt > :now AND #fullAt <= :latest",
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: {
        ":cost": number(costMs),
        ":now": number(now),
        ":latest": number(now + wholeMs - costMs),
        ":ttl": ttl,
      },
    });
    if (item === undefined) return passes;
    const refused = waiting(item, now, wholeMs - costMs);
    if (refused !== undefined) return refused;
    const raced = await update(key, {
      UpdateExpression: "SET #fullAt = :fullAt, #ttl = :ttl",
      ConditionExpression: "attribute_not_exists(#fullAt) OR #fullAt <= :now",
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ":fullAt": number(now + costMs), ":now": number(now), ":ttl": ttl },
    });
    // Somebody took the first token a moment before: the bucket is known now, so the first write decides.
    return raced === undefined ? passes : take({ key, burst, perSecond, now });
  };
  return { take };
}

const passes: RateLimitVerdict = { allowed: true, retryAfterMs: 0 };

function waiting({ fullAt }: StoredItem, now: number, allowedMs: number): RateLimitVerdict | undefined {
  const ahead = Number(fullAt?.N ?? 0) - now;
  return ahead > allowedMs ? { allowed: false, retryAfterMs: ahead - allowedMs } : undefined;
}

function checked(options: DynamoDbRateLimitOptions): DynamoDbRateLimitOptions {
  const { tableName, client, key } = options;
  const require = (holds: boolean, reason: string) => requireOption(holds, "dynamoDbRateLimit", reason);
  checkOptions("dynamoDbRateLimit", options, optionNames);
  require(typeof tableName === "string" && tableName !== "", "tableName must name the table.");
  require(typeof client?.send === "function", "client must be a DynamoDBClient of the AWS SDK.");
  require(key === undefined || options.keyAttribute === undefined, "give keyAttribute or key, not both.");
  return options;
}
