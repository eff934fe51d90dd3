import type { Wording } from "../check-value.ts";
import { validation } from "../errors.ts";
import type { KeyClause } from "../key-condition.ts";
import type { Input } from "../shape.ts";
import type { ComparisonOperator } from "./comparison.ts";
import { readConditions } from "./conditions.ts";

const operators: Partial<Record<ComparisonOperator, KeyClause["operator"]>> = {
  EQ: "=",
  LT: "<",
  LE: "<=",
  GT: ">",
  GE: ">=",
  BETWEEN: "BETWEEN",
  BEGINS_WITH: "begins_with",
};

/**
 * The clauses that KeyConditions stands for.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.KeyConditions.html
 * @throws AwsError ValidationException with AWS's wording.
 */
export function readKeyConditions(given: Input, wording: Wording): KeyClause[] {
  const conditions = readConditions(given, wording);
  if (conditions.length < 1 || conditions.length > 2)
    throw validation("Conditions can be of length 1 or 2 only");
  return conditions.map(({ name, operator, values }) => ({
    name,
    operator: operators[operator] ?? "unindexed",
    values: [...values],
  }));
}
