import { dynamoDbStore, type IdempotencyStore, memoryStore } from "#middleware";
import { inProcessTable } from "../in-process-table.ts";

async function table(): Promise<IdempotencyStore> {
  const layers = (hash: string) => String(Number.parseInt(hash.slice(0, 1), 16)).padStart(2, "0");
  return dynamoDbStore({
    tableName: "keys",
    client: await inProcessTable("keys"),
    key: (hash) => ({ pk: `IDEM#${layers(hash)}`, sk: hash }),
  });
}

/** Makes an empty store of each kind: in memory, and in a table with keys of its own. */
export const stores = { memory: async () => memoryStore(), table };

/** Each kind of store in each mode. */
export const storesInModes = (["powertools", "lean"] as const).flatMap((observability) =>
  (["memory", "table"] as const).map((store) => ({ observability, store })),
);
