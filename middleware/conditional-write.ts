/** As much of the AWS SDK's `DynamoDBClient` as a store calls. */
export interface DynamoDbClient {
  send(command: never): Promise<unknown>;
}

/** An item as the SDK's commands take and give it. */
export type StoredItem = Readonly<Record<string, { S?: string; N?: string } | undefined>>;

/**
 * Waits for a conditional write that asks for `ALL_OLD`.
 * @returns undefined where it was done, else the item for which its condition did not hold; empty where none is there.
 */
export async function unlessRefused(write: Promise<unknown>): Promise<StoredItem | undefined> {
  try {
    await write;
    return undefined;
  } catch (error) {
    const { name, Item: item = {} } = error as { name?: string; Item?: StoredItem };
    if (name !== "ConditionalCheckFailedException") throw error;
    return item;
  }
}
