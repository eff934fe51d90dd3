import { largestBatch, notEmpty, refuseDuplicates, requestItems, tableNames } from "./batch-request.ts";
import { consumedCapacities, readUnits, type Units } from "./capacity.ts";
import { checkItem } from "./check-value.ts";
import { validation } from "./errors.ts";
import { readExpressions } from "./expressions.ts";
import { checkKey } from "./keys.ts";
import { namesViolation } from "./legacy/violations.ts";
import { checkMembers, quietViolation, returnConsumedCapacity, type Violation } from "./members.ts";
import { type Projection, project } from "./projection.ts";
import { type Input, optionalBoolean, optionalList, structure } from "./shape.ts";
import type { Store } from "./store.ts";
import { shortName } from "./table-name.ts";
import type { Item } from "./values.ts";

const mostKeys = 100;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export function batchGetItem(store: Store, input: Input): object {
  const requests = requestItems(input);
  checkMembers(
    notEmpty(requests, input),
    tableNames(requests),
    ...keyCounts(requests),
    ...Object.keys(requests).map((name) =>
      namesViolation(structure(requests[name]), `requestItems.${name}.member.`),
    ),
    returnConsumedCapacity(input.ReturnConsumedCapacity),
  );
  const asked = Object.entries(requests).map(([name, request]) => readKeys(name, structure(request)));
  if (asked.reduce((sum, { keys }) => sum + keys.length, 0) > mostKeys)
    throw validation("Too many items requested for the BatchGetItem call");
  const placed = asked.map((request) => placeKeys(store, request));
  return answerGets(placed, input);
}

interface KeysRequest {
  name: string;
  request: Input;
  keys: Item[];
  projection: Projection | undefined;
}

function readKeys(name: string, request: Input): KeysRequest {
  const keys = (optionalList(request, "Keys") ?? []).map((key) => checkItem(key, "current"));
  const { ProjectionExpression: projection } = readExpressions(
    request,
    ["ProjectionExpression"],
    ["AttributesToGet"],
    "current",
  );
  return { name, request, keys, projection };
}

function placeKeys(store: Store, asked: KeysRequest) {
  const table = store.table(shortName(asked.name) ?? "");
  const gets = asked.keys.map((key) => ({ key, table, place: checkKey(key, table) }));
  refuseDuplicates(gets);
  return { ...asked, gets };
}

function answerGets(placed: readonly ReturnType<typeof placeKeys>[], input: Input): object {
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, Input> = {};
  const units = new Map<string, Units>();
  let size = 0;
  for (const { name, request, gets, projection } of placed) {
    const mode = optionalBoolean(request, "ConsistentRead") ? "consistent" : "eventual";
    const found: Item[] = [];
    const left: Item[] = [];
    let used = 0;
    for (const { key, table, place: at } of gets) {
      const entry = table.items.get(at);
      size += entry?.size ?? 0;
      if (size > largestBatch) left.push(key);
      else {
        used += readUnits(entry?.size ?? 0, mode);
        if (entry) found.push(projection ? project(entry.item, projection) : entry.item);
      }
    }
    responses[name] = found;
    if (left.length > 0) unprocessed[name] = { ...request, Keys: left };
    units.set(name, { table: used });
  }
  return {
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ...consumedCapacities(input.ReturnConsumedCapacity, units),
  };
}

function keyCounts(requests: Input): Violation[] {
  return Object.keys(requests).map((name) => {
    const count = (optionalList(structure(requests[name]), "Keys") ?? []).length;
    const member = `RequestItems.${name}.member.Keys`;
    if (count > mostKeys)
      return quietViolation(member, `Member must have length less than or equal to ${mostKeys}`);
    return count > 0
      ? undefined
      : quietViolation(member, "Member must have length greater than or equal to 1");
  });
}
