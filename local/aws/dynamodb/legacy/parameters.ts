import type { Wording } from "../check-value.ts";
import { validation } from "../errors.ts";
import type { Expressions } from "../expressions.ts";
import { type Input, optionalList, optionalStructure } from "../shape.ts";
import { readAttributeUpdates } from "./attribute-updates.ts";
import { readAttributesToGet } from "./attributes-to-get.ts";
import { readFilter } from "./conditions.ts";
import { readExpected } from "./expected.ts";
import { readKeyConditions } from "./key-conditions.ts";

/** A parameter of the years before expressions. */
export type LegacyName =
  | "AttributesToGet"
  | "AttributeUpdates"
  | "ConditionalOperator"
  | "Expected"
  | "KeyConditions"
  | "QueryFilter"
  | "ScanFilter";

type Read = (input: Input, wording: Wording) => Expressions;

const map = (input: Input, name: LegacyName): Input => optionalStructure(input, name) ?? {};

const filter =
  (name: "QueryFilter" | "ScanFilter"): Read =>
  (input, wording) => {
    const condition = readFilter(map(input, name), input.ConditionalOperator, wording);
    return condition ? { FilterExpression: condition } : {};
  };

const readers: Record<LegacyName, Read> = {
  AttributesToGet: (input) => ({
    ProjectionExpression: readAttributesToGet(optionalList(input, "AttributesToGet") ?? []),
  }),
  AttributeUpdates: (input, wording) => ({
    UpdateExpression: readAttributeUpdates(map(input, "AttributeUpdates"), wording),
  }),
  // It says how Expected and the filters are to be read.
  ConditionalOperator: () => ({}),
  Expected: (input, wording) => {
    const condition = readExpected(map(input, "Expected"), input.ConditionalOperator, wording);
    return condition ? { ConditionExpression: condition } : {};
  },
  KeyConditions: (input, wording) => ({
    KeyConditions: readKeyConditions(map(input, "KeyConditions"), wording),
  }),
  QueryFilter: filter("QueryFilter"),
  ScanFilter: filter("ScanFilter"),
};

/**
 * Reads the older parameters of a request as the expressions that would ask for the same.
 * @param names those that the operation has.
 * @throws AwsError ValidationException with AWS's wording.
 */
export function readLegacy(input: Input, names: readonly LegacyName[], wording: Wording): Expressions {
  const expressions: Expressions = {};
  for (const name of names)
    if (input[name] != null) Object.assign(expressions, readers[name](input, wording));
  return expressions;
}

/** @throws AwsError ValidationException when ConditionalOperator has no two conditions to join. */
export function checkConditionalOperator(input: Input, names: readonly LegacyName[]): void {
  if (!names.includes("ConditionalOperator") || input.ConditionalOperator == null) return;
  const joins = names.filter((name) => name === "Expected" || name.endsWith("Filter"));
  const count = joins.reduce((sum, name) => sum + Object.keys(map(input, name)).length, 0);
  if (count === 0) throw validation("ConditionalOperator cannot be used without Filter or Expected");
  if (count === 1)
    throw validation("ConditionalOperator can only be used when Filter or Expected has two or more elements");
}
