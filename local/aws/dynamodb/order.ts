import { compareNumbers } from "./decimal.ts";
import type { AttributeType, AttributeValue } from "./values.ts";

/** Negative, zero or positive, as `left` sorts before, with or after `right`. */
export type Compare = (left: string, right: string) => number;

/** Sorts text as its UTF-8 bytes sort, which differs from JavaScript's order beyond U+FFFF. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const difference = rank(left.charCodeAt(index)) - rank(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

// Surrogates stand for code points above every other code unit.
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

/** Sorts base64 text as the bytes that it stands for. */
export function compareBinary(left: string, right: string): number {
  return left === right ? 0 : Buffer.compare(Buffer.from(left, "base64"), Buffer.from(right, "base64"));
}

/** The order of a key type, or of the members of a set of that type. */
export function orderOf(type: AttributeType): Compare {
  if (type === "N" || type === "NS") return compareNumbers;
  return type === "B" || type === "BS" ? compareBinary : compareText;
}

/** Compares two values of one scalar key type; undefined when they cannot be put in order. */
export function compareScalars(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.N !== undefined && right.N !== undefined) return compareNumbers(left.N, right.N);
  if (left.S !== undefined && right.S !== undefined) return compareText(left.S, right.S);
  if (left.B !== undefined && right.B !== undefined) return compareBinary(left.B, right.B);
  return undefined;
}

/** Whether two checked values are the same, documents and sets by their content. */
export function equalValues(left: AttributeValue, right: AttributeValue): boolean {
  if (left.S !== undefined) return left.S === right.S;
  if (left.N !== undefined) return left.N === right.N;
  if (left.B !== undefined) return left.B === right.B;
  if (left.BOOL !== undefined) return left.BOOL === right.BOOL;
  if (left.NULL !== undefined) return left.NULL === right.NULL;
  if (left.M) return right.M !== undefined && equalMaps(left.M, right.M);
  if (left.L) return right.L !== undefined && equalLists(left.L, right.L, equalValues);
  return equalSets(left, right);
}

function equalMaps(left: Record<string, AttributeValue>, right: Record<string, AttributeValue>): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every(
    (name) =>
      Object.hasOwn(right, name) && equalValues(left[name] as AttributeValue, right[name] as AttributeValue),
  );
}

// The members of a checked set are sorted, so that equal sets have equal lists.
function equalSets(left: AttributeValue, right: AttributeValue): boolean {
  const same = (a: string, b: string) => a === b;
  if (left.SS) return right.SS !== undefined && equalLists(left.SS, right.SS, same);
  if (left.NS) return right.NS !== undefined && equalLists(left.NS, right.NS, same);
  return left.BS !== undefined && right.BS !== undefined && equalLists(left.BS, right.BS, same);
}

function equalLists<T>(left: readonly T[], right: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return left.length === right.length && left.every((member, index) => same(member, right[index] as T));
}
