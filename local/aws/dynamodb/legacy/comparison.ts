import type { Operand } from "../binding.ts";
import type { Condition } from "../condition.ts";
import { invalidParameter, validation } from "../errors.ts";
import { compareScalars } from "../order.ts";
import type { Comparator } from "../parse-condition.ts";
import { type AttributeType, type AttributeValue, typeOf } from "../values.ts";

/** The comparison operators of the older parameters, in the order in which AWS lists them. */
export const comparisonOperators = [
  "IN",
  "NULL",
  "BETWEEN",
  "LT",
  "NOT_CONTAINS",
  "EQ",
  "GT",
  "NOT_NULL",
  "NE",
  "LE",
  "BEGINS_WITH",
  "GE",
  "CONTAINS",
] as const;

/** A comparison operator of the older parameters. */
export type ComparisonOperator = (typeof comparisonOperators)[number];

/** What an older parameter asks of one attribute. */
export interface Comparison {
  /** The attribute's name, taken as it is: the older parameters know no paths. */
  name: string;
  operator: ComparisonOperator;
  values: readonly AttributeValue[];
}

interface Rule {
  /** How many values it takes: at least, and at most. */
  count: readonly [number, number];
  /** The types that it takes; all when absent. */
  types?: readonly AttributeType[];
  build(attribute: Operand, values: readonly Operand[]): Condition;
}

const scalars: readonly AttributeType[] = ["S", "N", "B"];

const exists = (subject: Operand): Condition => ({
  kind: "test",
  name: "attribute_exists",
  subject,
  object: subject,
});

const absent = (subject: Operand): Condition => ({
  kind: "test",
  name: "attribute_not_exists",
  subject,
  object: subject,
});

const compared = (operator: Comparator, types?: readonly AttributeType[]): Rule => ({
  count: [1, 1],
  ...(types && { types }),
  build: (left, [right = left]) => ({ kind: "compare", operator, left, right }),
});

const tested = (name: string, types: readonly AttributeType[]): Rule => ({
  count: [1, 1],
  types,
  build: (subject, [object = subject]) => ({ kind: "test", name, subject, object }),
});

const contains = tested("contains", scalars);

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.Conditions.html
const rules: Record<ComparisonOperator, Rule> = {
  EQ: compared("="),
  NE: compared("<>"),
  LT: compared("<", scalars),
  LE: compared("<=", scalars),
  GT: compared(">", scalars),
  GE: compared(">=", scalars),
  NULL: { count: [0, 0], build: absent },
  NOT_NULL: { count: [0, 0], build: exists },
  CONTAINS: contains,
  // An attribute that is not there neither contains a value nor does it not.
  NOT_CONTAINS: {
    ...contains,
    build: (subject, values) => ({
      kind: "and",
      left: exists(subject),
      right: { kind: "not", inner: contains.build(subject, values) },
    }),
  },
  BEGINS_WITH: tested("begins_with", ["S", "B"]),
  IN: {
    count: [1, Number.POSITIVE_INFINITY],
    types: scalars,
    build: (operand, options) => ({ kind: "in", operand, options }),
  },
  BETWEEN: {
    count: [2, 2],
    types: scalars,
    build: (operand, [low = operand, high = operand]) => ({ kind: "between", operand, low, high }),
  },
};

/** @throws AwsError ValidationException when an operator cannot take these values. */
export function checkComparison({ operator, values }: Comparison): void {
  const { count, types } = rules[operator];
  if (values.length < count[0] || values.length > count[1])
    throw invalidParameter(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
  const given = values.map(typeOf);
  if (given.some((type) => type !== given[0]))
    throw invalidParameter("AttributeValues inside AttributeValueList must be of same type");
  const wrong = types && given.find((type) => !types.includes(type));
  if (wrong)
    throw invalidParameter(`ComparisonOperator ${operator} is not valid for ${wrong} AttributeValue type`);
  if (operator === "BETWEEN") checkBounds(values);
}

function checkBounds([low, high]: readonly AttributeValue[]): void {
  if (low && high && (compareScalars(low, high) ?? 0) > 0)
    throw validation(
      "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound",
    );
}

/** The condition that a checked comparison stands for. */
export function conditionOf({ name, operator, values }: Comparison): Condition {
  const operands = values.map((value): Operand => ({ kind: "value", value }));
  return rules[operator].build({ kind: "path", path: [name] }, operands);
}

/** Joins conditions by the word of ConditionalOperator; undefined when there are none. */
export function joined(conditions: readonly Condition[], word: unknown): Condition | undefined {
  const [first, ...rest] = conditions;
  const kind = word === "OR" ? "or" : "and";
  return first && rest.reduce<Condition>((left, right) => ({ kind, left, right }), first);
}
