import { AwsError } from "../aws-error.ts";
import { consumedCapacity, writeUnits } from "./capacity.ts";
import { checkValue } from "./check-value.ts";
import { validation } from "./errors.ts";
import { checkItemKey } from "./keys.ts";
import { checkMembers, present, returnConsumedCapacity } from "./members.ts";
import { type Input, optionalList, optionalText } from "./shape.ts";
import { itemSize, largestItem } from "./size.ts";
import type { Store } from "./store.ts";
import { assign, type Item } from "./values.ts";

const insert = /^\s*INSERT\s+INTO\s+(?:"([^"]+)"|([A-Za-z0-9_.-]+))\s+VALUE\s*\{(.*)\}\s*;?\s*$/is;
const member = /^\s*(?:'((?:[^']|'')+)'|"([^"]+)")\s*:\s*\?\s*$/;

/**
 * Inserts one item: `INSERT INTO "table" VALUE {'name': ?, …}`; unlike a put it never replaces one.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.insert.html
 */
export function executeStatement(store: Store, input: Input): object {
  const statement = optionalText(input, "Statement");
  checkMembers(present("statement", statement), returnConsumedCapacity(input.ReturnConsumedCapacity));
  const { name, item } = readInsert(statement ?? "", optionalList(input, "Parameters") ?? []);
  if (itemSize(item) > largestItem) throw validation("Item size has exceeded the maximum allowed size");
  const table = store.table(name);
  const place = checkItemKey(item, table);
  if (table.items.get(place))
    throw new AwsError("DuplicateItemException", "Duplicate primary key exists in table");
  const entry = { ...place, item, size: itemSize(item) };
  const capacity = consumedCapacity(input.ReturnConsumedCapacity, name, writeUnits(table, undefined, entry));
  store.write([{ table, place, entry }]);
  return { Items: [], ...(capacity && { ConsumedCapacity: capacity }) };
}

function readInsert(statement: string, parameters: readonly unknown[]): { name: string; item: Item } {
  const [, quoted, bare, body = ""] = insert.exec(statement) ?? [];
  const name = quoted ?? bare;
  const members = body.split(",").map((text) => member.exec(text));
  if (name === undefined || members.some((found) => !found))
    throw validation(
      "The stand-in runs only this PartiQL statement: INSERT INTO \"table\" VALUE {'name': ?, ...} with one parameter for each question mark.",
    );
  if (members.length !== parameters.length)
    throw validation("Number of parameters in request and statement don't match.");
  const item: Item = {};
  members.forEach((found, index) => {
    const attribute = found?.[1]?.replaceAll("''", "'") ?? found?.[2] ?? "";
    assign(item, attribute, checkValue(parameters[index], "current"));
  });
  return { name, item };
}
