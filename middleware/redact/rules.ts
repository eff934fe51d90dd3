import { requireOption } from "../options.ts";
import { whyUnbounded } from "./bounded-pattern.ts";
import type { Detector, Means } from "./detector.ts";
import { feature } from "./features.ts";
import { taggedKinds } from "./placeholder.ts";

/** A kind of one's own: what it finds is replaced by `[name:7f3a9c]`. Give a pattern or a function. */
export interface RedactionRule {
  /** The kind, in lower case with dashes; it stands in the placeholder and in explanations. */
  readonly name: string;
  /** Every quantifier must have an upper bound. */
  readonly pattern?: RegExp;
  /** Returns the parts of the text to hide; where it throws, the whole text is hidden. */
  readonly find?: (text: string) => readonly string[];
}

/**
 * Makes detectors of a user's rules.
 * @throws Error that says which rule cannot be used, and why.
 */
export function ruleDetectors(rules: readonly RedactionRule[]): readonly Detector[] {
  for (const rule of rules) checkRule(rule);
  return rules.map(({ name, pattern, find }) => ({
    rule: name,
    kind: name,
    needs: feature.always,
    credential: true,
    hide: (text, means) => hideParts(text, name, partsOf(text, pattern, find), means),
  }));
}

function checkRule({ name, pattern, find }: RedactionRule): void {
  const valid = /^[a-z][a-z0-9-]{1,30}$/.test(name) && !taggedKinds.some((kind) => kind === name);
  const say = (holds: boolean, reason: string) =>
    requireOption(holds, "redactor", `rule "${name}": ${reason}`);
  say(
    valid,
    "use a name of 2 to 31 lower-case letters, digits and dashes that is not one of the package's kinds.",
  );
  say((pattern === undefined) !== (find === undefined), "give either a pattern or a function `find`.");
  const reason = pattern && whyUnbounded(pattern);
  say(reason === undefined, `its pattern has ${reason}. Correct it, or use a function \`find\`.`);
}

/** Where a part starts and ends. */
type Span = readonly [start: number, end: number];

function partsOf(text: string, pattern: RegExp | undefined, find: RedactionRule["find"]): readonly Span[] {
  try {
    if (pattern !== undefined) return matches(text, pattern);
    return (find?.(text) ?? []).flatMap((part) => occurrences(text, part));
  } catch {
    return [[0, text.length]];
  }
}

function matches(text: string, pattern: RegExp): readonly Span[] {
  const everywhere = pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
  return [...text.matchAll(everywhere)].map(({ 0: match, index }) => [index, index + match.length]);
}

function occurrences(text: string, part: string): readonly Span[] {
  const found: Span[] = [];
  if (part === "") return found;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) {
    found.push([at, at + part.length]);
  }
  return found;
}

function hideParts(text: string, name: string, spans: readonly Span[], means: Means): string {
  let result = "";
  let done = 0;
  for (const [start, end] of [...spans].sort(([a], [b]) => a - b)) {
    if (start < done || end === start || isWithinPlaceholder(text, start, end, means)) continue;
    result += `${text.slice(done, start)}[${name}:${means.tag(text.slice(start, end))}]`;
    done = end;
  }
  return result + text.slice(done);
}

const longestPlaceholder = 48;

// What stands for a hidden value is never hidden again, or there would be no end.
function isWithinPlaceholder(text: string, start: number, end: number, { placeholders }: Means): boolean {
  for (let from = start; from >= 0 && from > start - longestPlaceholder; from--) {
    const close = text.charCodeAt(from) === 91 ? text.indexOf("]", from) + 1 : 0;
    if (close >= end && placeholders.is(text.slice(from, close))) return true;
  }
  return false;
}
