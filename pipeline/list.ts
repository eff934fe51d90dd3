import type { Item, Table } from "#cloud/cloud.ts";
import { Failure } from "#domain/failure.ts";

/** What a client asks of a list. */
export interface ListRequest {
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** One page of a list; no cursor means that it was the last. */
export interface Listed<T> {
  items: T[];
  cursor?: string;
}

/** Makes an opaque cursor of the place where the next page begins. */
export const encodeCursor = (place: string) => Buffer.from(place).toString("base64url");

/**
 * The place that a cursor stands for.
 * @throws Failure `malformed-cursor` unless it begins with `prefix`: a cursor of another list, or made up.
 */
export function decodeCursor(cursor: string, prefix: string): string {
  const place = Buffer.from(cursor, "base64url").toString();
  if (place.startsWith(prefix) && encodeCursor(place) === cursor) return place;
  throw new Failure("malformed-cursor", "Send the cursor of the answer before, or none to begin again.", [
    { pointer: "/query/cursor", message: "This list did not make it." },
  ]);
}

/** How a list reads its partition. */
export interface ListSource {
  pk: string;
  prefix: string;
  descending?: boolean;
}

/** Reads one page of the items of a partition whose sort keys begin with the prefix. */
export async function listItems(
  table: Table,
  source: ListSource,
  request: ListRequest,
): Promise<Listed<Item>> {
  const limit = request.limit ?? 50;
  const after = request.cursor && decodeCursor(request.cursor, source.prefix);
  const { pk, prefix, descending = false } = source;
  // One more than asked for tells whether there is another page.
  const found = await table.query(pk, { prefix, descending, limit: limit + 1, ...(after && { after }) });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(found.length > limit && last && { cursor: encodeCursor(last.sk) }) };
}
