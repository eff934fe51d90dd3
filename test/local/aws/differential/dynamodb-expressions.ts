import fc, { type Arbitrary } from "fast-check";
import type { AttributeValue } from "../../../../local/aws/dynamodb/values.ts";

export const few = { minLength: 1, maxLength: 3 };
export const text = fc.constantFrom("", "a", "ab", "b", "ä", "é\u{1f600}", "~");
/** Few numbers, in many forms, so that two of them are often equal. */
export const number = fc.constantFrom(
  "0",
  "-0",
  "1",
  "1.0",
  "1.50",
  "15e-1",
  "-1",
  "1e2",
  "123456789012345678",
);
/** The members of a set of few texts, so that a set is often emptied. */
export const tags = fc.uniqueArray(fc.constantFrom("a", "b", "ä"), few);
const binary = fc.constantFrom("AQ==", "Ag==", "AQI=", "");

/** An attribute value of any type. */
export const value: Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.record({ S: text }),
    fc.record({ N: number }),
    fc.record({ B: binary }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constant({ NULL: true }),
    fc.record({ SS: fc.uniqueArray(text, few) }),
    fc.record({ NS: fc.uniqueArray(fc.constantFrom("1", "2", "-1", "10"), few) }),
    fc.record({ BS: fc.uniqueArray(binary, few) }),
    fc.record({ L: fc.array(tie("value"), { maxLength: 3 }) }),
    fc.record({ M: fc.dictionary(fc.constantFrom("x", "y"), tie("value"), { maxKeys: 2 }) }),
  ),
})).value;

/** An expression in the making: what its placeholders stand for is collected on the way. */
export class Expression {
  readonly values: Record<string, AttributeValue> = {};
  readonly names: Record<string, string> = {};

  value(given: AttributeValue): string {
    const placeholder = `:v${Object.keys(this.values).length}`;
    this.values[placeholder] = given;
    return placeholder;
  }

  alias(name: string): string {
    this.names[`#${name}`] = name;
    return `#${name}`;
  }

  /** The members of a request that an expression needs beside itself. */
  members(): Record<string, unknown> {
    return {
      ...(Object.keys(this.values).length > 0 && { ExpressionAttributeValues: this.values }),
      ...(Object.keys(this.names).length > 0 && { ExpressionAttributeNames: this.names }),
    };
  }
}

export type Part = (expression: Expression) => string;

export const join =
  (parts: readonly (Part | string)[]): Part =>
  (made) =>
    parts.map((part) => (typeof part === "string" ? part : part(made))).join("");

const path: Arbitrary<Part> = fc.oneof(
  fc.constantFrom("a", "b", "c").map(
    (name): Part =>
      () =>
        name,
  ),
  fc.constantFrom("a", "b").map(
    (name): Part =>
      (made) =>
        made.alias(name),
  ),
  fc.constantFrom("n", "l", "n", "l", "a.x", "b[0]", "c[1]", "a.y", "pk", "g").map(
    (text): Part =>
      () =>
        text,
  ),
);
// The targets of one update seldom overlap when each section has its own.
const targets = (...paths: string[]): Arbitrary<Part> =>
  fc.constantFrom(...paths).map(
    (text): Part =>
      () =>
        text,
  );
const given: Arbitrary<Part> = value.map(
  (each): Part =>
    (made) =>
      made.value(each),
);
const scalar: Arbitrary<Part> = fc.oneof(fc.record({ S: text }), fc.record({ N: number })).map(
  (each): Part =>
    (made) =>
      made.value(each as AttributeValue),
);
const pairOf = (low: AttributeValue, high: AttributeValue): Part =>
  join([(made) => made.value(low), " AND ", (made) => made.value(high)]);
const bounds: Arbitrary<Part> = fc.oneof(
  fc.tuple(number, number).map(([low, high]) => pairOf({ N: low }, { N: high })),
  fc.tuple(text, text).map(([low, high]) => pairOf({ S: low }, { S: high })),
  fc.tuple(text, number).map(([low, high]) => pairOf({ S: low }, { N: high })),
);
const size: Arbitrary<Part> = path.map(
  (of): Part =>
    (made) =>
      `size(${of(made)})`,
);
const operand = fc.oneof(
  { arbitrary: path, weight: 3 },
  { arbitrary: scalar, weight: 4 },
  { arbitrary: given, weight: 2 },
  size,
);
export const comparator = fc.constantFrom("=", "<>", "<", "<=", ">", ">=");

export const condition: Arbitrary<Part> = fc.letrec<{ condition: Part; test: Part }>((tie) => ({
  test: fc.oneof(
    {
      arbitrary: fc.tuple(operand, comparator, operand).map(([l, op, r]) => join([l, ` ${op} `, r])),
      weight: 2,
    },
    {
      arbitrary: fc
        .tuple(fc.constantFrom("n", "l"), comparator, number)
        .map(([l, op, r]) => join([`${l} ${op} `, (made) => made.value({ N: r })])),
      weight: 3,
    },
    fc.tuple(path, bounds).map(([p, b]) => join([p, " BETWEEN ", b])),
    fc.tuple(path, given, given).map(([p, l, r]) => join([p, " IN (", l, ", ", r, ")"])),
    path.map((p) => join(["attribute_exists(", p, ")"])),
    path.map((p) => join(["attribute_not_exists(", p, ")"])),
    fc.tuple(path, operand).map(([p, o]) => join(["contains(", p, ", ", o, ")"])),
    fc.tuple(path, scalar).map(([p, o]) => join(["begins_with(", p, ", ", o, ")"])),
    fc
      .tuple(path, fc.constantFrom("S", "N", "L", "M", "SS", "X"))
      .map(([p, type]) => join(["attribute_type(", p, ", ", (made) => made.value({ S: type }), ")"])),
  ),
  condition: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    tie("test"),
    tie("test").map((inner) => join(["NOT ", inner])),
    tie("condition").map((inner) => join(["NOT (", inner, ")"])),
    fc.tuple(tie("test"), tie("condition")).map(([l, r]) => join([l, " AND ", r])),
    fc.tuple(tie("test"), tie("condition")).map(([l, r]) => join([l, " OR (", r, ")"])),
  ),
})).condition;

// A value that fits, but for one in eight.
const fitting = (fit: Arbitrary<AttributeValue>): Arbitrary<Part> =>
  fc.oneof({ arbitrary: fit, weight: 7 }, value).map(
    (each): Part =>
      (made) =>
        made.value(each),
  );
const summand = fitting(fc.record({ N: number }));
const listed = fitting(fc.record({ L: fc.array(value, { maxLength: 2 }) }));
const members = fitting(fc.record({ SS: tags }));

const source: Arbitrary<Part> = fc.oneof(
  given,
  path,
  fc
    .tuple(fc.constantFrom("n", "l", "a"), fc.constantFrom("+", "-"), summand)
    .map(([l, op, r]) => join([`${l} ${op} `, r])),
  fc.tuple(path, given).map(([l, r]) => join(["if_not_exists(", l, ", ", r, ")"])),
  fc.tuple(path, listed).map(([l, r]) => join(["list_append(", l, ", ", r, ")"])),
);

const clause = (word: string, action: Arbitrary<Part>): Arbitrary<Part> =>
  fc
    .array(action, { minLength: 1, maxLength: 2 })
    .map((actions) => join([`${word} `, ...actions.flatMap((each, at) => (at > 0 ? [", ", each] : [each]))]));

const set = clause(
  "SET",
  fc.tuple(targets("a", "b", "d", "a.x", "b[0]"), source).map(([p, s]) => join([p, " = ", s])),
);
const removal = clause("REMOVE", targets("c", "c[1]", "e", "l"));
const addition = clause(
  "ADD",
  fc
    .oneof(fc.tuple(targets("n"), summand), fc.tuple(targets("f", "c"), members))
    .map(([p, v]) => join([p, " ", v])),
);
const deletion = clause(
  "DELETE",
  fc.tuple(targets("h", "f", "h"), members).map(([p, v]) => join([p, " ", v])),
);

/** The expression of an update, and whether all that it does is to take away. */
export const update: Arbitrary<{ expression: Part; onlyTakes: boolean }> = fc
  .subarray([set, removal, addition, deletion], { minLength: 1, maxLength: 3 })
  .chain((clauses) =>
    fc.tuple(...clauses).map((parts) => ({
      expression: join(parts.flatMap((each, at) => (at > 0 ? [" ", each] : [each]))),
      onlyTakes: !clauses.includes(set) && !clauses.includes(addition),
    })),
  );
