/** A part of a regular expression. */
export type PatternNode =
  | { kind: "atom"; source: string }
  | { kind: "sequence" | "choice"; parts: PatternNode[] }
  | { kind: "repeat"; part: PatternNode; least: number; most: number };

const atomSyntax = /\[(?:\\.|[^\]\\])*\]|\\u[\da-fA-F]{4}|\\[pP]\{[^}]*\}|\\[^bBkpPu\d]|[^()[\]|*+?^$\\]/uy;
const repeatSyntax = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;

/**
 * Reads the source of a regular expression without anchors.
 * @throws Error naming the character from which it does not know the syntax.
 */
export function parsePattern(pattern: string): PatternNode {
  let at = 0;
  const take = (syntax: RegExp) => {
    syntax.lastIndex = at;
    const match = syntax.exec(pattern);
    if (match) at = syntax.lastIndex;
    return match;
  };

  function choice(): PatternNode {
    const parts = [sequence()];
    while (pattern[at] === "|") {
      at += 1;
      parts.push(sequence());
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: "choice", parts };
  }

  function sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (at < pattern.length && pattern[at] !== "|" && pattern[at] !== ")") parts.push(repeated(part()));
    return { kind: "sequence", parts };
  }

  function part(): PatternNode {
    const group = take(/\((?:\?:)?(?!\?)/y);
    if (group) {
      const inside = choice();
      if (!take(/\)/y)) throw new Error(`${pattern}: the group before character ${at} is not closed.`);
      return inside;
    }
    const atom = take(atomSyntax);
    if (!atom) throw new Error(`${pattern}: the syntax at character ${at} is not known here.`);
    return { kind: "atom", source: atom[0] };
  }

  function repeated(part: PatternNode): PatternNode {
    const match = take(repeatSyntax);
    if (!match) return part;
    const [, sign, least = "", comma, most] = match;
    if (sign) return { kind: "repeat", part, least: sign === "+" ? 1 : 0, most: sign === "?" ? 1 : Infinity };
    const fewest = Number(least);
    return { kind: "repeat", part, least: fewest, most: comma ? Number(most || Infinity) : fewest };
  }

  const whole = choice();
  if (at < pattern.length) throw new Error(`${pattern}: character ${at} closes no group.`);
  return whole;
}
