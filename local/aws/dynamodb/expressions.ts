import type { AwsError } from "../aws-error.ts";
import type { Substitutions } from "./binding.ts";
import type { Wording } from "./check-value.ts";
import { bindCondition, type Condition } from "./condition.ts";
import { validation } from "./errors.ts";
import { Reader } from "./grammar.ts";
import { parseCondition } from "./parse-condition.ts";
import { parseProjection } from "./parse-projection.ts";
import { parseUpdate } from "./parse-update.ts";
import { bindProjection, type Projection } from "./projection.ts";
import { type Input, optionalText } from "./shape.ts";
import { readSubstitutions } from "./substitutions.ts";
import { ExpressionError } from "./tokens.ts";
import { type Action, bindUpdate } from "./update.ts";

/** The expressions of a request, resolved. */
export interface Expressions {
  UpdateExpression?: Action[];
  ConditionExpression?: Condition;
  KeyConditionExpression?: Condition;
  FilterExpression?: Condition;
  ProjectionExpression?: Projection;
}

/** The name of an expression parameter; the order is that in which AWS reads them. */
export type ExpressionName = keyof Expressions;

const largestExpression = 4096;

// How each kind is read, and how what was read is resolved.
const kinds: { [Name in ExpressionName]-?: Kind<Expressions[Name]> } = {
  UpdateExpression: kind(parseUpdate, bindUpdate),
  ConditionExpression: kind((reader) => parseCondition(reader, false), bindCondition),
  KeyConditionExpression: kind((reader) => parseCondition(reader, true), bindCondition),
  FilterExpression: kind((reader) => parseCondition(reader, false), bindCondition),
  ProjectionExpression: kind(parseProjection, bindProjection),
};

/**
 * Reads and resolves the expressions of a request.
 * @param names the expression parameters that the operation has.
 * @param legacy the older parameters that the operation has; using one is an error.
 * @throws AwsError ValidationException with AWS's wording.
 */
export function readExpressions(
  input: Input,
  names: readonly ExpressionName[],
  legacy: readonly string[],
  wording: Wording,
): Expressions {
  const given = names.filter((name) => input[name] != null);
  refuseLegacy(input, given, legacy);
  if (given.length === 0 && input.ExpressionAttributeNames == null && input.ExpressionAttributeValues == null)
    return {};
  checkSubstitutionUse(input, names, given, wording);
  const substitutions = readSubstitutions(input, names, wording);
  const used = new Set<string>();
  const expressions: Expressions = {};
  for (const name of given) Object.assign(expressions, { [name]: readOne(name, input, substitutions, used) });
  refuseUnused("ExpressionAttributeNames", substitutions.names, used);
  refuseUnused("ExpressionAttributeValues", substitutions.values, used);
  return expressions;
}

function readOne(name: ExpressionName, input: Input, given: Substitutions, used: Set<string>) {
  try {
    return kinds[name](optionalText(input, name) ?? "", given, used);
  } catch (error) {
    if (error instanceof ExpressionError) throw validation(`Invalid ${name}: ${error.message}`);
    throw error;
  }
}

type Kind<Bound> = (source: string, given: Substitutions, used: Set<string>) => NonNullable<Bound>;

interface Parsed<Written> {
  written: Written;
  mentions: readonly string[];
}

const cachedExpressions = 1000;

/** Makes the reader of one kind of expression, with a cache of what it read before. */
function kind<Written, Bound>(
  parse: (reader: Reader) => Written,
  bind: (written: Written, given: Substitutions) => NonNullable<Bound>,
): Kind<Bound> {
  const cache = new Map<string, Parsed<Written>>();
  const read = (source: string): Parsed<Written> => {
    const known = cache.get(source);
    if (known) return known;
    checkSize(source);
    const reader = new Reader(source);
    const parsed = { written: parse(reader), mentions: [...reader.aliases, ...reader.placeholders] };
    if (cache.size >= cachedExpressions) cache.clear();
    cache.set(source, parsed);
    return parsed;
  };
  return (source, given, used) => {
    const { written, mentions } = read(source);
    for (const mention of mentions) used.add(mention);
    return bind(written, given);
  };
}

function checkSize(source: string): void {
  const size = Buffer.byteLength(source);
  if (source.trim() === "") throw new ExpressionError("The expression can not be empty;");
  if (size > largestExpression)
    throw new ExpressionError(
      `Expression size has exceeded the maximum allowed size; expression size: ${size}`,
    );
}

function refuseLegacy(input: Input, given: readonly ExpressionName[], legacy: readonly string[]): void {
  const used = legacy.filter((name) => input[name] != null);
  if (used.length === 0) return;
  if (given.length > 0)
    throw validation(
      "Can not use both expression and non-expression parameters in the same request: " +
        `Non-expression parameters: {${used.join(", ")}} Expression parameters: {${given.join(", ")}}`,
    );
  throw validation(
    `The stand-in does not offer the older parameter ${used.join(", ")}: use an expression parameter instead.`,
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
