/** Whether a text contains any of the needles: plain search is far faster than a pattern of alternatives. */
export function containsAny(needles: readonly string[]): (text: string) => boolean {
  return (text) => {
    for (const needle of needles) if (text.includes(needle)) return true;
    return false;
  };
}

/** A word as people write it: `word`, `Word`, `WORD`. */
export function anyCase(word: string): string[] {
  return [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()];
}
