import type { Operand } from "../binding.ts";
import type { Condition } from "../condition.ts";
import { validation } from "../errors.ts";
import type { Comparator } from "../parse-condition.ts";
import { type AttributeType, typeOf } from "../values.ts";
import { atLiteral, literal } from "./literal.ts";
import type { Reader } from "./reader.ts";

const comparators: Record<string, Comparator> = {
  "=": "=",
  "<>": "<>",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

const tests: Record<string, number> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
};

const ordered: readonly AttributeType[] = ["S", "N", "B"];
const typesAfterIs: Record<string, AttributeType> = { NULL: "NULL", BOOL: "BOOL", STRING: "S" };

/** Reads the condition of a WHERE clause. @throws AwsError ValidationException when it cannot be read. */
export function where(reader: Reader): Condition {
  return either(reader);
}

function either(reader: Reader): Condition {
  let left = both(reader);
  while (reader.acceptWord("OR")) left = { kind: "or", left, right: both(reader) };
  return left;
}

function both(reader: Reader): Condition {
  let left = negation(reader);
  while (reader.acceptWord("AND")) left = { kind: "and", left, right: negation(reader) };
  return left;
}

function negation(reader: Reader): Condition {
  if (reader.acceptWord("NOT")) return { kind: "not", inner: reader.nested(() => negation(reader)) };
  if (!reader.accept("(")) return predicate(reader);
  const inner = reader.nested(() => either(reader));
  reader.expect(")");
  return inner;
}

function predicate(reader: Reader): Condition {
  const name = reader.peek().text.toLowerCase();
  if (reader.atCall() && name !== "size") return call(reader, name);
  const left = operand(reader);
  if (reader.acceptWord("IS")) return is(reader, left);
  const negated = reader.acceptWord("NOT");
  const tested = comparison(reader, left);
  return negated ? { kind: "not", inner: tested } : tested;
}

function comparison(reader: Reader, left: Operand): Condition {
  if (reader.acceptWord("BETWEEN")) {
    const low = operand(reader);
    reader.expectWord("AND");
    return { kind: "between", operand: left, low, high: operand(reader) };
  }
  if (reader.acceptWord("IN")) return { kind: "in", operand: left, options: options(reader) };
  const { kind, text } = reader.next();
  const operator = kind === "symbol" ? comparators[text] : undefined;
  if (!operator) throw reader.unexpected();
  const right = operand(reader);
  if (operator !== "=" && operator !== "<>") for (const side of [left, right]) checkOrdered(operator, side);
  return { kind: "compare", operator, left, right };
}

function checkOrdered(operator: string, side: Operand): void {
  if (side.kind === "value" && !ordered.includes(typeOf(side.value)))
    throw validation(
      `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(side.value)}`,
    );
}

function options(reader: Reader): Operand[] {
  const [opening, closing] = reader.peek().text === "[" ? ["[", "]"] : ["(", ")"];
  return reader.list(opening, closing, () => operand(reader));
}

function is(reader: Reader, subject: Operand): Condition {
  const negated = reader.acceptWord("NOT");
  const word = reader.name().toUpperCase();
  const type = typesAfterIs[word];
  if (word !== "MISSING" && !type)
    throw validation(`The stand-in reads IS with NULL, MISSING, BOOL and STRING only, not with ${word}.`);
  const tested: Condition = type
    ? { kind: "test", name: "attribute_type", subject, object: { kind: "value", value: { S: type } } }
    : { kind: "test", name: "attribute_not_exists", subject, object: subject };
  return negated ? { kind: "not", inner: tested } : tested;
}

function call(reader: Reader, name: string): Condition {
  const { position } = reader.next();
  const count = Object.hasOwn(tests, name) ? tests[name] : undefined;
  if (count === undefined) throw validation(`Unrecognized function: ${name} at ${position}`);
  const operands = reader.list("(", ")", () => operand(reader));
  const [subject, object = subject] = operands;
  if (!subject || !object || operands.length !== count)
    throw validation(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  if (count === 1 && subject.kind !== "path")
    throw validation(`Operator or function requires a document path; operator or function: ${name}`);
  return compared(reader, { kind: "test", name, subject, object });
}

// A test may be compared with a constant, as in `attribute_exists(a) = true`.
function compared(reader: Reader, tested: Condition): Condition {
  if (!reader.accept("=")) return tested;
  return literal(reader).BOOL === false ? { kind: "not", inner: tested } : tested;
}

function operand(reader: Reader): Operand {
  if (atLiteral(reader)) return { kind: "value", value: literal(reader) };
  if (!reader.atCall()) return { kind: "path", path: reader.path() };
  if (!reader.acceptWord("SIZE")) throw reader.unexpected();
  reader.expect("(");
  const of: Operand = { kind: "path", path: reader.path() };
  reader.expect(")");
  return { kind: "size", of };
}

/** The conditions that must all hold, as far as AND joins them at the top. */
export function conjuncts(condition: Condition | undefined): Condition[] {
  if (!condition) return [];
  return condition.kind === "and"
    ? [...conjuncts(condition.left), ...conjuncts(condition.right)]
    : [condition];
}
