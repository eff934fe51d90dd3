import { itemSize } from "#local/aws/dynamodb/size.ts";
import { itemKey, type Request } from "./request.ts";

const bytesPerUnit = 1024;
const writes = ["PutItem", "UpdateItem", "DeleteItem"];

type Attributes = Parameters<typeof itemSize>[0];

/**
 * Makes a meter that tells how many write units a request consumed: the larger of the item before and after, in whole
 * KB, and at least one. It must see every write from the first on; replies must carry the whole new item (ALL_NEW).
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function createWriteMeter(): (request: Request, output: unknown) => number {
  const sizes = new Map<string, number>();
  return (request, output) => {
    if (!writes.includes(request.operation)) return 0;
    const key = itemKey(request);
    const before = sizes.get(key) ?? 0;
    const after = request.refused ? before : sizeAfter(request, output);
    sizes.set(key, after);
    return Math.max(1, Math.ceil(Math.max(before, after) / bytesPerUnit));
  };
}

function sizeAfter({ operation, input }: Request, output: unknown): number {
  if (operation === "DeleteItem") return 0;
  const item = operation === "PutItem" ? input.Item : (output as { Attributes?: unknown }).Attributes;
  return itemSize(item as Attributes);
}
