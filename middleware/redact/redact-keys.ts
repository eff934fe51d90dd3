import {
  contextWords,
  countingWords,
  inertWords,
  numericSecretWords,
  personalPairs,
  personalWords,
  phoneWords,
  phraseWords,
  secretPairs,
  secretWords,
  tellingWords,
} from "./key-words.ts";
import { mark } from "./mark.ts";
import type { Placeholders } from "./placeholder.ts";
import { splitWords } from "./split-words.ts";

/** Options that change what keys say. */
export interface KeyOptions {
  /** Keys whose values are shown although they look personal. */
  readonly safeKeys?: readonly string[];
  /** More keys of credentials: each matches any key that holds its words in this order. */
  readonly secretKeys?: readonly string[];
  /** More keys of personal data, matched in the same way. */
  readonly personalKeys?: readonly string[];
}

/** Decides by a key's words, whatever its case style: `phoneNumber`, `phone_number`, `PHONE-NUMBER`. */
export interface KeyJudge {
  /** The bits of `mark`. */
  marks(key: string): number;
  /** The same for the last two words of a name with spaces, where the two together mean something. */
  pairMarks(previous: string, last: string): number;
}

const rememberedKeys = 2_000;

/** Makes a judge; `isDirty` says whether the key itself has something to hide. */
export function keyJudge(
  options: KeyOptions,
  placeholders: Placeholders,
  isDirty: (key: string) => boolean,
): KeyJudge {
  const lists = listsOf(options);
  // What stands for a redacted part of a key says nothing about the value.
  const wordsOf = (key: string) => splitWords(key.includes("[") ? key.replace(placeholders.all, " ") : key);
  const known = new Map<string, number>();
  const knownPairs = new Map<string, number>();
  return {
    marks(key) {
      const remembered = known.get(key);
      if (remembered !== undefined) return remembered;
      const marks =
        (key.length > 100 ? 0 : decide(wordsOf(key), lists)) |
        (key === "__proto__" || isDirty(key) ? mark.dirty : 0);
      // Keys can come from outside: the memory is bounded, and holds no key that may be personal itself.
      if ((marks & mark.dirty) === 0 && key.length <= 64) remember(known, key, marks);
      return marks;
    },
    pairMarks(previous, last) {
      const pair = `${previous} ${last}`;
      const remembered = knownPairs.get(pair);
      if (remembered !== undefined) return remembered;
      const marks = pairMarks(splitWords(previous).slice(-1), splitWords(last), lists);
      if (pair.length <= 64 && !isDirty(pair)) remember(knownPairs, pair, marks);
      return marks;
    },
  };
}

function remember(known: Map<string, number>, key: string, marks: number): void {
  if (known.size >= rememberedKeys) known.clear();
  known.set(key, marks);
}

/** The lists of words that a user added, each between spaces. */
interface KeyLists {
  readonly safe: ReadonlySet<string>;
  readonly secret: readonly string[];
  readonly personal: readonly string[];
}

function listsOf({ safeKeys = [], secretKeys = [], personalKeys = [] }: KeyOptions): KeyLists {
  return {
    safe: new Set(safeKeys.map(spaced)),
    secret: secretKeys.map(spaced),
    personal: personalKeys.map(spaced),
  };
}

const spaced = (key: string) => ` ${splitWords(key).join(" ")} `;

/** Whether the package's own words make a key one of a credential. */
export function isCredentialKey(key: string): boolean {
  return (decide(splitWords(key), listsOf({})) & mark.secret) !== 0;
}

function decide(parts: readonly string[], lists: KeyLists): number {
  const text = ` ${parts.join(" ")} `;
  if (lists.safe.has(text)) return mark.safe;
  if (lists.secret.some((key) => text.includes(key))) return mark.secret | mark.numbers;
  if (lists.personal.some((key) => text.includes(key))) return mark.personal | mark.phrase;
  const marks = byPairs(parts) || byWords(parts);
  return marks | alone(parts);
}

function alone(parts: readonly string[]): number {
  const inert = parts.every((part) => inertWords.has(part)) ? mark.inert : 0;
  const [only = ""] = parts;
  if (parts.length !== 1) return inert;
  if (only === "value") return mark.value;
  return contextWords.has(only) ? inert | mark.context : inert;
}

function byPairs(parts: readonly string[]): number {
  for (let index = parts.length - 1; index > 0; index--) {
    const pair = `${parts[index - 1]}+${parts[index]}`;
    const marks = marksOfPair(pair);
    if (marks !== 0) return parts.slice(index + 1).some(tells) ? 0 : marks;
  }
  return 0;
}

const oauthPair = /^(?:query|params|parameters|oauth|callback)\+(?:code|state)$/;

function marksOfPair(pair: string): number {
  if (oauthPair.test(pair)) return mark.secret | mark.opaque;
  if (secretPairs.has(pair)) return pair.endsWith("code") ? mark.secret | mark.numbers : mark.secret;
  if (!personalPairs.has(pair)) return 0;
  return pair.includes("name") ? mark.personal | mark.phrase : mark.personal;
}

// The last word that means something decides: `promptTokens` are tokens, `tokenOwnerEmail` is an e-mail address.
function byWords(parts: readonly string[]): number {
  if (parts.some((part) => countingWords.has(part))) return 0;
  for (let index = parts.length - 1; index >= 0; index--) {
    const part = parts[index] ?? "";
    if (secretWords.has(part) || gluedSecret.test(part))
      return numericSecretWords.has(part) ? mark.secret | mark.numbers : mark.secret;
    if (personalWords.has(part)) return mark.personal | styleOf(part);
    if (tells(part)) return 0;
  }
  return 0;
}

// Some names come without any sign of where their words end: `csrftoken`, `dbpassword`.
const gluedSecret = /^[a-z]{2,20}(?:token|password|passwd|secret|apikey|credentials)$/;

function styleOf(word: string): number {
  if (phoneWords.has(word)) return mark.phone;
  return phraseWords.has(word) ? mark.phrase : 0;
}

function pairMarks(previous: readonly string[], parts: readonly string[], lists: KeyLists): number {
  const [before] = previous;
  const [last] = parts;
  if (before === undefined || last === undefined || parts.length !== 1) return 0;
  const asked = ` ${before} ${last} `;
  if (lists.secret.includes(asked)) return mark.secret | mark.numbers;
  if (lists.personal.includes(asked)) return mark.personal;
  return marksOfPair(`${before}+${last}`);
}

const tells = (word: string) => tellingWords.has(word);
