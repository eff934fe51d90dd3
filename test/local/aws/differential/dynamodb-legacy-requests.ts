import fc, { type Arbitrary } from "fast-check";
import type { AttributeValue } from "../../../../local/aws/dynamodb/values.ts";
import { few, tags, value } from "./dynamodb-expressions.ts";
import {
  capacity,
  item,
  key,
  limits,
  partitions,
  type Request,
  returnWords,
  select,
  sometimes,
} from "./dynamodb-requests.ts";

type Member = Record<string, unknown>;

// In the one form that dynalite compares, which leaves the values of Expected as they are.
const number = fc.record({ N: fc.constantFrom("0", "1", "1.5", "-1", "100") });
const text = fc.record({ S: fc.constantFrom("a", "ab", "b", "ä") });
const scalar: Arbitrary<AttributeValue> = fc.oneof(number, text);
const set = fc.record({ SS: tags });

const comparing = (words: readonly string[], values: Arbitrary<AttributeValue[]>): Arbitrary<Member> =>
  fc.record({ ComparisonOperator: fc.constantFrom(...words), AttributeValueList: values });
const listOf = (each: Arbitrary<AttributeValue>, least: number, most: number) =>
  fc.array(each, { minLength: least, maxLength: most });
const one = (each: Arbitrary<AttributeValue>) => listOf(each, 1, 1);

const operators = ["EQ", "NE", "LT", "LE", "GT", "GE", "IN", "BETWEEN", "CONTAINS", "BEGINS_WITH", "NULL"];

/** A comparison that could be meant, but for one in nine. */
const comparison: Arbitrary<Member> = fc.oneof(
  comparing(["EQ", "NE"], fc.oneof({ arbitrary: one(scalar), weight: 3 }, one(set))),
  comparing(["LT", "LE", "GT", "GE"], one(scalar)),
  comparing(["LT", "GE"], one(number)),
  comparing(["CONTAINS", "NOT_CONTAINS"], one(scalar)),
  comparing(["BEGINS_WITH"], one(text)),
  comparing(["IN"], fc.oneof(listOf(number, 1, 3), listOf(text, 1, 3))),
  comparing(["BETWEEN"], fc.oneof(listOf(number, 2, 2), listOf(text, 2, 2))),
  fc.record({ ComparisonOperator: fc.constantFrom("NULL", "NOT_NULL") }),
  comparing(operators, listOf(value, 0, 3)),
);

const names = fc.constantFrom("a", "b", "c", "n", "n", "f", "a.x");

const expectation: Arbitrary<Member> = fc.oneof(
  { arbitrary: comparison, weight: 9 },
  { arbitrary: fc.record({ Value: scalar }), weight: 2 },
  { arbitrary: fc.record({ Exists: fc.constant(false) }), weight: 2 },
  fc.record({ ComparisonOperator: fc.constantFrom("EQ", "NE", "LT", "GE"), Value: scalar }),
  fc.record(
    { Exists: fc.boolean(), Value: scalar, ComparisonOperator: fc.constant("EQ") },
    { requiredKeys: [] },
  ),
);

interface Joined {
  conditions: Member | undefined;
  ConditionalOperator: string | undefined;
}

/** Conditions on some attributes, and the word that joins them: seldom where there is nothing to join. */
const joined = (each: Arbitrary<Member>): Arbitrary<Joined> =>
  fc
    .tuple(
      sometimes(fc.dictionary(names, each, { maxKeys: 3 })),
      sometimes(fc.constantFrom("AND", "OR")),
      fc.nat(19),
    )
    .map(([conditions, word, chance]) => {
      const joins = Object.keys(conditions ?? {}).length > 1 || chance === 0;
      return { conditions, ConditionalOperator: joins ? word : undefined };
    });

const act = (Action: string | undefined, Value?: Arbitrary<AttributeValue>): Arbitrary<Member> =>
  fc.record({ ...(Action && { Action: fc.constant(Action) }), ...(Value && { Value }) });
const list = fc.record({ L: fc.array(value, { maxLength: 2 }) });

/** What fits, but for one in twelve. */
const fitting = (...acts: Arbitrary<Member>[]): Arbitrary<Member> =>
  fc.oneof(
    { arbitrary: fc.oneof(...acts), weight: 11 },
    fc.oneof(act("ADD", value), act("DELETE", value), act(undefined)),
  );
const updates = fc.record(
  {
    a: fitting(act("PUT", value), act(undefined, value), act("DELETE")),
    c: fitting(act("PUT", list), act("ADD", list), act("DELETE")),
    f: fitting(act("ADD", set), act("DELETE", set)),
    h: fitting(act("DELETE", set)),
    n: fitting(act("ADD", number)),
    "a.x": fitting(act("PUT", scalar)),
  },
  { requiredKeys: [] },
);

const ask = (operation: string, members: Member): Request => ({
  operation,
  input: {
    TableName: "things",
    ...Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined)),
  },
});

const onlyDeletes = (given: Member): boolean =>
  Object.keys(given).length > 0 && Object.values(given).every((each) => (each as Member).Action === "DELETE");

// What only deletes creates an item in dynalite, so that the rest could not be compared.
const guarded = (given: Member, Expected: Member | undefined): Member | undefined =>
  onlyDeletes(given) ? { ...Expected, pk: { ComparisonOperator: "NOT_NULL" } } : Expected;

const change = fc
  .tuple(key, updates, joined(expectation), returnWords, capacity)
  .map(([Key, AttributeUpdates, { conditions, ConditionalOperator }, ReturnValues, ReturnConsumedCapacity]) =>
    ask("UpdateItem", {
      Key,
      AttributeUpdates,
      Expected: guarded(AttributeUpdates, conditions),
      // With OR the guard would not have to be met.
      ConditionalOperator: onlyDeletes(AttributeUpdates) ? undefined : ConditionalOperator,
      ReturnValues,
      ReturnConsumedCapacity,
    }),
  );

const put = fc
  .tuple(item, joined(expectation))
  .map(([Item, { conditions: Expected, ConditionalOperator }]) =>
    ask("PutItem", { Item, Expected, ConditionalOperator }),
  );

const remove = fc
  .tuple(key, joined(expectation))
  .map(([Key, { conditions: Expected, ConditionalOperator }]) =>
    ask("DeleteItem", { Key, Expected, ConditionalOperator }),
  );

const wanted = fc.constantFrom("a", "b", "pk", "g", "a.x", "absent", "n");
const attributes = fc.oneof(
  { arbitrary: fc.uniqueArray(wanted, few), weight: 9 },
  fc.array(wanted, { maxLength: 3 }),
);

const get = fc
  .tuple(key, attributes)
  .map(([Key, AttributesToGet]) => ask("GetItem", { Key, AttributesToGet }));

const keyConditions = (hash: string, range: string, hashes: readonly string[]): Arbitrary<Member> =>
  fc
    .tuple(
      fc.constantFrom(...hashes),
      sometimes(fc.oneof(comparing(["LT", "LE", "GT", "GE", "EQ"], one(number)), comparison)),
    )
    .map(([S, rest]) => ({
      [hash]: { ComparisonOperator: "EQ", AttributeValueList: [{ S }] },
      ...(rest && { [range]: rest }),
    }));

const query = fc
  .tuple(
    fc.oneof(
      keyConditions("pk", "sk", partitions).map((KeyConditions) => ({ KeyConditions })),
      keyConditions("g", "l", ["g1", "g2"]).map((KeyConditions) => ({ KeyConditions, IndexName: "global" })),
    ),
    joined(comparison),
    sometimes(attributes),
    limits,
    select,
  )
  .map(([where, { conditions: QueryFilter, ConditionalOperator }, AttributesToGet, Limit, Select]) =>
    ask("Query", { ...where, QueryFilter, ConditionalOperator, AttributesToGet, Limit, Select }),
  );

const scan = fc
  .tuple(joined(comparison), sometimes(attributes), select)
  .map(([{ conditions: ScanFilter, ConditionalOperator }, AttributesToGet, Select]) =>
    ask("Scan", { ScanFilter, ConditionalOperator, AttributesToGet, Select }),
  );

/** A request with the parameters of the years before expressions. */
export const legacyRequest: Arbitrary<Request> = fc.oneof(
  { arbitrary: change, weight: 5 },
  { arbitrary: put, weight: 3 },
  remove,
  get,
  { arbitrary: query, weight: 3 },
  { arbitrary: scan, weight: 3 },
);
