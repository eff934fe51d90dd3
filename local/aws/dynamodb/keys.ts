import type { AwsError } from "../aws-error.ts";
import type { Key, KeyAttribute, Place } from "./collection.ts";
import { invalidParameter, validation } from "./errors.ts";
import { binarySize } from "./size.ts";
import type { Table } from "./table.ts";
import { placeOf } from "./table-key.ts";
import type { Action } from "./update.ts";
import { type AttributeValue, type Item, own, typeOf } from "./values.ts";

const longestHash = 2048;
const longestRange = 1024;

/** What AWS answers to a key of other attributes or types than the table's. */
export const schemaMismatch = () => validation("The provided key element does not match the schema");

const attributesOf = ({ hash, range }: Key): KeyAttribute[] => (range ? [hash, range] : [hash]);

/** The place that a key stands for. @throws AwsError ValidationException when it does not fit the table. */
export function checkKey(key: Item, table: Table): Place {
  const attributes = attributesOf(table.key);
  if (Object.keys(key).length !== attributes.length) throw schemaMismatch();
  for (const { name, type } of attributes) {
    if (own(key, name)?.[type] === undefined) throw schemaMismatch();
    checkKeyValue(name, own(key, name) as AttributeValue, name === table.key.hash.name);
  }
  return placeOf(key, table.key);
}

/**
 * The place of an item that is put.
 * @param mismatch makes the error about a key of another type; a batch words it as it does for keys.
 * @throws AwsError ValidationException when its keys do not fit the table or one of its indexes.
 */
export function checkItemKey(item: Item, table: Table, mismatch = describeMismatch): Place {
  for (const attribute of attributesOf(table.key)) {
    const value = own(item, attribute.name);
    if (value?.[attribute.type] === undefined) throw mismatch(attribute, value);
    checkKeyValue(attribute.name, value, attribute === table.key.hash);
  }
  checkIndexKeys(item, table);
  return placeOf(item, table.key);
}

function describeMismatch({ name, type }: KeyAttribute, value: AttributeValue | undefined): AwsError {
  if (!value) return invalidParameter(`Missing the key ${name} in the item`);
  return invalidParameter(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
}

const emptyKey = (kind: "string" | "binary", context = "") =>
  `One or more parameter values are not valid. ${context}The AttributeValue for a key attribute cannot contain an empty ${kind} value.`;

/** @throws AwsError ValidationException when a key's value is empty or too long. */
export function checkKeyValue(name: string, value: AttributeValue, hash: boolean): void {
  const empty = emptyKind(value);
  if (empty) throw validation(`${emptyKey(empty)} Key: ${name}`);
  const size = value.B !== undefined ? binarySize(value.B) : Buffer.byteLength(value.S ?? "");
  if (hash && size > longestHash)
    throw invalidParameter(`Size of hashkey has exceeded the maximum size limit of${longestHash} bytes`);
  if (!hash && size > longestRange)
    throw invalidParameter(
      `Aggregated size of all range keys has exceeded the size limit of ${longestRange} bytes`,
    );
}

function emptyKind({ S, B }: AttributeValue): "string" | "binary" | undefined {
  if (S === "") return "string";
  return B === "" ? "binary" : undefined;
}

const indexKey = "A value specified for a secondary index key is not supported. ";
const updatedIndexKey =
  "The update expression attempted to update a secondary index key to a value that is not supported. ";

/** @throws AwsError ValidationException when an attribute is an index's key and has another type, or is empty. */
export function checkIndexKeys(item: Item, table: Table): void {
  for (const [indexName, index] of table.indexes)
    for (const { name, type } of attributesOf(index.items.key)) {
      const value = own(item, name);
      if (!value) continue;
      if (value[type] === undefined)
        throw invalidParameter(
          `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${indexName}`,
        );
      const empty = emptyKind(value);
      if (empty) throw validation(`${emptyKey(empty, indexKey)} IndexName: ${indexName}, IndexKey: ${name}`);
    }
}

/** @throws AwsError ValidationException when an update would change a part of the key, or empty an index's key. */
export function checkUpdatedPaths(actions: readonly Action[], table: Table): void {
  for (const { name } of attributesOf(table.key))
    if (actions.some(({ path }) => path[0] === name))
      throw invalidParameter(`Cannot update attribute ${name}. This attribute is part of the key`);
  for (const action of actions) {
    const value = action.kind === "set" && action.source.kind === "value" ? action.source.value : undefined;
    const empty = value && emptyKind(value);
    if (empty && action.path.length === 1 && isIndexKey(String(action.path[0]), table))
      throw validation(emptyKey(empty, updatedIndexKey));
  }
}

const isIndexKey = (name: string, table: Table): boolean =>
  [...table.indexes.values()].some((index) =>
    attributesOf(index.items.key).some((attribute) => attribute.name === name),
  );
