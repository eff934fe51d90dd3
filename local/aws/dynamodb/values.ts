/** The ten types of an attribute value. */
export type AttributeType = "S" | "N" | "B" | "BOOL" | "NULL" | "SS" | "NS" | "BS" | "L" | "M";

/** An attribute value in the wire's own shape; exactly one member is set. Binary is base64, numbers are text. */
export interface AttributeValue {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  L?: AttributeValue[];
  M?: Item;
}

/** Attributes by name. A stored item is never changed; it is replaced. */
export type Item = Record<string, AttributeValue>;

/** The steps to a value inside an item: names and list indexes. */
export type Path = readonly (string | number)[];

/** The type of a checked value. */
export function typeOf(value: AttributeValue): AttributeType {
  for (const type in value) return type as AttributeType;
  return "NULL";
}

/** The item's own attribute; `constructor` and its like are names as any other. */
export function own<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Sets an attribute, `__proto__` included. */
export function assign<T>(record: Record<string, T>, name: string, value: T): void {
  if (name !== "__proto__") record[name] = value;
  else Object.defineProperty(record, name, { value, configurable: true, enumerable: true, writable: true });
}

/** The value that a path leads to. */
export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const element of path) {
    value =
      typeof element === "number"
        ? value.L?.[element]
        : value.M === undefined
          ? undefined
          : own(value.M, element);
    if (value === undefined) return undefined;
  }
  return value;
}
