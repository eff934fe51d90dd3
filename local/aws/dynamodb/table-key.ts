import { type Key, type KeyAttribute, keyText, type Place } from "./collection.ts";
import type { KeySchemaElement, TableDefinition } from "./table-definition.ts";
import { type AttributeValue, assign, type Item, own } from "./values.ts";

/** The attributes of an item's key. */
export function keyAttributes(item: Item, key: Key): Item {
  const attributes: Item = {};
  for (const { name } of key.range ? [key.hash, key.range] : [key.hash])
    assign(attributes, name, own(item, name) as AttributeValue);
  return attributes;
}

/** The place of an item in its table. */
export function placeOf(item: Item, key: Key): Place {
  return { hash: keyText(item, key.hash), sort: key.range ? keyText(item, key.range) : "", tie: "" };
}

/** The attributes of the key that stands for a place. */
export function keyOfPlace({ hash, sort }: Place, key: Key): Item {
  const attributes: Item = {};
  assign<AttributeValue>(attributes, key.hash.name, { [key.hash.type]: hash });
  if (key.range) assign<AttributeValue>(attributes, key.range.name, { [key.range.type]: sort });
  return attributes;
}

/** The key that a schema says, with the types of its attributes. */
export function keyOf(definition: TableDefinition, schema: readonly KeySchemaElement[]): Key {
  const [hash, range] = schema.map(({ AttributeName: name }): KeyAttribute => {
    const found = definition.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
    return { name, type: found?.AttributeType ?? "S" };
  });
  return { hash: hash as KeyAttribute, ...(range && { range }) };
}
