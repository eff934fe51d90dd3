import { describe } from "./describe-table.ts";
import { validation } from "./errors.ts";
import { atLeast, atMost, checkMembers, namePattern, text } from "./members.ts";
import { type Input, optionalInteger, optionalText } from "./shape.ts";
import type { Store } from "./store.ts";
import { namedTable } from "./table-input.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export function describeTable(store: Store, input: Input): object {
  return { Table: describe(namedTable(store, input), store.options) };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html */
export function deleteTable(store: Store, input: Input): object {
  const table = namedTable(store, input);
  if (table.definition.DeletionProtectionEnabled)
    throw validation(
      "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
    );
  store.drop(table.definition.TableName);
  return { TableDescription: describe(table, store.options, "DELETING") };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export function listTables(store: Store, input: Input): object {
  const limit = optionalInteger(input, "Limit");
  const after = optionalText(input, "ExclusiveStartTableName");
  checkMembers(
    atLeast("limit", limit, 1) ?? atMost("limit", limit, 100),
    text("exclusiveStartTableName", after, [3, 255], namePattern),
  );
  const names = [...store.tables.keys()].sort().filter((name) => after === undefined || name > after);
  const shown = names.slice(0, limit ?? 100);
  const last = shown.length < names.length ? { LastEvaluatedTableName: shown.at(-1) } : {};
  return { TableNames: shown, ...last };
}
