import {
  charge,
  consumedCapacities,
  doubled,
  readUnits,
  sizeOf,
  type Units,
  writeUnits,
} from "./capacity.ts";
import { alreadyDone, clientToken } from "./client-token.ts";
import type { Place } from "./collection.ts";
import { validation } from "./errors.ts";
import {
  checkPutSize,
  decideAction,
  type ItemAction,
  type ItemActionKind,
  type Outcome,
  placeAction,
  readItemAction,
} from "./item-action.ts";
import { itemCollections } from "./item-collection.ts";
import {
  checkMembers,
  present,
  quietViolation,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  tableName,
  text,
} from "./members.ts";
import { type Input, optionalList, optionalStructure, optionalText, structure } from "./shape.ts";
import type { ClientToken, Store } from "./store.ts";
import type { Table } from "./table.ts";
import { shortName } from "./table-name.ts";
import {
  cancelled,
  itemCount,
  largestTransaction,
  placeOrReason,
  type Reason,
  reasonOf,
  refuseDuplicates,
  tooLarge,
} from "./transaction.ts";

const kinds: Record<string, ItemActionKind> = {
  ConditionCheck: "check",
  Put: "put",
  Delete: "delete",
  Update: "update",
};

/** One write of a transaction. */
export interface Part {
  name: string;
  action: ItemAction;
  /** The reason given when its condition fails, where that is another than for a condition. */
  conflict?: Reason;
}

interface Placed extends Part {
  table: Table;
  place: Place | Reason;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export function transactWriteItems(store: Store, input: Input): object {
  const items = optionalList(input, "TransactItems") ?? [];
  checkRequest(input, items);
  const client = clientToken(input, items);
  const parts = items.map((item, index) => readPart(structure(item), index));
  return commit(store, parts, client, input);
}

/**
 * Carries out the writes of a transaction, all or none; the same token again changes nothing.
 * @throws AwsError TransactionCanceledException, ResourceNotFoundException or ValidationException.
 */
export function commit(
  store: Store,
  parts: readonly Part[],
  client: ClientToken | undefined,
  input: Input,
): object {
  if (client && alreadyDone(store, client)) return repeated(store, input, parts);
  const placed = parts.map((part) => placePart(store, part));
  refuseDuplicates(placed);
  const outcomes = decide(placed);
  const changed = outcomes.filter(({ part }) => part.action.kind !== "check");
  checkTotal(outcomes.map(({ outcome }) => outcome));
  const reply = capacities(input, outcomes);
  store.write(
    changed
      .filter(({ outcome }) => outcome.before || outcome.after)
      .map(({ part, outcome }) => ({ table: part.table, place: outcome.place, entry: outcome.after })),
    client,
  );
  const items = changed.map(({ part: { name, table, action } }) => ({ name, table, item: action.item }));
  return { ...reply, ...itemCollections(input, items) };
}

function checkRequest(input: Input, items: readonly unknown[]): void {
  const token = optionalText(input, "ClientRequestToken");
  if (token !== undefined && token.length > 36)
    checkMembers(quietViolation("ClientRequestToken", "Member must have length less than or equal to 36"));
  checkMembers(
    text("clientRequestToken", token, [1, 36]),
    itemCount(items),
    returnConsumedCapacity(input.ReturnConsumedCapacity),
    returnItemCollectionMetrics(input.ReturnItemCollectionMetrics),
  );
}

function readPart(item: Input, index: number): Part {
  const given = Object.keys(kinds).filter((name) => item[name] != null);
  const [name] = given;
  if (name === undefined || given.length > 1)
    throw validation("TransactItems can only contain one of Check, Put, Update or Delete");
  const part = optionalStructure(item, name) ?? {};
  const kind = kinds[name] as ItemActionKind;
  const member = `transactItems.${index + 1}.member.${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const table = shortName(optionalText(part, "TableName"));
  checkMembers(
    tableName(table, `${member}.tableName`),
    kind === "put" ? present(`${member}.item`, part.Item) : present(`${member}.key`, part.Key),
    kind === "update" ? present(`${member}.updateExpression`, part.UpdateExpression) : undefined,
    kind === "check" ? present(`${member}.conditionExpression`, part.ConditionExpression) : undefined,
  );
  const action = readItemAction(kind, part, "older");
  checkPutSize(action);
  return { name: table ?? "", action };
}

function placePart(store: Store, part: Part): Placed {
  const table = store.table(part.name);
  return { ...part, table, place: placeOrReason(() => placeAction(part.action, table)) };
}

interface Decided {
  part: Placed;
  outcome: Outcome;
}

function decide(parts: readonly Placed[]): Decided[] {
  const results = parts.map(decideOne);
  const decided = results.filter((result) => "outcome" in result);
  if (decided.length < results.length)
    throw cancelled(results.map((result) => ("outcome" in result ? { Code: "None" } : result)));
  return decided;
}

function decideOne(part: Placed): Decided | Reason {
  if (!("hash" in part.place)) return part.place;
  try {
    return { part, outcome: decideAction(part.action, part.table, part.place) };
  } catch (error) {
    const reason = reasonOf(error);
    return part.conflict && reason.Code === "ConditionalCheckFailed" ? part.conflict : reason;
  }
}

function checkTotal(outcomes: readonly Outcome[]): void {
  const total = outcomes.reduce((sum, { before, after }) => sum + sizeOf(after ?? before), 0);
  if (total > largestTransaction) throw tooLarge();
}

/** The same transaction again: nothing is written, and it costs what reading the items costs. */
function repeated(store: Store, input: Input, parts: readonly Part[]): object {
  const units = new Map<string, Units>();
  for (const { name, action } of parts) {
    const table = store.table(name);
    const entry = table.items.get(placeAction(action, table));
    charge(units, name, { table: readUnits(sizeOf(entry), "transactional") });
  }
  return consumedCapacities(input.ReturnConsumedCapacity, units, "ReadCapacityUnits");
}

function capacities(input: Input, outcomes: readonly Decided[]): object {
  const units = new Map<string, Units>();
  if (input.ReturnConsumedCapacity == null) return {};
  for (const { part, outcome } of outcomes)
    charge(units, part.name, doubled(writeUnits(part.table, outcome.before, outcome.after)));
  return consumedCapacities(input.ReturnConsumedCapacity, units, "WriteCapacityUnits");
}
