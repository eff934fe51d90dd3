import { people } from "./redact-people.ts";
import { secrets } from "./redact-secrets.ts";

const lengthLimit = 65_536;
const overlap = 4_096;
const passLimit = 8;

// What contains others comes first.
const detectors = [...secrets, ...people];

// A text without any of these holds nothing to look for. One class of characters costs a hundredth of a list of
// words, so the few secrets that can do without them are asked for one by one.
const gate = /[@\d=:_%-]/;
const wordsOfTheRest: readonly string[] = ["AIza", "earer ", "EARER ", "asic ", "ASIC "];

// Ids of known shape are the most common text with digits, and must arrive unchanged.
const knownId =
  /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?:[a-z]{1,16}[_-])?[0-9A-HJKMNP-TV-Z]{26}|\d{4}-\d\d-\d\d(?:T[\d:.]{5,15}(?:Z|[+-]\d\d:\d\d)?)?|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|arn:aws[\w:/.*@+=-]{1,400}|\d{1,10})$/i;

/** Returns text without secrets and personal data; text beyond 65,536 characters is cut off. */
export function redactText(text: string): string {
  if (text.length < 6 || !isWorthALook(text)) {
    return text.length > lengthLimit ? cut(text, text.length) : text;
  }
  if (knownId.test(text)) return text;
  if (text.length > lengthLimit) return cut(detect(text.slice(0, lengthLimit + overlap)), text.length);
  return detect(text);
}

function isWorthALook(text: string): boolean {
  return gate.test(text) || wordsOfTheRest.some((word) => text.includes(word));
}

// A cut text stays below the limit, so that a second pass leaves it alone.
function cut(text: string, whole: number): string {
  const note = `… [cut: ${whole} characters]`;
  return text.length + note.length <= lengthLimit
    ? text + note
    : text.slice(0, lengthLimit - note.length) + note;
}

// What is hidden can uncover a neighbour, so it goes on until nothing changes.
function detect(text: string): string {
  let result = text;
  for (let pass = 0; pass < passLimit; pass++) {
    const before = result;
    const lower = result.toLowerCase();
    for (const { trigger, hide } of detectors) if (trigger(result, lower)) result = hide(result);
    if (result === before) return result;
  }
  return result;
}
