import { oneOf, present, type Violation, violation } from "../members.ts";
import { type Input, optionalList, optionalStructure, optionalText } from "../shape.ts";
import { updateActions } from "./attribute-updates.ts";
import { comparisonOperators } from "./comparison.ts";
import { element } from "./element.ts";
import type { LegacyName } from "./parameters.ts";

const mostNames = 255;

/** Checks older parameters of a request against their models, in the order in which they are named. */
export function legacyViolations(input: Input, names: readonly LegacyName[]): Violation[] {
  return names.filter((name) => input[name] != null).flatMap((name) => checks[name](input));
}

const checks: Record<LegacyName, (input: Input) => Violation[]> = {
  AttributesToGet: (input) => [namesViolation(input)],
  AttributeUpdates: (input) =>
    eachOf(input, "AttributeUpdates", "AttributeValueUpdate", (update, member) => [
      oneOf(`${member}.action`, optionalText(update, "Action"), updateActions),
    ]),
  ConditionalOperator: (input) => [
    oneOf("conditionalOperator", optionalText(input, "ConditionalOperator"), ["OR", "AND"]),
  ],
  Expected: (input) => eachOf(input, "Expected", "ExpectedAttributeValue", operatorViolations),
  KeyConditions: (input) => eachOf(input, "KeyConditions", "Condition", conditionViolations),
  QueryFilter: (input) => eachOf(input, "QueryFilter", "Condition", conditionViolations),
  ScanFilter: (input) => eachOf(input, "ScanFilter", "Condition", conditionViolations),
};

/** How many names AttributesToGet may have; `parent` is the member that it stands in, with a dot. */
export function namesViolation(input: Input, parent = ""): Violation {
  const given = optionalList(input, "AttributesToGet");
  if (!given) return undefined;
  const broken = (rule: string) =>
    violation(`${parent}attributesToGet`, given, `Member must have length ${rule}`);
  if (given.length === 0) return broken("greater than or equal to 1");
  return given.length > mostNames ? broken(`less than or equal to ${mostNames}`) : undefined;
}

function eachOf(
  input: Input,
  name: LegacyName,
  type: string,
  check: (member: Input, path: string) => Violation[],
): Violation[] {
  const path = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const entries = Object.entries(optionalStructure(input, name) ?? {});
  return entries.flatMap(([key, value]) => check(element(value, type), `${path}.${key}.member`));
}

function conditionViolations(condition: Input, member: string): Violation[] {
  return [
    present(`${member}.comparisonOperator`, condition.ComparisonOperator),
    ...operatorViolations(condition, member),
  ];
}

function operatorViolations(condition: Input, member: string): Violation[] {
  const operator = optionalText(condition, "ComparisonOperator");
  return [oneOf(`${member}.comparisonOperator`, operator, comparisonOperators)];
}
