import { AwsError } from "../aws-error.ts";
import { applyUpdate } from "./apply-update.ts";
import { checkItem, type Wording } from "./check-value.ts";
import type { Entry, Place } from "./collection.ts";
import { validation } from "./errors.ts";
import { matches } from "./evaluate.ts";
import { type ExpressionName, type Expressions, readExpressions } from "./expressions.ts";
import { checkIndexKeys, checkItemKey, checkKey, checkUpdatedPaths } from "./keys.ts";
import type { LegacyName } from "./legacy/parameters.ts";
import type { Input } from "./shape.ts";
import { itemSize, largestItem } from "./size.ts";
import type { Table } from "./table.ts";
import type { Action } from "./update.ts";
import type { Item } from "./values.ts";

/** What a single-item write, or a part of a transaction, does. */
export type ItemActionKind = "put" | "update" | "delete" | "check";

/** A write of one item, checked as far as it can be without its table. */
export interface ItemAction {
  kind: ItemActionKind;
  /** The item to put, or the key of the item that is meant. */
  item: Item;
  expressions: Expressions;
  /** Whether a failed condition shows the item that failed it. */
  showsItem: boolean;
}

/** The item before and after; both undefined when there was and is nothing. */
export interface Outcome {
  place: Place;
  before: Entry | undefined;
  after: Entry | undefined;
}

const names: Record<ItemActionKind, readonly ExpressionName[]> = {
  put: ["ConditionExpression"],
  update: ["UpdateExpression", "ConditionExpression"],
  delete: ["ConditionExpression"],
  check: ["ConditionExpression"],
};

/**
 * Reads the parameters of a write.
 * @param legacy the older parameters that the operation has.
 * @throws AwsError ValidationException with AWS's wording.
 */
export function readItemAction(
  kind: ItemActionKind,
  input: Input,
  wording: Wording,
  legacy: readonly LegacyName[] = [],
): ItemAction {
  const item = checkItem(kind === "put" ? input.Item : input.Key, wording);
  const expressions = readExpressions(input, names[kind], legacy, wording);
  return { kind, item, expressions, showsItem: input.ReturnValuesOnConditionCheckFailure === "ALL_OLD" };
}

/** @throws AwsError ValidationException when an item to put is too large. */
export function checkPutSize({ kind, item }: ItemAction): void {
  if (kind === "put" && itemSize(item) > largestItem)
    throw validation("Item size has exceeded the maximum allowed size");
}

/** The place that a write is about. @throws AwsError ValidationException when its key does not fit the table. */
export function placeAction({ kind, item, expressions }: ItemAction, table: Table): Place {
  if (kind === "put") return checkItemKey(item, table);
  const place = checkKey(item, table);
  if (expressions.UpdateExpression) checkUpdatedPaths(expressions.UpdateExpression, table);
  return place;
}

/**
 * Works out what a write does; nothing is changed yet.
 * @throws AwsError ConditionalCheckFailedException, or ValidationException when the update does not fit the item.
 */
export function decideAction(action: ItemAction, table: Table, place: Place): Outcome {
  const before = table.items.get(place);
  const { ConditionExpression: condition } = action.expressions;
  if (condition && !matches(before?.item ?? {}, condition))
    throw conditionFailed(action.showsItem ? before?.item : undefined);
  return { place, before, after: entryAfter(action, table, place, before) };
}

function entryAfter(
  { kind, item, expressions }: ItemAction,
  table: Table,
  place: Place,
  before: Entry | undefined,
): Entry | undefined {
  if (kind === "check") return before;
  if (kind === "delete") return undefined;
  if (kind === "put") return { ...place, item, size: itemSize(item) };
  const actions = expressions.UpdateExpression ?? [];
  const updated = applyUpdate(before?.item ?? item, actions);
  if (!before && onlyTakes(actions)) return undefined;
  const size = itemSize(updated);
  if (size > largestItem) throw validation("Item size to update has exceeded the maximum allowed size");
  checkIndexKeys(updated, table);
  return { ...place, item: updated, size };
}

// What only takes away from an item that does not exist does not create it; what does nothing at all does.
const onlyTakes = (actions: readonly Action[]): boolean =>
  actions.length > 0 && actions.every(({ kind }) => kind === "remove" || kind === "delete");

function conditionFailed(item: Item | undefined): AwsError {
  const fields = item ? { Item: item } : {};
  return new AwsError("ConditionalCheckFailedException", "The conditional request failed", 400, fields);
}
