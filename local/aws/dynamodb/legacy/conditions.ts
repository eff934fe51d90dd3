import { checkValue, type Wording } from "../check-value.ts";
import type { Condition } from "../condition.ts";
import { type Input, optionalList } from "../shape.ts";
import type { AttributeValue } from "../values.ts";
import {
  type Comparison,
  type ComparisonOperator,
  checkComparison,
  conditionOf,
  joined,
} from "./comparison.ts";
import { element } from "./element.ts";

/**
 * Reads a map of conditions as KeyConditions, QueryFilter and ScanFilter hold it.
 * @throws AwsError ValidationException with AWS's wording.
 */
export function readConditions(given: Input, wording: Wording): Comparison[] {
  return Object.keys(given).map((name) => {
    const condition = element(given[name], "Condition");
    const comparison = {
      name,
      operator: condition.ComparisonOperator as ComparisonOperator,
      values: readValues(condition, wording),
    };
    checkComparison(comparison);
    return comparison;
  });
}

/** The values of an AttributeValueList. @throws AwsError ValidationException when one of them is none. */
export function readValues(condition: Input, wording: Wording): AttributeValue[] {
  return (optionalList(condition, "AttributeValueList") ?? []).map((value) => checkValue(value, wording));
}

/** The condition that QueryFilter or ScanFilter stands for; undefined when it is empty. */
export function readFilter(given: Input, word: unknown, wording: Wording): Condition | undefined {
  return joined(readConditions(given, wording).map(conditionOf), word);
}
