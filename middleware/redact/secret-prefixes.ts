const shortestSecret = 14;

const prefixes = byFirstCharacter(
  "AIza AKIA ASIA ya29 GOCSPX- ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- xox xapp- sk_ sk- pk_ rk_ whsec_ npm_ SG eyJ W3si hf_ dop_v1_ shp shippo_ EAAA sntry pypi- key-".split(
    " ",
  ),
);

function byFirstCharacter(list: readonly string[]): readonly (readonly string[] | undefined)[] {
  const groups: string[][] = [];
  for (const prefix of list) {
    const first = prefix.charCodeAt(0);
    groups[first] = [...(groups[first] ?? []), prefix];
  }
  return groups;
}

/** Whether a word of letters, digits, `_` and `-` starts as keys and tokens of common services do. */
export function startsAsSecret(text: string, start: number, length: number): boolean {
  if (length >= shortestSecret) {
    for (const prefix of prefixes[text.charCodeAt(start)] ?? [])
      if (text.startsWith(prefix, start)) return true;
    // These end a word within themselves.
    const before = text.charCodeAt(start - 1);
    if (before === 47 && text.startsWith("1//", start - 3)) return true;
    if (before === 46 && (text.startsWith("ya29.", start - 5) || text.startsWith("SG.", start - 3)))
      return true;
  }
  // In a key on one line the dashes follow the `n` of an escaped line end.
  return text.startsWith("-----BEGIN", start + length - 10);
}

const tellingWords: ReadonlySet<string> = new Set("bearer basic secret token password".split(" "));

/** Whether a word is one that a secret may follow without a sign between. */
export function isTellingWord(text: string, start: number, length: number): boolean {
  const first = text.charCodeAt(start) | 32;
  // Taking words out of the text costs more than all else here, so most are refused by their first letter.
  if (first !== 98 && first !== 115 && first !== 116 && first !== 112) return false;
  return tellingWords.has(text.slice(start, start + length).toLowerCase());
}
