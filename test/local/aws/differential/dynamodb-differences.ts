import { isDeepStrictEqual } from "node:util";
import {
  api,
  ask,
  bodyOf,
  type DynamoDbDifference,
  guide,
  key,
  put,
  refusedHere,
  settled,
  update,
  worded,
} from "./dynamodb-difference.ts";
import { legacyDifferences } from "./dynamodb-legacy-differences.ts";
import type { Answer, Exchange } from "./dynamodb-pair.ts";

const opening = "1 validation error detected: ";
const itemWrites = ["PutItem", "UpdateItem", "DeleteItem"];
const writes = [...itemWrites, "BatchWriteItem"];

function withoutMember(exchange: Exchange, name: string): Exchange {
  const drop = (answer: Answer): Answer => {
    const { [name]: _, ...rest } = bodyOf(answer);
    return { ...answer, body: rest };
  };
  return { ...exchange, ours: drop(exchange.ours), theirs: drop(exchange.theirs) };
}

function unitsOf(answer: Answer): number {
  const { ConsumedCapacity: capacity } = bodyOf(answer);
  const [first] = [capacity].flat() as { CapacityUnits?: number }[];
  return first?.CapacityUnits ?? 0;
}

/** The range key, in either index, of each item that a query found. */
const rangesOf = (answer: Answer): unknown[] | undefined =>
  (bodyOf(answer).Items as { l?: unknown }[] | undefined)?.map(({ l }) => l);

function withoutCount(exchange: Exchange): Exchange | undefined {
  const { operation, ours, theirs } = exchange;
  const counted = itemWrites.includes(operation) && ours.message?.startsWith(opening);
  if (!counted || theirs.message?.startsWith(opening)) return undefined;
  return { ...exchange, ours: { ...ours, message: ours.message?.slice(opening.length) ?? "" } };
}

const expressionsOf = ({ input }: Exchange): string =>
  Object.entries(input)
    .filter(([name]) => name.endsWith("Expression"))
    .map(([, text]) => String(text))
    .join(" ");

const comparesTwoPaths = /(?<![:\w])#?[a-z][\w.[\]]* ([<>]?=|<>|IN \() ?#?[a-z]/;
const ordersTwoPaths = /(?<![:\w])#?[a-z][\w.[\]]* [<>]=? #?[a-z]/;
const faultOfExpression = /Invalid \w+Expression: |unused in expressions/;

export const differences: DynamoDbDifference[] = [
  {
    id: "counted-errors",
    what: "Errors of values and expressions of PutItem, UpdateItem and DeleteItem",
    ours: "begin with `1 validation error detected: `",
    theirs: "do not",
    why: "so recorded on AWS in October 2026; AWS's document gives no wording",
    document: api("PutItem"),
    without: withoutCount,
    example: [put({ ConditionExpression: "" })],
  },
  {
    id: "index-write-capacity",
    what: "Capacity of a write to a table with secondary indexes",
    ours: "counts each index that changes",
    theirs: "counts the table alone",
    why: "a write to a table consumes capacity of every index that it changes",
    document: guide("GSI"),
    without: (exchange) =>
      writes.includes(exchange.operation) && unitsOf(exchange.ours) > unitsOf(exchange.theirs)
        ? withoutMember(exchange, "ConsumedCapacity")
        : undefined,
    example: [put({ ReturnConsumedCapacity: "TOTAL" }, { g: { S: "g1" }, l: { N: "1" } })],
  },
  {
    id: "empty-read-capacity",
    what: "Capacity of a Query or Scan that finds nothing to read",
    ours: "the least that a read costs",
    theirs: "0",
    why: "a read of what does not exist is charged too",
    document: guide("read-write-operations"),
    without: (exchange) =>
      bodyOf(exchange.ours).ScannedCount === 0 && unitsOf(exchange.theirs) === 0
        ? withoutMember(exchange, "ConsumedCapacity")
        : undefined,
    example: [ask("Scan", { ReturnConsumedCapacity: "TOTAL" })],
  },
  {
    id: "select-with-projection",
    what: "Select COUNT, ALL_ATTRIBUTES or ALL_PROJECTED_ATTRIBUTES together with a ProjectionExpression or AttributesToGet",
    ours: "ValidationException",
    theirs: "accepted",
    why: "with a projection the only Select allowed is SPECIFIC_ATTRIBUTES",
    document: api("Query"),
    without: refusedHere(/Cannot specify the \w+ when choosing to get /),
    example: [ask("Scan", { Select: "COUNT", ProjectionExpression: "a" })],
  },
  {
    id: "projected-without-index",
    what: "Select ALL_PROJECTED_ATTRIBUTES without an index",
    ours: "ValidationException",
    theirs: "accepted",
    why: "it is allowed only when an index is queried",
    document: api("Query"),
    without: refusedHere(/ALL_PROJECTED_ATTRIBUTES can be used only when /),
    example: [ask("Scan", { Select: "ALL_PROJECTED_ATTRIBUTES" })],
  },
  {
    id: "ordered-operands",
    what: "`<`, `<=`, `>` and `>=` with a given value that has no order, such as a set or a boolean",
    ours: "ValidationException",
    theirs: "the comparison is false",
    why: "these comparisons take numbers, strings and binaries",
    document: guide("Expressions.OperatorsAndFunctions"),
    without: refusedHere(/operator or function: [<>]=?, operand type: (?!S$|N$|B$)/),
    example: [
      put({ ConditionExpression: "NOT a < :v", ExpressionAttributeValues: { ":v": { BOOL: true } } }),
    ],
  },
  {
    id: "no-attributes",
    what: "UPDATED_OLD or UPDATED_NEW when there is nothing to return",
    ours: "no `Attributes` in the reply",
    theirs: "an empty `Attributes`",
    why: "Attributes is there only if values were asked for and there are any",
    document: api("UpdateItem"),
    without: (exchange) =>
      JSON.stringify(bodyOf(exchange.theirs).Attributes) === "{}" &&
      bodyOf(exchange.ours).Attributes === undefined
        ? withoutMember(exchange, "Attributes")
        : undefined,
    example: [put(), update("REMOVE a", { ReturnValues: "UPDATED_NEW" })],
  },
  {
    id: "empty-table-name",
    what: "An empty TableName or IndexName",
    ours: "one violation: the length; of a table's name at least 1",
    theirs: "two violations: the pattern, and a length of at least 3",
    why: "the model of the item operations takes names and ARNs of tables of 1 to 1,024 characters; recordings of October 2026 name the length alone",
    document: api("GetItem"),
    without: worded(/Value '' at '\w+Name' .* equal to [13]$/, /expression pattern: .*; .* equal to 3/),
    example: [ask("GetItem", { TableName: "", Key: key })],
  },
  {
    id: "values-without-expression",
    what: "ExpressionAttributeValues without an expression, in item writes and Query",
    ours: "the error ends there",
    theirs: "the error names the expressions that are null",
    why: "so recorded on AWS in October 2026; AWS's document gives no wording",
    document: api("Query"),
    without: worded(/Values can only be specified when using expressions$/, /expressions: .* null$/),
    example: [ask("Query", { ExpressionAttributeValues: { ":v": { S: "a" } } })],
  },
  {
    id: "batch-echo",
    what: "The value that an error about RequestItems repeats",
    ours: "`{things=[]}`, or none",
    theirs: "JSON",
    why: "so recorded on AWS in October 2026; AWS's document gives no wording",
    document: api("BatchWriteItem"),
    without: worded(
      /Value ('\{\w+=\[\]\}' at 'requestItems'|at 'RequestItems)/,
      /Value '[{[].*' at 'requestItems|Value null at 'requestItems\..*keys'/,
    ),
    example: [ask("BatchWriteItem", { RequestItems: { things: [] } })],
  },
  {
    id: "limit-echo",
    what: "A Limit of a Query below 1",
    ours: "the error does not repeat it",
    theirs: "repeats it",
    why: "so recorded on AWS in October 2026; AWS's document gives no wording",
    document: api("Query"),
    without: worded(/Value at 'Limit' failed/, /Value '\S+' at 'limit' failed/),
    example: [
      ask("Query", {
        KeyConditionExpression: "pk = :p",
        ExpressionAttributeValues: { ":p": { S: "p" } },
        Limit: 0,
      }),
    ],
  },
  {
    id: "syntax-errors",
    what: "Syntax errors of expressions",
    ours: "name the token and its neighbours, as AWS does",
    theirs: "list what its own parser expected",
    why: "AWS shows the token at fault",
    document: guide("Expressions.Attributes"),
    without: worded(/Syntax error; token: /, /Syntax error; Expected /),
    example: [ask("Scan", { FilterExpression: "SOME" })],
  },
  {
    id: "size-of-text",
    what: "`size()` of text outside ASCII and of empty text",
    ours: "the number of UTF-8 bytes",
    theirs: "UTF-16 units, and nothing for empty text",
    why: "recordings give bytes; the document says only length",
    document: guide("Expressions.OperatorsAndFunctions"),
    without: (exchange) => (expressionsOf(exchange).includes("size(") ? settled(exchange) : undefined),
    example: [
      put({}, { a: { S: "ä" } }),
      ask("Scan", { FilterExpression: "size(a) = :two", ExpressionAttributeValues: { ":two": { N: "2" } } }),
    ],
  },
  {
    id: "two-missing-attributes",
    what: "A comparison of two attributes neither of which exists",
    ours: "they are not equal",
    theirs: "they are equal",
    why: "an attribute that does not exist is equal to nothing; so recorded on AWS",
    document: guide("Expressions.OperatorsAndFunctions"),
    without: (exchange) => (comparesTwoPaths.test(expressionsOf(exchange)) ? settled(exchange) : undefined),
    example: [ask("DeleteItem", { Key: key, ConditionExpression: "b = a" })],
  },
  {
    id: "empty-binary",
    what: "An empty binary value that a condition looks for",
    ours: "is equal to an attribute that holds one",
    theirs: "is equal to none",
    why: "a binary value may be empty, unless it is a key",
    document: guide("HowItWorks.NamingRulesDataTypes"),
    without: (exchange) =>
      JSON.stringify(exchange.input.ExpressionAttributeValues ?? "").includes('"B":""')
        ? settled(exchange)
        : undefined,
    example: [
      put({}, { b: { B: "" } }),
      ask("Scan", {
        FilterExpression: "b IN (:empty)",
        ExpressionAttributeValues: { ":empty": { B: "" } },
      }),
    ],
  },
  {
    id: "unordered-attributes",
    what: "`<`, `<=`, `>` and `>=` between two attributes that hold lists, maps or sets",
    ours: "false",
    theirs: "compared as JavaScript compares the objects",
    why: "these comparisons take numbers, strings and binaries",
    document: guide("Expressions.OperatorsAndFunctions"),
    without: (exchange) => (ordersTwoPaths.test(expressionsOf(exchange)) ? settled(exchange) : undefined),
    example: [
      put({}, { b: { L: [{ S: "x" }] }, c: { L: [] } }),
      ask("DeleteItem", { Key: key, ConditionExpression: "b > c" }),
    ],
  },
  {
    id: "order-of-ties",
    what: "The order of items of an index that have the same keys in it",
    ours: "by the keys of the table",
    theirs: "by a hash of them",
    why: "only the order of the sort key is promised",
    document: api("Query"),
    without: (exchange) =>
      exchange.input.IndexName !== undefined &&
      isDeepStrictEqual(rangesOf(exchange.ours), rangesOf(exchange.theirs))
        ? settled(exchange)
        : undefined,
    example: [
      put({}, { sk: { N: "-1.5" }, l: { N: "1" } }),
      put({}, { sk: { N: "10" }, l: { N: "1" } }),
      ask("Query", {
        IndexName: "local",
        KeyConditionExpression: "pk = :p",
        ExpressionAttributeValues: { ":p": { S: "p" } },
      }),
    ],
  },
  {
    id: "nested-types",
    what: "A value of another JSON type than the model's inside a map or a list",
    ours: "found when the map or list is read, after other faults of the request",
    theirs: "found first",
    why: "a known gap here: AWS reads the whole request before it looks at it",
    document: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html",
    without: (exchange) =>
      exchange.theirs.error === "SerializationException" && exchange.ours.status === 400
        ? settled(exchange)
        : undefined,
    example: [ask("PutItem", { Item: { ...key, a: { S: 1 } }, ReturnValues: "SOME" })],
  },
  {
    id: "several-faults",
    what: "An expression with several faults",
    ours: "the first fault in the order written is named",
    theirs: "the fault is chosen by its kind",
    why: "recordings of October 2026 show key conditions read clause by clause; the document says nothing",
    document: api("Query"),
    without: worded(faultOfExpression, faultOfExpression),
    example: [update("SET a = a + :s ADD b :s", { ExpressionAttributeValues: { ":s": { S: "x" } } })],
  },
  ...legacyDifferences,
];
