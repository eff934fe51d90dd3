import fc, { type Arbitrary } from "fast-check";
import type { Item } from "../../../../local/aws/dynamodb/values.ts";
import {
  comparator,
  condition,
  Expression,
  few,
  join,
  number,
  type Part,
  tags,
  update,
  value,
} from "./dynamodb-expressions.ts";

/** A request as it goes over the wire. */
export interface Request {
  operation: string;
  input: Record<string, unknown>;
}

/** A table with a global and a local index, so that every kind of read and index key is tried. */
export const table = {
  TableName: "things",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "N" },
    { AttributeName: "g", AttributeType: "S" },
    { AttributeName: "l", AttributeType: "N" },
  ],
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "global",
      KeySchema: [
        { AttributeName: "g", KeyType: "HASH" },
        { AttributeName: "l", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: "local",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "l", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
  ],
};

export const partitions = ["p", "q"];
const positions = ["-1.5", "10"];

/** Every key that a generated write may use, to begin each run with an empty table. */
export const everyKey: Item[] = partitions.flatMap((pk) =>
  positions.map((sk) => ({ pk: { S: pk }, sk: { N: sk } })),
);

export const key = fc.record({
  pk: fc.record({ S: fc.constantFrom(...partitions) }),
  sk: fc.record({ N: fc.constantFrom(...positions, "-15e-1", "1e1", "10.0") }),
});

const attributes = fc.record(
  {
    a: value,
    b: value,
    c: value,
    n: fc.record({ N: number }),
    f: fc.record({ SS: tags }),
    h: fc.record({ SS: tags }),
    g: fc.record({ S: fc.constantFrom("g1", "g2") }),
    l: fc.record({ N: number }),
  },
  { requiredKeys: ["n", "f", "h"] },
);

export const item: Arbitrary<Item> = fc
  .tuple(key, attributes)
  .map(([k, rest]) => ({ ...k, ...rest }) as Item);

export const sometimes = <T>(arbitrary: Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/** Puts expressions into a request; what is undefined stays out. */
function withExpressions(
  input: Record<string, unknown>,
  parts: Record<string, Part | undefined>,
): Record<string, unknown> {
  const made = new Expression();
  const expressions = Object.entries(parts).flatMap(([name, part]) => (part ? [[name, part(made)]] : []));
  const members = Object.entries(input).filter(([, member]) => member !== undefined);
  return { TableName: "things", ...Object.fromEntries([...members, ...expressions]), ...made.members() };
}

export const capacity = sometimes(fc.constantFrom("TOTAL", "INDEXES", "NONE"));

const put = fc
  .tuple(item, sometimes(condition), sometimes(fc.constantFrom("NONE", "ALL_OLD")), capacity)
  .map(([Item, when, ReturnValues, ReturnConsumedCapacity]) => ({
    operation: "PutItem",
    input: withExpressions({ Item, ReturnValues, ReturnConsumedCapacity }, { ConditionExpression: when }),
  }));

const remove = fc
  .tuple(key, sometimes(condition), sometimes(fc.constantFrom("ALL_OLD", "NONE")), capacity)
  .map(([Key, when, ReturnValues, ReturnConsumedCapacity]) => ({
    operation: "DeleteItem",
    input: withExpressions({ Key, ReturnValues, ReturnConsumedCapacity }, { ConditionExpression: when }),
  }));

/** A word of ReturnValues of UpdateItem. */
export const returnWords = sometimes(
  fc.constantFrom("NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"),
);
// What only takes away creates an item in dynalite, so that the rest could not be compared.
const onExisting = (when: Part | undefined): Part =>
  when ? join(["attribute_exists(pk) AND (", when, ")"]) : () => "attribute_exists(pk)";

const change = fc
  .tuple(key, update, sometimes(condition), returnWords, capacity)
  .map(([Key, how, when, ReturnValues, ReturnConsumedCapacity]) => ({
    operation: "UpdateItem",
    input: withExpressions(
      { Key, ReturnValues, ReturnConsumedCapacity },
      { UpdateExpression: how.expression, ConditionExpression: how.onlyTakes ? onExisting(when) : when },
    ),
  }));

const projection: Arbitrary<Part> = fc
  .uniqueArray(fc.constantFrom("a.y", "b[1]", "c", "pk", "a.x", "b[0]", "g"), few)
  .map(
    (paths): Part =>
      () =>
        paths.join(", "),
  );

const get = fc
  .tuple(key, sometimes(projection), sometimes(fc.boolean()), capacity)
  .map(([Key, paths, ConsistentRead, ReturnConsumedCapacity]) => ({
    operation: "GetItem",
    input: withExpressions({ Key, ConsistentRead, ReturnConsumedCapacity }, { ProjectionExpression: paths }),
  }));

const rangeOf = (name: string): Arbitrary<Part> =>
  fc.oneof(
    fc.tuple(comparator, number).map(([op, n]) => join([`${name} ${op} `, (made) => made.value({ N: n })])),
    fc
      .tuple(number, number)
      .map(([low, high]) =>
        join([
          `${name} BETWEEN `,
          (made) => made.value({ N: low }),
          " AND ",
          (made) => made.value({ N: high }),
        ]),
      ),
    fc.constant(join([`begins_with(${name}, `, (made) => made.value({ S: "a" }), ")"])),
  );

const keyCondition = (hash: string, range: string, hashes: readonly string[]): Arbitrary<Part> =>
  fc.tuple(fc.constantFrom(...hashes), sometimes(rangeOf(range))).map(([wanted, rest]) => {
    const start = join([`${hash} = `, (made) => made.value({ S: wanted })]);
    return rest ? join([start, " AND ", rest]) : start;
  });

export const limits = sometimes(fc.integer({ min: 1, max: 4 }));
export const select = sometimes(fc.constantFrom("COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"));
const query = fc
  .tuple(
    fc.oneof(
      keyCondition("pk", "sk", partitions).map((when) => ({ when, IndexName: undefined })),
      keyCondition("pk", "l", partitions).map((when) => ({ when, IndexName: "local" })),
      keyCondition("g", "l", ["g1", "g2"]).map((when) => ({ when, IndexName: "global" })),
    ),
    sometimes(condition),
    sometimes(projection),
    limits,
    sometimes(fc.boolean()),
    select,
    capacity,
  )
  .map(([{ when, IndexName }, filter, paths, Limit, ScanIndexForward, Select, ReturnConsumedCapacity]) => ({
    operation: "Query",
    input: withExpressions(
      { IndexName, Limit, ScanIndexForward, Select, ReturnConsumedCapacity },
      { KeyConditionExpression: when, FilterExpression: filter, ProjectionExpression: paths },
    ),
  }));

// Without a limit: which items a page of a scan ends after is each server's own affair.
const scan = fc
  .tuple(
    sometimes(condition),
    sometimes(projection),
    sometimes(fc.constantFrom("global", "local")),
    select,
    capacity,
  )
  .map(([filter, paths, IndexName, Select, ReturnConsumedCapacity]) => ({
    operation: "Scan",
    input: withExpressions(
      { IndexName, Select, ReturnConsumedCapacity },
      { FilterExpression: filter, ProjectionExpression: paths },
    ),
  }));

const batchWrite = fc
  .tuple(
    fc.array(
      fc.oneof(
        item.map((Item) => ({ PutRequest: { Item } })),
        key.map((Key) => ({ DeleteRequest: { Key } })),
      ),
      { maxLength: 4 },
    ),
    capacity,
  )
  .map(([things, ReturnConsumedCapacity]) => ({
    operation: "BatchWriteItem",
    input: { RequestItems: { things }, ...(ReturnConsumedCapacity && { ReturnConsumedCapacity }) },
  }));

const batchGet = fc
  .tuple(fc.array(key, { maxLength: 4 }), sometimes(fc.boolean()), capacity)
  .map(([Keys, ConsistentRead, ReturnConsumedCapacity]) => ({
    operation: "BatchGetItem",
    input: {
      RequestItems: { things: { Keys, ...(ConsistentRead !== undefined && { ConsistentRead }) } },
      ...(ReturnConsumedCapacity && { ReturnConsumedCapacity }),
    },
  }));

/** Items to begin with. */
export const firstItems: Arbitrary<Request[]> = fc.array(
  item.map((Item) => ({ operation: "PutItem", input: { TableName: "things", Item } })),
  { minLength: 3, maxLength: 4 },
);

/** A request that could be meant. */
export const request: Arbitrary<Request> = fc.oneof(
  { arbitrary: put, weight: 4 },
  { arbitrary: change, weight: 6 },
  remove,
  { arbitrary: get, weight: 2 },
  { arbitrary: query, weight: 3 },
  { arbitrary: scan, weight: 2 },
  batchWrite,
  batchGet,
);

const junk = fc.constantFrom<unknown>(null, "", "SOME", 0, 1, true, [], {}, [1], { S: "a" }, { a: { S: 1 } });

/** A request that is not meant: one of its members is missing, or is something else. */
export const broken = (meant: Arbitrary<Request>): Arbitrary<Request> =>
  fc.tuple(meant, fc.nat(20), sometimes(junk)).map(([{ operation, input }, at, other]) => {
    const names = Object.keys(input);
    const name = names[at % names.length] ?? "";
    const { [name]: _, ...rest } = input;
    return { operation, input: other === undefined ? rest : { ...input, [name]: other } };
  });
