import type { AwsError } from "../aws-error.ts";
import type { Wording } from "./check-value.ts";
import type { Condition } from "./condition.ts";
import { validation } from "./errors.ts";
import type { KeyClause } from "./key-condition.ts";
import { checkConditionalOperator, type LegacyName, readLegacy } from "./legacy/parameters.ts";
import type { Projection } from "./projection.ts";
import { readExpression } from "./read-expression.ts";
import type { Input } from "./shape.ts";
import { readSubstitutions } from "./substitutions.ts";
import type { Action } from "./update.ts";

/** The expressions of a request, resolved. */
export interface Expressions {
  UpdateExpression?: Action[];
  ConditionExpression?: Condition;
  KeyConditionExpression?: Condition;
  FilterExpression?: Condition;
  ProjectionExpression?: Projection;
  /** What the older parameter of that name stands for. */
  KeyConditions?: KeyClause[];
}

/** The name of an expression parameter; the order is that in which AWS reads them. */
export type ExpressionName = Exclude<keyof Expressions, "KeyConditions">;

/**
 * Reads and resolves the expressions of a request, or the older parameters that stand for them.
 * @param names the expression parameters that the operation has.
 * @param legacy the older parameters that the operation has.
 * @param missing the error of an operation that needs a key condition and has got none.
 * @throws AwsError ValidationException with AWS's wording.
 */
export function readExpressions(
  input: Input,
  names: readonly ExpressionName[],
  legacy: readonly LegacyName[],
  wording: Wording,
  missing?: () => AwsError,
): Expressions {
  const given = names.filter((name) => input[name] != null);
  const incomplete = missing && input.KeyConditionExpression == null && input.KeyConditions == null;
  refuseMixing(input, given, legacy);
  checkConditionalOperator(input, legacy);
  const substituted = input.ExpressionAttributeNames != null || input.ExpressionAttributeValues != null;
  if (given.length > 0 || substituted) checkSubstitutionUse(input, names, given, wording);
  const expressions = readLegacy(input, legacy, wording);
  if (given.length === 0 && !substituted && !incomplete) return expressions;
  const substitutions = readSubstitutions(input, names, wording);
  if (incomplete) throw missing();
  const used = new Set<string>();
  for (const name of given)
    Object.assign(expressions, { [name]: readExpression(name, input, substitutions, used) });
  refuseUnused("ExpressionAttributeNames", substitutions.names, used);
  refuseUnused("ExpressionAttributeValues", substitutions.values, used);
  return expressions;
}

// In errors AWS names the expressions in another order than that in which it reads them.
const shownOrder: readonly ExpressionName[] = [
  "UpdateExpression",
  "ConditionExpression",
  "ProjectionExpression",
  "FilterExpression",
  "KeyConditionExpression",
];

function refuseMixing(input: Input, given: readonly ExpressionName[], legacy: readonly LegacyName[]): void {
  if (given.length === 0) return;
  // KeyConditions goes with every expression but the one that replaces it.
  const older = legacy.filter(
    (name) => input[name] != null && (name !== "KeyConditions" || given.includes("KeyConditionExpression")),
  );
  if (older.length === 0) return;
  const shown = shownOrder.filter((name) => given.includes(name));
  throw validation(
    "Can not use both expression and non-expression parameters in the same request: " +
      `Non-expression parameters: {${older.join(", ")}} Expression parameters: {${shown.join(", ")}}`,
  );
}

function checkSubstitutionUse(
  input: Input,
  names: readonly ExpressionName[],
  given: readonly ExpressionName[],
  wording: Wording,
): void {
  const unusable = (parameter: string, suffix = ""): AwsError =>
    validation(`${parameter} can only be specified when using expressions${suffix}`);
  if (input.ExpressionAttributeNames != null && given.length === 0)
    throw unusable("ExpressionAttributeNames");
  const takers = names.filter((name) => name !== "ProjectionExpression");
  if (input.ExpressionAttributeValues == null || takers.length === 0) return;
  if (takers.some((name) => given.includes(name))) return;
  const verb = takers.length > 1 ? "are" : "is";
  const suffix = wording === "older" ? `: ${takers.join(" and ")} ${verb} null` : "";
  throw unusable("ExpressionAttributeValues", suffix);
}

function refuseUnused(parameter: string, given: Record<string, unknown>, used: ReadonlySet<string>): void {
  const unused = Object.keys(given).filter((key) => !used.has(key));
  if (unused.length > 0)
    throw validation(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(", ")}}`);
}
