import { consumedCapacity, writeUnits } from "./capacity.ts";
import { counted, validation } from "./errors.ts";
import {
  checkPutSize,
  decideAction,
  type ItemAction,
  type Outcome,
  placeAction,
  readItemAction,
} from "./item-action.ts";
import { itemCollectionMetrics } from "./item-collection.ts";
import type { LegacyName } from "./legacy/parameters.ts";
import { legacyViolations } from "./legacy/violations.ts";
import {
  checkMembers,
  oneOf,
  present,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  tableName,
} from "./members.ts";
import { project, projectionOf } from "./projection.ts";
import { type Input, optionalText } from "./shape.ts";
import type { Store } from "./store.ts";
import { shortName } from "./table-name.ts";
import type { Item } from "./values.ts";

const conditional: readonly LegacyName[] = ["Expected", "ConditionalOperator"];
const updating: readonly LegacyName[] = ["AttributeUpdates", ...conditional];
const returnValues = ["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"];

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export function putItem(store: Store, input: Input): object {
  checkWrite(input, "Item", conditional);
  return write(
    store,
    input,
    counted(() => readWithOldValues("put", input)),
  );
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export function deleteItem(store: Store, input: Input): object {
  checkWrite(input, "Key", conditional);
  return write(
    store,
    input,
    counted(() => readWithOldValues("delete", input)),
  );
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export function updateItem(store: Store, input: Input): object {
  checkWrite(input, "Key", updating);
  return write(
    store,
    input,
    counted(() => readItemAction("update", input, "current", updating)),
  );
}

function checkWrite(input: Input, subject: "Item" | "Key", legacy: readonly LegacyName[]): void {
  checkMembers(
    returnConsumedCapacity(input.ReturnConsumedCapacity),
    tableName(shortName(optionalText(input, "TableName"))),
    oneOf("returnValues", input.ReturnValues, returnValues),
    present(subject.toLowerCase(), input[subject]),
    returnItemCollectionMetrics(input.ReturnItemCollectionMetrics),
    oneOf("returnValuesOnConditionCheckFailure", input.ReturnValuesOnConditionCheckFailure, [
      "ALL_OLD",
      "NONE",
    ]),
    ...legacyViolations(input, legacy),
  );
}

function readWithOldValues(kind: "put" | "delete", input: Input): ItemAction {
  const wanted = input.ReturnValues ?? "NONE";
  if (wanted !== "ALL_OLD" && wanted !== "NONE") throw validation("ReturnValues can only be ALL_OLD or NONE");
  return readItemAction(kind, input, "current", conditional);
}

function write(store: Store, input: Input, action: ItemAction): object {
  checkPutSize(action);
  const name = shortName(optionalText(input, "TableName")) ?? "";
  const table = store.table(name);
  const outcome = decideAction(action, table, placeAction(action, table));
  const { place, before, after } = outcome;
  const wanted = input.ReturnConsumedCapacity;
  // The indexes are looked through only for a client that wants to know.
  const units = wanted ? writeUnits(table, before, after) : { table: 0 };
  if (before || after) store.write([{ table, place, entry: after }]);
  const capacity = consumedCapacity(wanted, name, units);
  const attributes = returned(String(input.ReturnValues ?? "NONE"), action, outcome);
  const metrics = itemCollectionMetrics(input, table, action.item);
  return {
    ...(attributes && { Attributes: attributes }),
    ...(capacity && { ConsumedCapacity: capacity }),
    ...(metrics && { ItemCollectionMetrics: metrics }),
  };
}

/** The attributes that the client asked for by a word of ReturnValues; undefined when there are none. */
export function returned(wanted: string, action: ItemAction, { before, after }: Outcome): Item | undefined {
  if (wanted === "NONE") return undefined;
  const item = (wanted.endsWith("_OLD") ? before : after)?.item;
  if (!item || wanted.startsWith("ALL_")) return item;
  const paths = (action.expressions.UpdateExpression ?? []).map(({ path }) => path);
  const updated = project(item, projectionOf(paths));
  return Object.keys(updated).length > 0 ? updated : undefined;
}
