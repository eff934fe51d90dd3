import { consumedCapacity } from "./capacity.ts";
import { checkMembers, present, returnConsumedCapacity } from "./members.ts";
import { carryOut } from "./partiql/change.ts";
import { readStatement } from "./partiql/read-statement.ts";
import { select } from "./partiql/select.ts";
import { type Input, optionalList, optionalText } from "./shape.ts";
import type { Store } from "./store.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html */
export function executeStatement(store: Store, input: Input): object {
  const text = optionalText(input, "Statement");
  checkMembers(present("statement", text), returnConsumedCapacity(input.ReturnConsumedCapacity));
  const statement = readStatement(text ?? "", optionalList(input, "Parameters"));
  if (statement.kind === "select") return select(store, statement, input);
  const { item, units } = carryOut(store, statement, input);
  const capacity = consumedCapacity(input.ReturnConsumedCapacity, statement.table, units);
  return { Items: item ? [item] : [], ...(capacity && { ConsumedCapacity: capacity }) };
}
