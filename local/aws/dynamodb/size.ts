import { numberSize } from "./decimal.ts";
import type { AttributeValue, Item } from "./values.ts";

/** The most bytes that an item may have, names included. */
export const largestItem = 400 * 1024;

/** The bytes of an item as AWS counts them: UTF-8 of names and values, and a little for each document. */
export function itemSize(item: Item): number {
  let size = 0;
  for (const name in item) size += Buffer.byteLength(name) + valueSize(item[name] as AttributeValue);
  return size;
}

/** The bytes of binary data given as base64. */
export function binarySize(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return binarySize(value.B);
  if (value.SS) return total(value.SS, (text) => Buffer.byteLength(text));
  if (value.NS) return total(value.NS, numberSize);
  if (value.BS) return total(value.BS, binarySize);
  if (value.L) return 3 + total(value.L, (element) => 1 + valueSize(element));
  if (value.M) return 3 + Object.keys(value.M).length + itemSize(value.M);
  return 1;
}

function total<T>(members: readonly T[], size: (member: T) => number): number {
  let sum = 0;
  for (const member of members) sum += size(member);
  return sum;
}
