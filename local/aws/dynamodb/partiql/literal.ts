import { AwsError } from "../../aws-error.ts";
import { checkValue } from "../check-value.ts";
import { canonicalNumber } from "../decimal.ts";
import { validation } from "../errors.ts";
import { type AttributeValue, assign, type Item, typeOf } from "../values.ts";
import type { Reader } from "./reader.ts";
import { malformed } from "./tokens.ts";

const constants: Record<string, AttributeValue> = {
  TRUE: { BOOL: true },
  FALSE: { BOOL: false },
  NULL: { NULL: true },
};

const largestInteger = 2 ** 31 - 1;

/** Whether a value is next, rather than the name of an attribute or of a function. */
export function atLiteral(reader: Reader): boolean {
  const { kind, text } = reader.peek();
  if (kind === "string" || kind === "number") return true;
  if (kind === "word") return Object.hasOwn(constants, text.toUpperCase());
  return kind === "symbol" && ["?", "{", "[", "<<", "-"].includes(text);
}

/**
 * Reads a value: a parameter, text, a number, a constant, a list, a map or a set.
 * @param place where the value stands inside its literal, as AWS shows it.
 * @throws AwsError ValidationException when it cannot be read or stored.
 */
export function literal(reader: Reader, place = "root"): AttributeValue {
  if (reader.accept("?")) return reader.parameter();
  if (reader.atSymbol("{")) return { M: mapOf(reader, place) };
  if (reader.atSymbol("[")) return { L: elements(reader, "[", "]", place) };
  if (reader.atSymbol("<<")) return setOf(elements(reader, "<<", ">>", place));
  const negative = reader.accept("-");
  const { kind, text } = reader.next();
  if (kind === "number") return { N: numeral(negative ? `-${text}` : text, place) };
  if (kind === "string" && !negative) return { S: text };
  const constant = kind === "word" && !negative ? constants[text.toUpperCase()] : undefined;
  if (constant) return constant;
  throw reader.unexpected();
}

function elements(reader: Reader, opening: string, closing: string, place: string): AttributeValue[] {
  let index = 0;
  return reader.list(opening, closing, () => literal(reader, `${place}[${index++}]`));
}

/**
 * Reads a map in braces.
 * @param place where the map stands inside a literal; none for an item, each of whose values begins a literal.
 * @throws AwsError ValidationException when it cannot be read or stored.
 */
export function mapOf(reader: Reader, place?: string): Item {
  const item: Item = {};
  reader.list("{", "}", () => {
    const { kind, text } = reader.next();
    if (kind !== "string" && kind !== "quoted") throw reader.unexpected();
    reader.expect(":");
    assign(item, text, literal(reader, place && `${place}.${text}`));
  });
  return item;
}

function setOf(values: readonly AttributeValue[]): AttributeValue {
  const [first] = values;
  if (!first) throw validation("Empty bags are not supported");
  const type = typeOf(first);
  if ((type !== "S" && type !== "N" && type !== "B") || values.some((value) => typeOf(value) !== type))
    throw validation("A set in a statement holds one or more strings, numbers or binaries of one type.");
  return checkValue({ [`${type}S`]: values.map((value) => value[type]) }, "older");
}

function numeral(text: string, place: string): string {
  const [digits = "", exponent = "0"] = text.toLowerCase().split("e");
  const fraction = digits.split(".")[1] ?? "";
  if (tooLarge(Number(exponent)) || tooLarge(fraction.length - Number(exponent))) throw malformed();
  try {
    return canonicalNumber(text);
  } catch (error) {
    if (error instanceof AwsError) throw validation(`${error.message} under ${place}`);
    throw error;
  }
}

// The parser holds exponents and scales in 32 bits.
const tooLarge = (exponent: number) => Math.abs(exponent) > largestInteger;
