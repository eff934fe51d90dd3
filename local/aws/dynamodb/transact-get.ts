import { charge, consumedCapacities, readUnits, sizeOf, type Units } from "./capacity.ts";
import { checkItem } from "./check-value.ts";
import type { Entry, Place } from "./collection.ts";
import { readExpressions } from "./expressions.ts";
import { checkKey } from "./keys.ts";
import { checkMembers, present, returnConsumedCapacity, tableName } from "./members.ts";
import { type Projection, project } from "./projection.ts";
import { type Input, optionalList, optionalStructure, optionalText, structure } from "./shape.ts";
import type { Store } from "./store.ts";
import { shortName } from "./table-name.ts";
import {
  cancelled,
  itemCount,
  largestTransaction,
  placeOrReason,
  type Reason,
  refuseDuplicates,
  tooLarge,
} from "./transaction.ts";

interface Get {
  name: string;
  place: Place | Reason;
  projection: Projection | undefined;
}

interface Found extends Get {
  entry: Entry | undefined;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export function transactGetItems(store: Store, input: Input): object {
  const items = optionalList(input, "TransactItems") ?? [];
  checkMembers(itemCount(items), returnConsumedCapacity(input.ReturnConsumedCapacity));
  const reads = items.map((item, index) => readGet(structure(item), index));
  const gets = reads.map((locate) => locate(store));
  refuseDuplicates(gets);
  const found = gets.flatMap((get) => find(store, get));
  if (found.length < gets.length)
    throw cancelled(gets.map(({ place }) => ("hash" in place ? { Code: "None" } : place)));
  if (found.reduce((sum, { entry }) => sum + sizeOf(entry), 0) > largestTransaction) throw tooLarge();
  return { Responses: found.map(response), ...capacities(input, found) };
}

// All parts are read before the first table is looked for.
function readGet(item: Input, index: number): (store: Store) => Get {
  const get = optionalStructure(item, "Get");
  const member = `transactItems.${index + 1}.member.get`;
  checkMembers(present(member, get));
  const name = shortName(optionalText(get ?? {}, "TableName"));
  checkMembers(tableName(name, `${member}.tableName`), present(`${member}.key`, get?.Key));
  const key = checkItem(get?.Key, "older");
  const { ProjectionExpression } = readExpressions(get ?? {}, ["ProjectionExpression"], [], "older");
  return (store) => {
    const table = store.table(name ?? "");
    const place = placeOrReason(() => checkKey(key, table));
    return { name: name ?? "", place, projection: ProjectionExpression };
  };
}

function find(store: Store, get: Get): Found[] {
  return "hash" in get.place ? [{ ...get, entry: store.table(get.name).items.get(get.place) }] : [];
}

function response({ projection, entry }: Found): object {
  if (!entry) return {};
  const item = projection ? project(entry.item, projection) : entry.item;
  return projection && Object.keys(item).length === 0 ? {} : { Item: item };
}

function capacities(input: Input, found: readonly Found[]): object {
  const units = new Map<string, Units>();
  for (const { name, entry } of found)
    charge(units, name, { table: readUnits(sizeOf(entry), "transactional") });
  return consumedCapacities(input.ReturnConsumedCapacity, units, "ReadCapacityUnits");
}
