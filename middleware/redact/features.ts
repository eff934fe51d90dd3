import { isTellingWord, startsAsSecret } from "./secret-prefixes.ts";

/** Bits that say what a text holds, so that a detector looks only where something can be found. */
export const feature = {
  /** A character of words: letter, digit, `_` or `-`. */
  word: 1,
  digit: 2,
  /** A character that stands between the digits of one number. */
  glue: 4,
  /** `@`, or `%` that can stand for one. */
  at: 8,
  /** `=` or `:`, which follow a name. */
  sign: 16,
  colon: 32,
  dot: 64,
  /** Seven digits or more, glue aside. */
  number: 128,
  /** Three dots or more among digits. */
  dotted: 256,
  /** A word of 14 characters or more that starts as a secret does. */
  secret: 512,
  /** A word that a secret may follow, such as `bearer`. */
  telling: 1024,
  /** For rules that look at every text. */
  always: 2048,
  /** Two colons in a row or seven in all, as in an IPv6 address. */
  colons: 4096,
} as const;

/** What makes a text worth a look; all else is clean. */
const suspicious =
  feature.at | feature.sign | feature.number | feature.dotted | feature.secret | feature.telling;

const kinds = kindsOfCharacters();

function kindsOfCharacters(): Uint8Array {
  const table = new Uint8Array(128);
  const mark = (characters: string, bits: number) => {
    for (const character of characters) table[character.charCodeAt(0)] = bits;
  };
  mark("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_", feature.word);
  mark("0123456789", feature.word | feature.digit);
  mark("-", feature.word | feature.glue);
  mark(" ()", feature.glue);
  mark(".", feature.glue | feature.dot);
  mark("@%", feature.at);
  mark("=", feature.sign);
  mark(":", feature.sign | feature.colon);
  return table;
}

/** Reads a text once and returns the features that call for detectors; 0 where there is nothing to look for. */
export function featuresOf(text: string): number {
  let found = 0;
  let wordLength = 0;
  let digits = 0;
  let dots = 0;
  let colons = 0;
  const { length } = text;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    const kind = code < 128 ? (kinds[code] as number) : 0;
    found |= kind;
    if (kind === feature.word) {
      wordLength++;
      digits = 0;
      dots = 0;
      continue;
    }
    if ((kind & feature.word) !== 0) wordLength++;
    else {
      if (wordLength >= 5) found |= featureOfWord(text, index - wordLength, wordLength);
      wordLength = 0;
    }
    if ((kind & feature.digit) !== 0) {
      if (++digits === 7) found |= feature.number;
    } else if ((kind & feature.glue) === 0) {
      digits = 0;
      dots = 0;
      if (code === 58 && (++colons === 7 || text.charCodeAt(index + 1) === 58)) found |= feature.colons;
    } else if (digits > 0 && (kind & feature.dot) !== 0 && ++dots === 3) found |= feature.dotted;
  }
  if (wordLength >= 10) found |= featureOfWord(text, length - wordLength, wordLength);
  return (found & suspicious) === 0 ? 0 : found;
}

function featureOfWord(text: string, start: number, length: number): number {
  if (length >= 10 && startsAsSecret(text, start, length)) return feature.secret;
  return length <= 10 && isTellingWord(text, start, length) ? feature.telling : 0;
}
