import {
  api,
  ask,
  bodyOf,
  type DynamoDbDifference,
  guide,
  put,
  refusedHere,
  settled,
  update,
} from "./dynamodb-difference.ts";
import type { Exchange } from "./dynamodb-pair.ts";

const conditions = guide("LegacyConditionalParameters.Conditions");
const joins = guide("LegacyConditionalParameters.ConditionalOperator");

/** Settles an exchange in whose request this is written. */
const asking =
  (asked: RegExp) =>
  (exchange: Exchange): Exchange | undefined =>
    asked.test(JSON.stringify(exchange.input)) ? settled(exchange) : undefined;

/** Differences in the parameters of the years before expressions, and in what updates create. */
export const legacyDifferences: DynamoDbDifference[] = [
  {
    id: "conditional-operator-alone",
    what: "ConditionalOperator without two conditions to join",
    ours: "ValidationException",
    theirs: "accepted",
    why: "it joins the conditions of Expected or of a filter; so recorded on AWS",
    document: joins,
    without: refusedHere(/ConditionalOperator can/),
    example: [ask("Scan", { ConditionalOperator: "AND" })],
  },
  {
    id: "conditional-operator-or",
    what: "ConditionalOperator OR",
    ours: "one condition that is met is enough",
    theirs: "the first condition must be met",
    why: "with OR at least one of the conditions must be true",
    document: joins,
    without: asking(/"ConditionalOperator":"OR"/),
    example: [
      put(),
      ask("Scan", {
        ScanFilter: { a: { ComparisonOperator: "NOT_NULL" }, b: { ComparisonOperator: "NULL" } },
        ConditionalOperator: "OR",
      }),
    ],
  },
  {
    id: "not-contains-nothing",
    what: "NOT_CONTAINS on an attribute that does not exist",
    ours: "false",
    theirs: "true",
    why: "so recorded on AWS; the document has no word about it",
    document: conditions,
    without: asking(/"NOT_CONTAINS"/),
    example: [
      put(),
      ask("Scan", {
        ScanFilter: { a: { ComparisonOperator: "NOT_CONTAINS", AttributeValueList: [{ S: "x" }] } },
      }),
    ],
  },
  {
    id: "exists-with-value",
    what: "Expected with Exists true and a Value",
    ours: "the attribute must have the value",
    theirs: "the attribute must exist",
    why: "Exists true asks for that value",
    document: guide("LegacyConditionalParameters.Expected"),
    without: asking(/"Exists":true/),
    example: [put({}, { a: { S: "x" } }), put({ Expected: { a: { Exists: true, Value: { S: "y" } } } })],
  },
  {
    id: "equal-to-anything",
    what: "EQ and NE with a list, a map, a boolean or a null in a filter",
    ours: "compared",
    theirs: "ValidationException",
    why: "EQ and NE take all data types, lists and maps included",
    document: guide("LegacyConditionalParameters.ScanFilter"),
    without: (exchange) =>
      /ComparisonOperator (EQ|NE) is not valid for \w+ /.test(exchange.theirs.message ?? "")
        ? settled(exchange)
        : undefined,
    example: [
      ask("Scan", { ScanFilter: { a: { ComparisonOperator: "EQ", AttributeValueList: [{ BOOL: true }] } } }),
    ],
  },
  {
    id: "expected-types",
    what: "Values in Expected that the operator cannot take",
    ours: "ValidationException, as in filters",
    theirs: "accepted: the condition fails",
    why: "each operator names the types that it takes",
    document: guide("LegacyConditionalParameters.Expected"),
    without: refusedHere(/ComparisonOperator \w+ is not valid for \w+ AttributeValue type/),
    example: [
      put({ Expected: { a: { ComparisonOperator: "NE", AttributeValueList: [{ S: "x" }] } } }),
      put({ Expected: { a: { ComparisonOperator: "LT", AttributeValueList: [{ BOOL: true }] } } }),
    ],
  },
  {
    id: "created-by-removal",
    what: "An update of an item that does not exist, which only removes or deletes",
    ours: "creates no item",
    theirs: "creates one of the key alone",
    why: "without such an item a deletion causes nothing to happen; recordings show the same of REMOVE",
    document: api("UpdateItem"),
    without: (exchange) =>
      exchange.operation === "UpdateItem" &&
      bodyOf(exchange.ours).Attributes === undefined &&
      bodyOf(exchange.theirs).Attributes !== undefined
        ? settled(exchange)
        : undefined,
    example: [update("REMOVE a", { ReturnValues: "ALL_NEW" })],
  },
];
