import { checkValue, type Wording } from "../check-value.ts";
import type { Condition } from "../condition.ts";
import { invalidParameter } from "../errors.ts";
import { type Input, optionalBoolean } from "../shape.ts";
import {
  type Comparison,
  type ComparisonOperator,
  checkComparison,
  conditionOf,
  joined,
} from "./comparison.ts";
import { readValues } from "./conditions.ts";
import { element } from "./element.ts";

/**
 * The condition that Expected stands for; undefined when it is empty.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.Expected.html
 * @throws AwsError ValidationException with AWS's wording.
 */
export function readExpected(given: Input, word: unknown, wording: Wording): Condition | undefined {
  const conditions = Object.keys(given).map((name) =>
    conditionOf(expectedOf(name, element(given[name], "ExpectedAttributeValue"), wording)),
  );
  return joined(conditions, word);
}

function expectedOf(name: string, expected: Input, wording: Wording): Comparison {
  const { Value: value, AttributeValueList: list } = expected;
  const attribute = `for Attribute: ${name}`;
  if (value != null && list != null)
    throw invalidParameter(`Value and AttributeValueList cannot be used together ${attribute}`);
  if (expected.ComparisonOperator == null && list != null)
    throw invalidParameter(`AttributeValueList can only be used with a ComparisonOperator ${attribute}`);
  const comparison =
    expected.ComparisonOperator == null
      ? existence(name, expected, wording)
      : comparisonOf(name, expected, wording);
  checkComparison(comparison);
  return comparison;
}

function comparisonOf(name: string, expected: Input, wording: Wording): Comparison {
  const operator = expected.ComparisonOperator as ComparisonOperator;
  const attribute = `for Attribute: ${name}`;
  if (expected.Exists != null)
    throw invalidParameter(`Exists and ComparisonOperator cannot be used together ${attribute}`);
  const valued = expected.Value != null || expected.AttributeValueList != null;
  if (!valued && operator !== "NULL" && operator !== "NOT_NULL")
    throw invalidParameter(
      `Value or AttributeValueList must be used with ComparisonOperator: ${operator} ${attribute}`,
    );
  const values =
    expected.Value == null ? readValues(expected, wording) : [checkValue(expected.Value, wording)];
  return { name, operator, values };
}

// With Exists left out the attribute is expected to have the value.
function existence(name: string, expected: Input, wording: Wording): Comparison {
  const exists = optionalBoolean(expected, "Exists");
  const value = expected.Value ?? undefined;
  if (exists === false && value !== undefined)
    throw invalidParameter(`Value cannot be used when Exists is false for Attribute: ${name}`);
  if (exists === false) return { name, operator: "NULL", values: [] };
  if (value === undefined)
    throw invalidParameter(`Value must be provided when Exists is ${exists ?? null} for Attribute: ${name}`);
  return { name, operator: "EQ", values: [checkValue(value, wording)] };
}
