import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Item, Table } from "#cloud/cloud.ts";
import type { Condition } from "#cloud/condition.ts";
import { dynamoTable } from "#cloud/dynamodb-table.ts";
import { conditionExpression, Placeholders, updateExpression } from "#cloud/expressions.ts";
import { startWire, type Wire } from "./wire.ts";

/** The expression with its placeholders. */
function expressionOf(condition: Condition) {
  const { names, values, ...placeholders } = withPlaceholders((each) => conditionExpression(condition, each));
  return { ...placeholders, names, values };
}

function withPlaceholders(write: (placeholders: Placeholders) => string) {
  const placeholders = new Placeholders();
  const text = write(placeholders);
  return { text, names: placeholders.names, values: placeholders.values };
}

const compare = (
  attribute: string,
  operator: "=" | "<>" | "<" | "<=" | ">" | ">=",
  value: unknown,
): Condition => ({ kind: "compare", attribute, operator, value });

describe("a condition", () => {
  const present: Condition = { kind: "present", attribute: "a" };
  const absent: Condition = { kind: "absent", attribute: "b" };

  test.each<[Condition, string]>([
    [present, "attribute_exists(#a)"],
    [absent, "attribute_not_exists(#b)"],
    [compare("a", "<=", 1), "#a <= :v0"],
    [{ kind: "contains", attribute: "a", value: 1 }, "contains(#a, :v0)"],
    [{ kind: "not", condition: present }, "NOT (attribute_exists(#a))"],
    [{ kind: "all", conditions: [present, absent] }, "(attribute_exists(#a)) AND (attribute_not_exists(#b))"],
    [{ kind: "any", conditions: [present, absent] }, "(attribute_exists(#a)) OR (attribute_not_exists(#b))"],
  ])("%j is written as DynamoDB reads it", (condition, text) => {
    expect(expressionOf(condition).text).toBe(text);
  });

  test("names and values are placeholders, a name once and a value each time", () => {
    const twice: Condition = { kind: "any", conditions: [compare("size", "=", 1), compare("size", "=", 1)] };
    expect(expressionOf(twice)).toEqual({
      text: "(#size = :v0) OR (#size = :v1)",
      names: { "#size": "size" },
      values: { ":v0": 1, ":v1": 1 },
    });
  });

  test("of one part has no parentheses of its own, as DynamoDB refuses two pairs around one", () => {
    const one: Condition = { kind: "all", conditions: [{ kind: "any", conditions: [present] }] };
    expect(expressionOf({ kind: "not", condition: one }).text).toBe("NOT (attribute_exists(#a))");
  });

  test.each(["all", "any"] as const)(
    "“%s” of nothing is refused: the write would be unconditional",
    (kind) => {
      expect(() => expressionOf({ kind, conditions: [] })).toThrow(
        new RangeError(`A condition of kind “${kind}” needs at least one part.`),
      );
    },
  );
});

test("a change has a clause of each kind, and leaves undefined values out", () => {
  const change = {
    set: { a: 1, gone: undefined },
    setIfAbsent: { b: 2 },
    add: { c: 3, d: new Set([4]) },
    take: { e: new Set([5]) },
    remove: ["f", "g"],
  };
  expect(withPlaceholders((placeholders) => updateExpression(change, placeholders))).toEqual({
    text: "SET #a = :v0, #b = if_not_exists(#b, :v1) ADD #c :v2, #d :v3 DELETE #e :v4 REMOVE #f, #g",
    names: { "#a": "a", "#b": "b", "#c": "c", "#d": "d", "#e": "e", "#f": "f", "#g": "g" },
    values: { ":v0": 1, ":v1": 2, ":v2": 3, ":v3": new Set([4]), ":v4": new Set([5]) },
  });
});

/** What a condition means, written down a second time. */
function holds(item: Record<string, unknown>, condition: Condition): boolean {
  switch (condition.kind) {
    case "absent":
      return item[condition.attribute] === undefined;
    case "present":
      return item[condition.attribute] !== undefined;
    case "contains": {
      const held = item[condition.attribute];
      return held instanceof Set && held.has(condition.value);
    }
    case "compare":
      return compares(item[condition.attribute], condition.operator, condition.value);
    case "not":
      return !holds(item, condition.condition);
    case "all":
      return condition.conditions.every((part) => holds(item, part));
    case "any":
      return condition.conditions.some((part) => holds(item, part));
  }
}

function compares(left: unknown, operator: string, right: unknown): boolean {
  if (operator === "=") return left === right;
  if (operator === "<>") return left !== right;
  if (typeof left !== typeof right) return false;
  const [low, high] = [left as number, right as number];
  if (operator === "<") return low < high;
  if (operator === "<=") return low <= high;
  return operator === ">" ? low > high : low >= high;
}

const attribute = fc.constantFrom("status", "size", "a", "numbers");
const ordered = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom("RUNNING", "DONE", "é"));
const scalar = fc.oneof(ordered, fc.boolean());

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ kind: fc.constantFrom("absent" as const, "present" as const), attribute }),
  fc.record({
    kind: fc.constant("compare" as const),
    attribute,
    operator: fc.constantFrom("=" as const, "<>" as const),
    value: scalar,
  }),
  fc.record({
    kind: fc.constant("compare" as const),
    attribute,
    operator: fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const),
    value: ordered,
  }),
  fc.record({
    kind: fc.constant("contains" as const),
    attribute: fc.constant("numbers"),
    value: fc.integer({ min: 0, max: 3 }),
  }),
);

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.record({ kind: fc.constant("not" as const), condition: tie("condition") }),
    fc.record({
      kind: fc.constantFrom("all" as const, "any" as const),
      conditions: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));

const stored = fc.record(
  {
    status: scalar,
    size: scalar,
    a: scalar,
    numbers: fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1 }).map((each) => new Set(each)),
  },
  { requiredKeys: [] },
);

describe("on the real protocol", () => {
  let wire: Wire;
  let table: Table;
  beforeAll(async () => {
    wire = await startWire();
    table = dynamoTable("table", wire.clients.dynamodb, wire.retry);
  });
  afterAll(() => wire.close());

  test("any condition lets a write through exactly when it holds, and shows the item when not", async () => {
    let count = 0;
    const property = fc.asyncProperty(stored, condition, async (attributes, guard) => {
      const item: Item = { pk: "P", sk: String(count++), ...attributes };
      await table.put(item);
      const written = await table.update({ pk: "P", sk: item.sk }, { set: { touched: true } }, guard);
      const expected = holds(item, guard)
        ? { applied: true, item: { ...item, touched: true } }
        : { applied: false, found: item };
      expect(written).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  test("an item that does not exist has no attributes", async () => {
    let count = 0;
    const property = fc.asyncProperty(condition, async (guard) => {
      const item: Item = { pk: "NEW", sk: String(count++) };
      const expected = holds({}, guard) ? { applied: true, item } : { applied: false, found: undefined };
      expect(await table.put(item, guard)).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
