import { consumedCapacity, readUnits, sizeOf } from "./capacity.ts";
import { checkItem } from "./check-value.ts";
import { readExpressions } from "./expressions.ts";
import { checkKey } from "./keys.ts";
import { legacyViolations } from "./legacy/violations.ts";
import { checkMembers, present, returnConsumedCapacity, tableName } from "./members.ts";
import { project } from "./projection.ts";
import { type Input, optionalBoolean, optionalText } from "./shape.ts";
import type { Store } from "./store.ts";
import { shortName } from "./table-name.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export function getItem(store: Store, input: Input): object {
  const name = shortName(optionalText(input, "TableName"));
  checkMembers(
    returnConsumedCapacity(input.ReturnConsumedCapacity),
    ...legacyViolations(input, ["AttributesToGet"]),
    tableName(name),
    present("key", input.Key),
  );
  const key = checkItem(input.Key, "current");
  const { ProjectionExpression } = readExpressions(
    input,
    ["ProjectionExpression"],
    ["AttributesToGet"],
    "current",
  );
  const table = store.table(name ?? "");
  const entry = table.items.get(checkKey(key, table));
  const mode = optionalBoolean(input, "ConsistentRead") ? "consistent" : "eventual";
  const units = { table: readUnits(sizeOf(entry), mode) };
  const capacity = consumedCapacity(input.ReturnConsumedCapacity, name ?? "", units);
  const item = entry && (ProjectionExpression ? project(entry.item, ProjectionExpression) : entry.item);
  return { ...(item && { Item: item }), ...(capacity && { ConsumedCapacity: capacity }) };
}
