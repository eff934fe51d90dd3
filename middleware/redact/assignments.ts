import { readCookies, readCredentials, readPhrase, readPlain, readQuoted } from "./assigned-values.ts";
import type { Detector, Means } from "./detector.ts";
import { feature } from "./features.ts";
import { isForeignLetter } from "./foreign-letter.ts";
import { hidden, mark } from "./mark.ts";

/** A part of a text, and what comes in its place. */
interface Hit {
  readonly start: number;
  readonly end: number;
}

/** A name before a sign, and what is known of it. */
interface Named {
  readonly marks: number;
  readonly name: string;
  /** The sign: `=` or `:`. */
  readonly sign: string;
  /** A name in quotes is of a data format, not of prose. */
  readonly quoted: boolean;
  /** The character before the name. */
  readonly before: string;
}

/** Values beside a telling name: `KEY=value`, `"key": "value"`, headers, cookies, query parameters. */
export const assignments: Detector = {
  rule: "assignment",
  kind: "redacted",
  needs: feature.sign,
  credential: true,
  hide: hideAssignments,
};

// Goes from sign to sign and looks back for the name, as signs are far rarer than words.
function hideAssignments(text: string, means: Means): string {
  const signs = /[=:]/g;
  let result = "";
  let done = 0;
  for (let match = signs.exec(text); match !== null; match = signs.exec(text)) {
    const hit = hitAt(text, match.index, means);
    if (hit === undefined || hit.start < done) continue;
    result += `${text.slice(done, hit.start)}[redacted:${means.tag(text.slice(hit.start, hit.end))}]`;
    done = hit.end;
    signs.lastIndex = done;
  }
  return done === 0 ? text : result + text.slice(done);
}

function hitAt(text: string, at: number, means: Means): Hit | undefined {
  const named = nameBefore(text, at, means);
  if (named === undefined) return undefined;
  const start = skipSpaces(text, at + 1);
  if (means.placeholders.startsAt(text, start)) return undefined;
  const hit = valueAt(text, start, named);
  if (hit === undefined || hit.end <= hit.start) return undefined;
  return means.placeholders.is(text.slice(hit.start, hit.end)) ? undefined : hit;
}

function skipSpaces(text: string, from: number): number {
  let index = from;
  while (index < from + 4 && text.charCodeAt(index) === 32) index++;
  return index;
}

const longestName = 61;

function nameBefore(text: string, at: number, means: Means): Named | undefined {
  let end = at;
  while (end > at - 4 && text.charCodeAt(end - 1) === 32) end--;
  let quoted = false;
  while (end > 0 && isClosing(text.charCodeAt(end - 1))) {
    end--;
    quoted = true;
  }
  if (text.startsWith("%5D", end - 3)) end -= 3;
  const start = startOfName(text, end);
  const length = end - start;
  if (length < 2 || length > longestName || !isLetter(text.charCodeAt(start))) return undefined;
  const before = text.charAt(start - 1);
  // The brackets of a placeholder are no name's, and a name in brackets belongs to another: `user[email]=`.
  if (before === "[" && means.placeholders.startsAt(text, start - 1)) return undefined;
  const name = text.slice(start, end);
  const marks = marksOf(text, start, name, means);
  const sign = text.charAt(at);
  return (marks & hidden) !== 0 || isQueryName(name, before)
    ? { marks, name, sign, quoted, before }
    : undefined;
}

// Quotes, the backslash before one inside of JSON, and a closing bracket.
const isClosing = (code: number) => code === 34 || code === 39 || code === 92 || code === 93 || code === 96;

function startOfName(text: string, end: number): number {
  let start = end;
  const floor = Math.max(0, end - longestName - 1);
  while (start > floor && isNameCode(text.charCodeAt(start - 1))) start--;
  return start > 0 && text.startsWith("%5B", start - 1) ? start + 2 : start;
}

function isNameCode(code: number): boolean {
  return isLetter(code) || (code >= 48 && code <= 57) || code === 95 || code === 45 || code === 46;
}

const isLetter = (code: number) => ((code | 32) >= 97 && (code | 32) <= 122) || isForeignLetter(code);

function marksOf(text: string, start: number, name: string, means: Means): number {
  const own = means.keys.marks(name);
  if ((own & (hidden | mark.safe)) !== 0 || text.charCodeAt(start - 1) !== 32) return own;
  const from = startOfName(text, start - 1);
  return from === start - 1 ? own : means.keys.pairMarks(text.slice(from, start - 1), name);
}

const queryNames: ReadonlySet<string> = new Set(["code", "state", "sig", "key", "nonce"]);

const isQueryName = (name: string, before: string) =>
  (before === "?" || before === "&") && queryNames.has(name.toLowerCase());

function valueAt(text: string, start: number, named: Named): Hit | undefined {
  const { marks, name, quoted, before } = named;
  if ((marks & hidden) === 0) return queryValue(text, start, name);
  const lower = name.toLowerCase();
  if (named.sign === ":" && lower.endsWith("cookie")) return readCookies(text, start);
  if (lower.endsWith("authorization")) return readCredentials(text, start);
  const inQuotes = readQuoted(text, start);
  if (inQuotes !== undefined) {
    return quoted || named.sign === "=" || looksHidden(text, inQuotes, named) ? inQuotes : undefined;
  }
  if ((marks & mark.phrase) !== 0) {
    const phrase = readPhrase(text, start);
    if (phrase !== undefined) return phrase;
  }
  const plain = readPlain(
    text,
    start,
    before !== "?" && before !== "&" && /^[A-Z][A-Z0-9_]{0,60}$/.test(name),
  );
  return plain !== undefined && looksHidden(text, plain, named) ? plain : undefined;
}

// In queries these are as often plain words: a page's state, an error's code.
function queryValue(text: string, start: number, name: string): Hit | undefined {
  const plain = readPlain(text, start, false);
  if (plain === undefined || name === "sig") return plain;
  const value = text.slice(plain.start, plain.end);
  if (name === "code" || name === "state") {
    return value.length >= 6 && /\d/.test(value) && !/^\d{1,4000}$/.test(value) ? plain : undefined;
  }
  return value.length >= 20 && /\d/.test(value) && /[A-Z]/.test(value) && /[a-z]/.test(value)
    ? plain
    : undefined;
}

const words = /^(?:true|false|null|undefined|none|yes|no|\*{3,20}|<[\w -]{1,40}>)$/i;

// Prose has colons too: after one, only what does not read as a word is a secret.
function looksHidden(text: string, { start, end }: Hit, { marks, sign, quoted }: Named): boolean {
  const value = text.slice(start, end);
  if (words.test(value)) return false;
  if (/^[\d.,/%-]{1,15}$/.test(value)) return hidesNumber(value, marks, sign);
  if (sign === "=" || quoted) return true;
  if ((marks & mark.phone) !== 0) return digitsOf(value) >= 7;
  return value.length >= 4 && /\d|[^A-Za-z\u00c0-\u1fff\u2c00-\u2dff\u3040-\ud7ff.!?)…-]/.test(value);
}

function hidesNumber(value: string, marks: number, sign: string): boolean {
  const digits = digitsOf(value);
  if ((marks & mark.phone) !== 0) return digits >= 7;
  if ((marks & mark.numbers) !== 0) return digits >= 3;
  if ((marks & mark.personal) !== 0) return digits >= (sign === "=" ? 5 : 7);
  return digits >= 9;
}

const digitsOf = (value: string) => value.replace(/\D/g, "").length;
