import type { Substitutions } from "./binding.ts";
import { bindCondition } from "./condition.ts";
import { validation } from "./errors.ts";
import type { ExpressionName, Expressions } from "./expressions.ts";
import { Reader } from "./grammar.ts";
import { parseCondition } from "./parse-condition.ts";
import { parseProjection } from "./parse-projection.ts";
import { parseUpdate } from "./parse-update.ts";
import { bindProjection } from "./projection.ts";
import { type Input, optionalText } from "./shape.ts";
import { ExpressionError } from "./tokens.ts";
import { bindUpdate } from "./update.ts";

const largestExpression = 4096;

// How each kind is read, and how what was read is resolved.
const kinds: { [Name in ExpressionName]-?: Kind<Expressions[Name]> } = {
  UpdateExpression: kind(parseUpdate, bindUpdate),
  ConditionExpression: kind(parseCondition, bindCondition),
  KeyConditionExpression: kind(parseCondition, bindCondition),
  FilterExpression: kind(parseCondition, bindCondition),
  ProjectionExpression: kind(parseProjection, bindProjection),
};

/**
 * Reads and resolves one expression of a request.
 * @param used takes the aliases and placeholders that it mentions.
 * @throws AwsError ValidationException with AWS's wording.
 */
export function readExpression(name: ExpressionName, input: Input, given: Substitutions, used: Set<string>) {
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
