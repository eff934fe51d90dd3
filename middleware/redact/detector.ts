/** One kind of secret or personal data in text. */
export interface Detector {
  /** A cheap test for whether to look at all, on the text and on the same in lower case. */
  readonly trigger: (text: string, lower: string) => boolean;
  /** Returns the text with placeholders. Every quantifier is bounded, so that time grows with the length alone. */
  readonly hide: (text: string) => string;
}

/** Makes what stands in place of a match. */
type Replace = (match: string, ...groups: string[]) => string;

/** Puts the same placeholder in place of every match. */
export const put = (text: string) => () => text;
/** Keeps the first group, which tells what it was, and puts a placeholder after it. */
export const keepFirst =
  (text: string) =>
  (_match: string, first = "") =>
    first + text;

// Plain search is far faster than a pattern of alternatives.
function has(needles: readonly string[]): Detector["trigger"] {
  return (_text, lower) => {
    for (const needle of needles) if (lower.includes(needle)) return true;
    return false;
  };
}

/** Makes a detector; a list of words, in lower case, is a trigger on any of them. */
export function detector(trigger: RegExp | readonly string[], pattern: RegExp, replace: Replace): Detector {
  const look = trigger instanceof RegExp ? (text: string) => trigger.test(text) : has(trigger);
  return { trigger: look, hide: (text) => text.replace(pattern, replace) };
}
