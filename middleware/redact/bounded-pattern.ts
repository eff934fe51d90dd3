/** Why a regular expression can take more than linear time or be hard to bound, in a few words; undefined if it cannot. */
export function whyUnbounded({ source }: RegExp): string | undefined {
  const quantifiers = quantifiersOf(source);
  if (quantifiers.some(({ max }) => max === Number.POSITIVE_INFINITY)) {
    return "a quantifier without an upper bound; write {0,64} for * and {1,64} for +";
  }
  if (quantifiers.some(({ nested }) => nested)) return "a variable quantifier inside of another";
  if (/\\[1-9]|\\k</.test(source)) return "a reference back to a group";
  const ways = quantifiers.reduce((product, { min, max }) => product * (max - min + 1), 1);
  return ways > waysLimit ? `more than ${waysLimit} ways to match; lower its upper bounds` : undefined;
}

const waysLimit = 1_000_000;

/** One quantifier of a pattern. */
export interface Quantifier {
  readonly min: number;
  readonly max: number;
  /** Whether it stands on a group that holds another one of variable length, and is variable itself. */
  readonly nested: boolean;
}

const token =
  /\\(?:[pPu]\{[^}]{0,40}\}|[\s\S])|\[(?:\\.|[^\]\\]){0,1000}\]|\((?:\?(?:[:=!]|<[=!]|<\w{1,60}>))?|\)|(?:[*+?]|\{\d{1,9}(?:,\d{0,9})?\})\??|[\s\S]/gu;

/** The quantifiers of a pattern in order, by a walk over its source. */
export function quantifiersOf(source: string): readonly Quantifier[] {
  const found: Quantifier[] = [];
  /** For the groups that are open: whether each holds something of variable length. */
  const open = [false];
  let closedVariable = false;
  for (const [text] of source.matchAll(token)) {
    const range = rangeOf(text);
    if (range !== undefined) {
      const variable = range.max > range.min;
      // A group that may be missing only doubles the ways to match.
      found.push({ ...range, nested: variable && range.max > 1 && closedVariable });
      if (variable || closedVariable) open[open.length - 1] = true;
      closedVariable = false;
    } else if (text.startsWith("(")) open.push(false);
    else if (text === ")") {
      closedVariable = open.pop() === true;
      if (closedVariable) open[open.length - 1] = true;
      continue;
    }
    closedVariable = false;
  }
  return found;
}

function rangeOf(text: string): { min: number; max: number } | undefined {
  if (/^\*\??$/.test(text)) return { min: 0, max: Number.POSITIVE_INFINITY };
  if (/^\+\??$/.test(text)) return { min: 1, max: Number.POSITIVE_INFINITY };
  if (/^\?\??$/.test(text)) return { min: 0, max: 1 };
  const [, low, comma, high] = /^\{(\d{1,9})(,?)(\d{0,9})\}\??$/.exec(text) ?? [];
  if (low === undefined) return undefined;
  if (comma !== ",") return { min: Number(low), max: Number(low) };
  return { min: Number(low), max: high === "" ? Number.POSITIVE_INFINITY : Number(high) };
}
