import { largestBatch, notEmpty, refuseDuplicates, requestItems, tableNames } from "./batch-request.ts";
import { charge, consumedCapacities, type Units, writeUnits } from "./capacity.ts";
import { checkItem } from "./check-value.ts";
import { validation } from "./errors.ts";
import { itemCollections } from "./item-collection.ts";
import { checkItemKey, checkKey, schemaMismatch } from "./keys.ts";
import {
  checkMembers,
  quietViolation,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  type Violation,
  violation,
} from "./members.ts";
import { type Input, optionalList, optionalStructure, structure } from "./shape.ts";
import { itemSize, largestItem } from "./size.ts";
import type { Store } from "./store.ts";
import type { Write } from "./table.ts";
import { shortName } from "./table-name.ts";
import type { Item } from "./values.ts";

const mostWrites = 25;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
export function batchWriteItem(store: Store, input: Input): object {
  const requests = requestItems(input);
  checkMembers(
    returnConsumedCapacity(input.ReturnConsumedCapacity),
    returnItemCollectionMetrics(input.ReturnItemCollectionMetrics),
  );
  checkMembers(notEmpty(requests, input), tableNames(requests), ...writeCounts(requests));
  const asked = Object.entries(requests).flatMap(([name, list]) =>
    (list as unknown[]).map((request) => ({ name, ...readRequest(structure(request)) })),
  );
  if (asked.length > mostWrites) throw validation("Too many items requested for the BatchWriteItem call");
  if (asked.reduce((sum, { item }) => sum + itemSize(item), 0) > largestBatch)
    throw validation("The batch exceeds the maximum request size of 16 MB");
  const writes = asked.map((request) => place(store, request));
  refuseDuplicates(writes.map(({ write }) => write));
  const units = new Map<string, Units>();
  if (input.ReturnConsumedCapacity != null) chargeWrites(units, writes);
  store.write(
    writes.map(({ write }) => write).filter(({ table, place: at, entry }) => entry || table.items.get(at)),
  );
  const changed = asked.map(({ name, item }) => ({ name, table: store.table(shortName(name) ?? ""), item }));
  return {
    UnprocessedItems: {},
    ...itemCollections(input, changed),
    ...consumedCapacities(input.ReturnConsumedCapacity, units),
  };
}

interface WriteRequest {
  name: string;
  put: boolean;
  item: Item;
}

interface NamedWrite {
  name: string;
  write: Write;
}

function readRequest(request: Input): Omit<WriteRequest, "name"> {
  const put = optionalStructure(request, "PutRequest");
  const remove = optionalStructure(request, "DeleteRequest");
  if (!put === !remove)
    throw validation(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    );
  const item = checkItem(put ? put.Item : remove?.Key, "older");
  if (put && itemSize(item) > largestItem)
    throw validation("Item size has exceeded the maximum allowed size");
  return { put: put !== undefined, item };
}

function place(store: Store, { name, put, item }: WriteRequest): NamedWrite {
  const table = store.table(shortName(name) ?? "");
  if (!put) return { name, write: { table, place: checkKey(item, table), entry: undefined } };
  const at = checkItemKey(item, table, schemaMismatch);
  return { name, write: { table, place: at, entry: { ...at, item, size: itemSize(item) } } };
}

function chargeWrites(units: Map<string, Units>, writes: readonly NamedWrite[]): void {
  for (const { name, write } of writes)
    charge(units, name, writeUnits(write.table, write.table.items.get(write.place), write.entry));
}

function writeCounts(requests: Input): Violation[] {
  return Object.keys(requests).map((name) => {
    const count = (optionalList(requests, name) ?? []).length;
    if (count > mostWrites)
      return quietViolation(
        `RequestItems.${name}.member`,
        `Member must have length less than or equal to ${mostWrites}`,
      );
    if (count > 0) return undefined;
    return violation(
      "requestItems",
      `{${name}=[]}`,
      "Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]",
    );
  });
}
