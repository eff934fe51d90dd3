import {
  checkOperandCount,
  checkOperandType,
  documentPathNeeded,
  type Operand,
  resolvePath,
  resolveValue,
  type Substitutions,
  showPath,
} from "./binding.ts";
import type { WrittenOperand } from "./grammar.ts";
import { compareScalars } from "./order.ts";
import { type Comparator, conditionFunctions, type WrittenCondition } from "./parse-condition.ts";
import { ExpressionError } from "./tokens.ts";
import { type AttributeType, type AttributeValue, typeOf } from "./values.ts";

/** A condition whose names and values are resolved, ready to be evaluated. */
export type Condition =
  | { kind: "and" | "or"; left: Condition; right: Condition }
  | { kind: "not"; inner: Condition }
  | { kind: "compare"; operator: Comparator; left: Operand; right: Operand }
  | { kind: "between"; operand: Operand; low: Operand; high: Operand }
  | { kind: "in"; operand: Operand; options: readonly Operand[] }
  | { kind: "test"; name: string; subject: Operand; object: Operand };

const scalars: readonly AttributeType[] = ["S", "N", "B"];
const sized: readonly AttributeType[] = ["S", "B", "SS", "NS", "BS", "L", "M"];
const typeNames: readonly string[] = ["B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"];

/** Resolves a condition clause by clause, in the order written. @throws ExpressionError with AWS's wording. */
export function bindCondition(written: WrittenCondition, given: Substitutions): Condition {
  switch (written.kind) {
    case "and":
    case "or": {
      const left = bindCondition(written.left, given);
      return { kind: written.kind, left, right: bindCondition(written.right, given) };
    }
    case "not":
      return { kind: "not", inner: bindCondition(written.inner, given) };
    case "compare":
      return bindComparison(written, given);
    case "between":
      return bindBetween(written, given);
    case "in": {
      const operand = bindOperand(written.operand, given);
      const options = written.options.map((option) => bindOperand(option, given));
      checkDistinct("IN", operand, options);
      return { kind: "in", operand, options };
    }
    case "test":
      return bindTest(written, given);
  }
}

function bindOperand(written: WrittenOperand, given: Substitutions): Operand {
  if (written.kind === "path") return { kind: "path", path: resolvePath(written.path, given) };
  if (written.kind === "value") return { kind: "value", value: resolveValue(written.placeholder, given) };
  // Nothing but `size` passes the parser here.
  const inner = written.kind === "call" ? written.arguments : [];
  const bound = inner.map((argument) => bindOperand(argument, given));
  const [of] = bound;
  checkOperandCount("size", bound.length, 1);
  if (of === undefined) throw documentPathNeeded("size");
  checkOperandType("size", givenValue(of), sized);
  return { kind: "size", of };
}

const givenValue = (operand: Operand): AttributeValue | undefined =>
  operand.kind === "value" ? operand.value : undefined;

function bindComparison(
  { operator, ...written }: Extract<WrittenCondition, { kind: "compare" }>,
  given: Substitutions,
): Condition {
  const left = bindOperand(written.left, given);
  const right = bindOperand(written.right, given);
  checkDistinct(operator, left, [right]);
  if (operator !== "=" && operator !== "<>") {
    checkOperandType(operator, givenValue(left), scalars);
    checkOperandType(operator, givenValue(right), scalars);
  }
  return { kind: "compare", operator, left, right };
}

function bindBetween(
  written: Extract<WrittenCondition, { kind: "between" }>,
  given: Substitutions,
): Condition {
  const operand = bindOperand(written.operand, given);
  const low = bindOperand(written.low, given);
  const high = bindOperand(written.high, given);
  checkDistinct("BETWEEN", operand, [low, high]);
  for (const each of [operand, low, high]) checkOperandType("BETWEEN", givenValue(each), scalars);
  checkBounds(givenValue(low), givenValue(high));
  return { kind: "between", operand, low, high };
}

function checkBounds(low: AttributeValue | undefined, high: AttributeValue | undefined): void {
  if (low === undefined || high === undefined) return;
  const order = compareScalars(low, high);
  if (order !== undefined && order <= 0) return;
  const rule =
    order === undefined
      ? "same data type for lower and upper bounds"
      : "upper bound to be greater than or equal to lower bound";
  throw new ExpressionError(
    `The BETWEEN operator requires ${rule}; lower bound operand: AttributeValue: ${showValue(low)}, ` +
      `upper bound operand: AttributeValue: ${showValue(high)}`,
  );
}

const showValue = (value: AttributeValue) => `{${typeOf(value)}:${value[typeOf(value)]}}`;

function bindTest(
  { name, arguments: written }: Extract<WrittenCondition, { kind: "test" }>,
  given: Substitutions,
): Condition {
  const operands = written.map((argument) => bindOperand(argument, given));
  checkOperandCount(name, operands.length, conditionFunctions[name]);
  const [subject, object = subject] = operands as [Operand, Operand?];
  if (object !== subject) checkDistinct(name, subject, [object]);
  if (operands.length === 1 && subject.kind !== "path") throw documentPathNeeded(name);
  if (name === "begins_with")
    for (const operand of operands) checkOperandType(name, givenValue(operand), ["S", "B"]);
  if (name === "attribute_type") checkTypeName(object);
  return { kind: "test", name, subject, object };
}

function checkTypeName(operand: Operand): void {
  const value = givenValue(operand);
  if (value?.S === undefined)
    throw new ExpressionError(
      "Incorrect operand type for operator or function; operator or function: attribute_type, " +
        `operand type: ${value ? typeOf(value) : "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}"}`,
    );
  if (!typeNames.includes(value.S))
    throw new ExpressionError(
      `Invalid attribute type name found; type: ${value.S}, valid types: {${typeNames.join(",")}}`,
    );
}

function checkDistinct(operator: string, first: Operand, others: readonly Operand[]): void {
  if (first.kind !== "path" || !others.some(({ kind }) => kind === "path")) return;
  const shown = showPath(first.path);
  if (others.some((other) => other.kind === "path" && showPath(other.path) === shown))
    throw new ExpressionError(
      "The first operand must be distinct from the remaining operands for this operator or function; " +
        `operator: ${operator}, first operand: ${shown}`,
    );
}

/** The operands of a condition, in the order written. */
export function operandsOf(condition: Condition): Operand[] {
  switch (condition.kind) {
    case "and":
    case "or":
      return [...operandsOf(condition.left), ...operandsOf(condition.right)];
    case "not":
      return operandsOf(condition.inner);
    case "compare":
      return [condition.left, condition.right];
    case "between":
      return [condition.operand, condition.low, condition.high];
    case "in":
      return [condition.operand, ...condition.options];
    case "test":
      return [condition.subject, condition.object];
  }
}
