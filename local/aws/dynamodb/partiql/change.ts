import { AwsError } from "../../aws-error.ts";
import { type Units, writeUnits } from "../capacity.ts";
import type { Condition } from "../condition.ts";
import { validation } from "../errors.ts";
import { checkPutSize, decideAction, type ItemAction, type Outcome, placeAction } from "../item-action.ts";
import type { Input } from "../shape.ts";
import type { Store } from "../store.ts";
import type { Table } from "../table.ts";
import { type AttributeValue, assign, type Item } from "../values.ts";
import { returned } from "../write-item.ts";
import { type Change, equality, type Select } from "./statement.ts";
import { conjuncts } from "./where.ts";

/** What AWS answers to an INSERT of an item that is there. */
export const duplicateItem = () =>
  new AwsError("DuplicateItemException", "Duplicate primary key exists in table");

/**
 * The write that a statement stands for: an INSERT needs the item to be absent, an UPDATE needs it to be there, and
 * a DELETE of an absent item does nothing.
 * @throws AwsError ValidationException when the item is too large or the WHERE clause does not name a whole key.
 */
export function actionOf(change: Change, table: Table, showsItem = false): ItemAction {
  const there = existence(table, "attribute_exists");
  const absent = existence(table, "attribute_not_exists");
  if (change.kind === "insert") {
    const { item } = change;
    const put: ItemAction = {
      kind: "put",
      item,
      expressions: { ConditionExpression: absent },
      showsItem: false,
    };
    checkPutSize(put);
    return put;
  }
  const item = keyOf(change.where, table);
  if (change.kind === "delete") {
    const condition: Condition = { kind: "or", left: absent, right: change.where };
    return { kind: "delete", item, expressions: { ConditionExpression: condition }, showsItem };
  }
  const condition: Condition = { kind: "and", left: there, right: change.where };
  return {
    kind: "update",
    item,
    expressions: { UpdateExpression: change.actions, ConditionExpression: condition },
    showsItem,
  };
}

function existence(table: Table, name: "attribute_exists" | "attribute_not_exists"): Condition {
  const subject = { kind: "path" as const, path: [table.key.hash.name] };
  return { kind: "test", name, subject, object: subject };
}

/** The key that a condition pins down; undefined when it leaves some of it open. */
function keyIn(where: Condition | undefined, { key }: Table): Item | undefined {
  const equal = conjuncts(where).map(equality);
  const item: Item = {};
  for (const { name } of key.range ? [key.hash, key.range] : [key.hash]) {
    const found: AttributeValue | undefined = equal.find((each) => each?.name === name)?.value;
    if (!found) return undefined;
    assign(item, name, found);
  }
  return item;
}

/**
 * The key of a read that is one item, as batches and transactions need it.
 * @throws AwsError ValidationException when the WHERE clause is anything but an equality on each key attribute.
 */
export function keyOfRead({ where, index }: Select, table: Table, operation: string): Item {
  const key = index === undefined ? keyIn(where, table) : undefined;
  if (key && Object.keys(key).length === conjuncts(where).length) return key;
  throw validation(`Select statements within ${operation} must specify the primary key in the where clause.`);
}

function keyOf(where: Condition, table: Table): Item {
  const key = keyIn(where, table);
  if (key) return key;
  throw validation("Where clause does not contain a mandatory equality on all key attributes");
}

/**
 * Carries out one change and gives back what its RETURNING clause asks for.
 * @throws AwsError DuplicateItemException, ConditionalCheckFailedException, ResourceNotFoundException or ValidationException.
 */
export function carryOut(store: Store, change: Change, input: Input): { item?: Item; units: Units } {
  const table = store.table(change.table);
  const action = actionOf(change, table, input.ReturnValuesOnConditionCheckFailure === "ALL_OLD");
  const place = placeAction(action, table);
  const outcome = decide(change, action, table, place);
  const { before, after } = outcome;
  const units = writeUnits(table, before, after);
  if (before || after) store.write([{ table, place, entry: after }]);
  const item = returnedBy(change, action, outcome);
  return { ...(item && { item }), units };
}

function decide(change: Change, action: ItemAction, table: Table, place: Outcome["place"]): Outcome {
  try {
    return decideAction(action, table, place);
  } catch (error) {
    const conflict = error instanceof AwsError && error.code === "ConditionalCheckFailedException";
    throw conflict && change.kind === "insert" ? duplicateItem() : error;
  }
}

const returnValues = {
  "ALL OLD": "ALL_OLD",
  "ALL NEW": "ALL_NEW",
  "MODIFIED OLD": "UPDATED_OLD",
  "MODIFIED NEW": "UPDATED_NEW",
};

function returnedBy(change: Change, action: ItemAction, outcome: Outcome): Item | undefined {
  if (change.kind === "insert" || !change.returning) return undefined;
  return returned(returnValues[change.returning], action, outcome);
}
